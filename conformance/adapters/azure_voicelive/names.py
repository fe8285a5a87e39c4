"""The class of ``azure.ai.voicelive.models`` for each type name of the official dialect.

There is an entry only where both are the same on the wire, which means an event of the same ``type``. Events that the
vendor calls by another name (``response.audio.delta``) and its own (``session.avatar.connect``) have none.
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
