"""The event class of ``pipecat.services.openai.realtime.events`` for each type name of the official dialect."""

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
