"""What ``pipecat.services.openai.realtime.events`` has for the type names of the official dialect.

It has one class for all items, and one for the settings of a session in both directions. What comes inside events only
is named by a place in one: it is read in that place and sent in that place.
"""

from __future__ import annotations

_SERVER = """
    ConversationCreated ConversationItemAdded ConversationItemDeleted ConversationItemDone
    ConversationItemInputAudioTranscriptionCompleted ConversationItemInputAudioTranscriptionDelta
    ConversationItemInputAudioTranscriptionFailed ConversationItemRetrieved ConversationItemTruncated
    InputAudioBufferCleared InputAudioBufferCommitted InputAudioBufferSpeechStarted
    InputAudioBufferSpeechStopped RateLimitsUpdated ResponseAudioDelta ResponseAudioDone
    ResponseAudioTranscriptDelta ResponseAudioTranscriptDone ResponseContentPartAdded ResponseContentPartDone
    ResponseCreated ResponseDone ResponseFunctionCallArgumentsDelta ResponseFunctionCallArgumentsDone
    ResponseOutputItemAdded ResponseOutputItemDone ResponseTextDelta ResponseTextDone
"""
_SERVER_WITH_SUFFIX = "Error SessionCreated SessionUpdated"
_CLIENT = """
    ConversationItemCreate ConversationItemDelete ConversationItemRetrieve ConversationItemTruncate
    InputAudioBufferAppend InputAudioBufferClear InputAudioBufferCommit ResponseCancel ResponseCreate
    SessionUpdate
"""

SERVER = {f"RealtimeServerEvent{name}": name for name in _SERVER.split()} | {
    f"RealtimeServerEvent{name}": f"{name}Event" for name in _SERVER_WITH_SUFFIX.split()
}
"""The server events that the package has a class for."""

CLIENT = {f"RealtimeClientEvent{name}": f"{name}Event" for name in _CLIENT.split()}
"""The client events that the package has a class for."""

_ITEMS = """
    RealtimeConversationItem RealtimeConversationItemMessage RealtimeConversationItemMessageAssistant
    RealtimeConversationItemMessageSystem RealtimeConversationItemMessageUser RealtimeConversationItemFunctionCall
    RealtimeConversationItemFunctionCallOutput
"""
_SETTINGS = {
    "RealtimeTurnDetection": "session.audio.input.turn_detection",
    "NoiseReductionType": "session.audio.input.noise_reduction.type",
    "RealtimeAudioFormats": "session.audio.input.format",
    "RealtimeReasoning": "session.reasoning",
    "ToolChoiceOptions": "session.tool_choice",
}

READ_INSIDE = {
    "RealtimeResponse": ("response.done", "response"),
    "RealtimeSessionCreateResponseGA": ("session.updated", "session"),
    "AudioTranscriptionResponse": ("session.updated", "session.audio.input.transcription"),
    **{name: ("session.updated", place) for name, place in _SETTINGS.items()},
    **dict.fromkeys(_ITEMS.split(), ("conversation.item.added", "item")),
}
"""Type name -> a server event, and the place in it."""

SENT_INSIDE = {
    "RealtimeResponseCreateParams": ("response.create", "response"),
    "RealtimeSessionCreateRequestGA": ("session.update", "session"),
    "AudioTranscription": ("session.update", "session.audio.input.transcription"),
    **{name: ("session.update", place) for name, place in _SETTINGS.items()},
}
"""Type name -> a client event, and the place in it. Items are not sent back: made anew, one has an id at random."""
