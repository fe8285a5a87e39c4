"""The class of ``azure.ai.voicelive.models`` for each type name of the official dialect.

There is an entry only where both are the same on the wire, which means an event of the same ``type``. Events that the
vendor calls by another name (``response.audio.delta``) and its own (``session.avatar.connect``) have none.
"""

from __future__ import annotations

_SERVER = """
    ConversationItemCreated ConversationItemDeleted ConversationItemInputAudioTranscriptionCompleted
    ConversationItemInputAudioTranscriptionDelta ConversationItemInputAudioTranscriptionFailed
    ConversationItemRetrieved ConversationItemTruncated Error InputAudioBufferCleared InputAudioBufferCommitted
    InputAudioBufferSpeechStarted InputAudioBufferSpeechStopped MCPListToolsCompleted MCPListToolsFailed
    MCPListToolsInProgress OutputAudioBufferCleared ResponseContentPartAdded ResponseContentPartDone
    ResponseCreated ResponseDone ResponseFunctionCallArgumentsDelta ResponseFunctionCallArgumentsDone
    ResponseMCPCallArgumentsDelta ResponseMCPCallArgumentsDone ResponseMCPCallCompleted ResponseMCPCallFailed
    ResponseMCPCallInProgress ResponseOutputItemAdded ResponseOutputItemDone SessionCreated SessionUpdated
"""
_CLIENT = """
    ConversationItemCreate ConversationItemDelete ConversationItemRetrieve ConversationItemTruncate
    InputAudioBufferAppend InputAudioBufferClear InputAudioBufferCommit OutputAudioBufferClear ResponseCancel
    ResponseCreate SessionUpdate
"""

SERVER = {f"RealtimeServerEvent{name}": f"ServerEvent{name.replace('MCP', 'Mcp')}" for name in ("", *_SERVER.split())}
CLIENT = {f"RealtimeClientEvent{name}": f"ClientEvent{name}" for name in _CLIENT.split()}
