"""Which class of ``azure.ai.voicelive.models`` is meant by a type name of the official dialect.

Only where both are the same thing on the wire, which here is: an event of the same ``type``. The events that the
vendor calls otherwise (``response.audio.delta``) and those of its own (``session.avatar.connect``) have no entry.
"""

from __future__ import annotations

SERVER = {
    "RealtimeServerEvent": "ServerEvent",
    "RealtimeServerEventConversationItemCreated": "ServerEventConversationItemCreated",
    "RealtimeServerEventConversationItemDeleted": "ServerEventConversationItemDeleted",
    "RealtimeServerEventConversationItemInputAudioTranscriptionCompleted": (
        "ServerEventConversationItemInputAudioTranscriptionCompleted"
    ),
    "RealtimeServerEventConversationItemInputAudioTranscriptionDelta": (
        "ServerEventConversationItemInputAudioTranscriptionDelta"
    ),
    "RealtimeServerEventConversationItemInputAudioTranscriptionFailed": (
        "ServerEventConversationItemInputAudioTranscriptionFailed"
    ),
    "RealtimeServerEventConversationItemRetrieved": "ServerEventConversationItemRetrieved",
    "RealtimeServerEventConversationItemTruncated": "ServerEventConversationItemTruncated",
    "RealtimeServerEventError": "ServerEventError",
    "RealtimeServerEventInputAudioBufferCleared": "ServerEventInputAudioBufferCleared",
    "RealtimeServerEventInputAudioBufferCommitted": "ServerEventInputAudioBufferCommitted",
    "RealtimeServerEventInputAudioBufferSpeechStarted": "ServerEventInputAudioBufferSpeechStarted",
    "RealtimeServerEventInputAudioBufferSpeechStopped": "ServerEventInputAudioBufferSpeechStopped",
    "RealtimeServerEventMCPListToolsCompleted": "ServerEventMcpListToolsCompleted",
    "RealtimeServerEventMCPListToolsFailed": "ServerEventMcpListToolsFailed",
    "RealtimeServerEventMCPListToolsInProgress": "ServerEventMcpListToolsInProgress",
    "RealtimeServerEventOutputAudioBufferCleared": "ServerEventOutputAudioBufferCleared",
    "RealtimeServerEventResponseContentPartAdded": "ServerEventResponseContentPartAdded",
    "RealtimeServerEventResponseContentPartDone": "ServerEventResponseContentPartDone",
    "RealtimeServerEventResponseCreated": "ServerEventResponseCreated",
    "RealtimeServerEventResponseDone": "ServerEventResponseDone",
    "RealtimeServerEventResponseFunctionCallArgumentsDelta": "ServerEventResponseFunctionCallArgumentsDelta",
    "RealtimeServerEventResponseFunctionCallArgumentsDone": "ServerEventResponseFunctionCallArgumentsDone",
    "RealtimeServerEventResponseMCPCallArgumentsDelta": "ServerEventResponseMcpCallArgumentsDelta",
    "RealtimeServerEventResponseMCPCallArgumentsDone": "ServerEventResponseMcpCallArgumentsDone",
    "RealtimeServerEventResponseMCPCallCompleted": "ServerEventResponseMcpCallCompleted",
    "RealtimeServerEventResponseMCPCallFailed": "ServerEventResponseMcpCallFailed",
    "RealtimeServerEventResponseMCPCallInProgress": "ServerEventResponseMcpCallInProgress",
    "RealtimeServerEventResponseOutputItemAdded": "ServerEventResponseOutputItemAdded",
    "RealtimeServerEventResponseOutputItemDone": "ServerEventResponseOutputItemDone",
    "RealtimeServerEventSessionCreated": "ServerEventSessionCreated",
    "RealtimeServerEventSessionUpdated": "ServerEventSessionUpdated",
}

CLIENT = {
    "RealtimeClientEventConversationItemCreate": "ClientEventConversationItemCreate",
    "RealtimeClientEventConversationItemDelete": "ClientEventConversationItemDelete",
    "RealtimeClientEventConversationItemRetrieve": "ClientEventConversationItemRetrieve",
    "RealtimeClientEventConversationItemTruncate": "ClientEventConversationItemTruncate",
    "RealtimeClientEventInputAudioBufferAppend": "ClientEventInputAudioBufferAppend",
    "RealtimeClientEventInputAudioBufferClear": "ClientEventInputAudioBufferClear",
    "RealtimeClientEventInputAudioBufferCommit": "ClientEventInputAudioBufferCommit",
    "RealtimeClientEventOutputAudioBufferClear": "ClientEventOutputAudioBufferClear",
    "RealtimeClientEventResponseCancel": "ClientEventResponseCancel",
    "RealtimeClientEventResponseCreate": "ClientEventResponseCreate",
    "RealtimeClientEventSessionUpdate": "ClientEventSessionUpdate",
}
