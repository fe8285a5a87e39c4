"""The event class of ``pipecat.services.openai.realtime.events`` for each type name of the official dialect."""

from __future__ import annotations

SERVER = {
    "RealtimeServerEventConversationCreated": "ConversationCreated",
    "RealtimeServerEventConversationItemAdded": "ConversationItemAdded",
    "RealtimeServerEventConversationItemDeleted": "ConversationItemDeleted",
    "RealtimeServerEventConversationItemDone": "ConversationItemDone",
    "RealtimeServerEventConversationItemInputAudioTranscriptionCompleted": (
        "ConversationItemInputAudioTranscriptionCompleted"
    ),
    "RealtimeServerEventConversationItemInputAudioTranscriptionDelta": "ConversationItemInputAudioTranscriptionDelta",
    "RealtimeServerEventConversationItemInputAudioTranscriptionFailed": "ConversationItemInputAudioTranscriptionFailed",
    "RealtimeServerEventConversationItemRetrieved": "ConversationItemRetrieved",
    "RealtimeServerEventConversationItemTruncated": "ConversationItemTruncated",
    "RealtimeServerEventError": "ErrorEvent",
    "RealtimeServerEventInputAudioBufferCleared": "InputAudioBufferCleared",
    "RealtimeServerEventInputAudioBufferCommitted": "InputAudioBufferCommitted",
    "RealtimeServerEventInputAudioBufferSpeechStarted": "InputAudioBufferSpeechStarted",
    "RealtimeServerEventInputAudioBufferSpeechStopped": "InputAudioBufferSpeechStopped",
    "RealtimeServerEventRateLimitsUpdated": "RateLimitsUpdated",
    "RealtimeServerEventResponseAudioDelta": "ResponseAudioDelta",
    "RealtimeServerEventResponseAudioDone": "ResponseAudioDone",
    "RealtimeServerEventResponseAudioTranscriptDelta": "ResponseAudioTranscriptDelta",
    "RealtimeServerEventResponseAudioTranscriptDone": "ResponseAudioTranscriptDone",
    "RealtimeServerEventResponseContentPartAdded": "ResponseContentPartAdded",
    "RealtimeServerEventResponseContentPartDone": "ResponseContentPartDone",
    "RealtimeServerEventResponseCreated": "ResponseCreated",
    "RealtimeServerEventResponseDone": "ResponseDone",
    "RealtimeServerEventResponseFunctionCallArgumentsDelta": "ResponseFunctionCallArgumentsDelta",
    "RealtimeServerEventResponseFunctionCallArgumentsDone": "ResponseFunctionCallArgumentsDone",
    "RealtimeServerEventResponseOutputItemAdded": "ResponseOutputItemAdded",
    "RealtimeServerEventResponseOutputItemDone": "ResponseOutputItemDone",
    "RealtimeServerEventResponseTextDelta": "ResponseTextDelta",
    "RealtimeServerEventResponseTextDone": "ResponseTextDone",
    "RealtimeServerEventSessionCreated": "SessionCreatedEvent",
    "RealtimeServerEventSessionUpdated": "SessionUpdatedEvent",
}
"""The server events that the package has a class for."""

CLIENT = {
    "RealtimeClientEventConversationItemCreate": "ConversationItemCreateEvent",
    "RealtimeClientEventConversationItemDelete": "ConversationItemDeleteEvent",
    "RealtimeClientEventConversationItemRetrieve": "ConversationItemRetrieveEvent",
    "RealtimeClientEventConversationItemTruncate": "ConversationItemTruncateEvent",
    "RealtimeClientEventInputAudioBufferAppend": "InputAudioBufferAppendEvent",
    "RealtimeClientEventInputAudioBufferClear": "InputAudioBufferClearEvent",
    "RealtimeClientEventInputAudioBufferCommit": "InputAudioBufferCommitEvent",
    "RealtimeClientEventResponseCancel": "ResponseCancelEvent",
    "RealtimeClientEventResponseCreate": "ResponseCreateEvent",
    "RealtimeClientEventSessionUpdate": "SessionUpdateEvent",
}
"""The client events that the package has a class for."""
