"""The type of the ``openai`` package for each type name of the ``openai-ga`` dialect.

The rules of :mod:`.types` hold here too. The package is generated from the same document, so
nearly everything has a counterpart; where the package has no name for a type, it is the annotation of a
member. It has no ``RealtimeSessionCreateResponse``: the class that goes by that name is the one that the document calls
``…GA``.

A connection reads what is in :data:`RECEIVED` and :data:`SHARED`. What is in :data:`SENT` and :data:`SHARED` is made by
callers; of the bodies of requests, which are typed dicts, :data:`.methods.REQUESTS` says how.
"""

from __future__ import annotations

MESSAGE = "RealtimeConversationItemMessage"
"""Three variants of the union of all items, which the package has no union of their own for."""

_CREATE = "realtime.realtime_response_create_params"
_MCP_TOOL = "realtime.realtime_tools_config_union:Mcp"
_SESSION = "realtime.realtime_session_create_response"
_USAGE = "realtime.conversation_item_input_audio_transcription_completed_event:UsageTranscriptTextUsage"

_CLIENT_EVENTS = """
    ConversationItemCreate ConversationItemDelete ConversationItemRetrieve ConversationItemTruncate
    InputAudioBufferAppend InputAudioBufferClear InputAudioBufferCommit OutputAudioBufferClear ResponseCancel
    ResponseCreate SessionUpdate
"""
_SERVER_EVENTS = """
    ConversationCreated ConversationItemCreated ConversationItemDeleted
    ConversationItemInputAudioTranscriptionCompleted ConversationItemInputAudioTranscriptionDelta
    ConversationItemInputAudioTranscriptionFailed ConversationItemTruncated InputAudioBufferCleared
    InputAudioBufferCommitted InputAudioBufferDtmfEventReceived InputAudioBufferSpeechStarted
    InputAudioBufferSpeechStopped RateLimitsUpdated ResponseAudioDelta ResponseAudioDone
    ResponseAudioTranscriptDelta ResponseAudioTranscriptDone ResponseContentPartAdded ResponseContentPartDone
    ResponseCreated ResponseDone ResponseFunctionCallArgumentsDelta ResponseFunctionCallArgumentsDone
    ResponseOutputItemAdded ResponseOutputItemDone ResponseTextDelta ResponseTextDone SessionCreated
    SessionUpdated
"""
_SERVER_EVENTS_WITHOUT_SUFFIX = """
    ConversationItemAdded ConversationItemDone ConversationItemInputAudioTranscriptionSegment
    InputAudioBufferTimeoutTriggered MCPListToolsCompleted MCPListToolsFailed MCPListToolsInProgress
    ResponseMCPCallArgumentsDelta ResponseMCPCallArgumentsDone ResponseMCPCallCompleted ResponseMCPCallFailed
    ResponseMCPCallInProgress
"""
_SERVER_EVENTS_NOT_EXPORTED = """
    ConversationItemRetrieved OutputAudioBufferCleared OutputAudioBufferStarted OutputAudioBufferStopped
"""
_RECEIVED_BY_THE_SAME_NAME = """
    RealtimeServerEvent RealtimeTranslationServerEvent RealtimeTranslationSession
    RealtimeTranslationClientSecretCreateResponse LogProbProperties RealtimeResponse
"""
_SENT_BY_THE_SAME_NAME = """
    RealtimeClientEvent RealtimeTranslationClientEvent RealtimeTranslationSessionUpdateRequest AudioTranscription
"""
_SHARED_BY_THE_SAME_NAME = """
    RealtimeConversationItemFunctionCall RealtimeConversationItemFunctionCallOutput RealtimeFunctionTool
    RealtimeMCPApprovalRequest RealtimeMCPApprovalResponse RealtimeMCPListTools RealtimeMCPProtocolError
    RealtimeMCPToolCall RealtimeMCPToolExecutionError RealtimeReasoning RealtimeReasoningEffort RealtimeTruncation
    NoiseReductionType RealtimeAudioFormats
"""


def _mixed_case(name: str) -> str:
    return name.replace("MCP", "Mcp")


def _same(names: str) -> dict[str, str]:
    return {name: f"realtime:{_mixed_case(name)}" for name in names.split()}


RECEIVED = {
    **_same(_RECEIVED_BY_THE_SAME_NAME),
    **{f"RealtimeServerEvent{name}": f"realtime:{name}Event" for name in _SERVER_EVENTS.split()},
    **{f"RealtimeServerEvent{name}": f"realtime:{_mixed_case(name)}" for name in _SERVER_EVENTS_WITHOUT_SUFFIX.split()},
    **{
        f"RealtimeServerEvent{name}": f"realtime.realtime_server_event:{name}"
        for name in _SERVER_EVENTS_NOT_EXPORTED.split()
    },
    "RealtimeServerEventError": "realtime:RealtimeErrorEvent",
    "WebhookRealtimeCallIncoming": "webhooks:RealtimeCallIncomingWebhookEvent",
    "RealtimeTranslationServerEventSessionClosed": "realtime:RealtimeTranslationSessionClosedEvent",
    "RealtimeTranslationServerEventSessionCreated": "realtime:RealtimeTranslationSessionCreatedEvent",
    "RealtimeTranslationServerEventSessionInputTranscriptDelta": (
        "realtime:RealtimeTranslationInputTranscriptDeltaEvent"
    ),
    "RealtimeTranslationServerEventSessionOutputAudioDelta": "realtime:RealtimeTranslationOutputAudioDeltaEvent",
    "RealtimeTranslationServerEventSessionOutputTranscriptDelta": (
        "realtime:RealtimeTranslationOutputTranscriptDeltaEvent"
    ),
    "RealtimeTranslationServerEventSessionUpdated": "realtime:RealtimeTranslationSessionUpdatedEvent",
    "RealtimeCreateClientSecretResponse": "realtime.client_secret_create_response:ClientSecretCreateResponse",
    "AudioTranscriptionResponse": f"{_SESSION}:AudioInput.transcription",
    "RealtimeTranscriptionSessionCreateResponseGA": "realtime:RealtimeTranscriptionSessionCreateResponse",
    "TranscriptTextUsageDuration": f"{_USAGE}Duration",
    "TranscriptTextUsageTokens": f"{_USAGE}Tokens",
    "TranscriptionLanguage": "audio.transcription_language:TranscriptionLanguage",
    "RealtimeSessionCreateResponseGA": f"{_SESSION}:RealtimeSessionCreateResponse",
}
"""What the server writes; dialect type name -> its counterpart, written as in :data:`.types.TABLE`."""

SENT = {
    **_same(_SENT_BY_THE_SAME_NAME),
    **{f"RealtimeClientEvent{name}": f"realtime:{name}Event" for name in _CLIENT_EVENTS.split()},
    "RealtimeTranslationClientEventInputAudioBufferAppend": "realtime:RealtimeTranslationInputAudioBufferAppendEvent",
    "RealtimeTranslationClientEventSessionClose": "realtime:RealtimeTranslationSessionCloseEvent",
    "RealtimeTranslationClientEventSessionUpdate": "realtime:RealtimeTranslationSessionUpdateEvent",
    "RealtimeTranscriptionSessionCreateRequestGA": "realtime:RealtimeTranscriptionSessionCreateRequest",
    "RealtimeResponseCreateParams": f"{_CREATE}:RealtimeResponseCreateParams",
    "RealtimeSessionCreateRequestGA": "realtime:RealtimeSessionCreateRequest",
    "VoiceIdsOrCustomVoice": "realtime.realtime_audio_config_output:Voice",
}
"""What clients write, written likewise."""

SHARED = {
    **_same(_SHARED_BY_THE_SAME_NAME),
    "RealtimeConversationItem": "realtime:ConversationItem",
    MESSAGE: "realtime:ConversationItem",
    "RealtimeConversationItemMessageAssistant": "realtime:RealtimeConversationItemAssistantMessage",
    "RealtimeConversationItemMessageSystem": "realtime:RealtimeConversationItemSystemMessage",
    "RealtimeConversationItemMessageUser": "realtime:RealtimeConversationItemUserMessage",
    "ToolChoiceFunction": "responses:ToolChoiceFunction",
    "ToolChoiceMCP": "responses:ToolChoiceMcp",
    "ToolChoiceOptions": "responses:ToolChoiceOptions",
    "CallableToolAllowedCaller": f"{_MCP_TOOL}.allowed_callers[]",
    "MCPListToolsTool": "realtime.realtime_mcp_list_tools:Tool",
    "MCPTool": _MCP_TOOL,
    "MCPToolFilter": f"{_MCP_TOOL}AllowedToolsMcpToolFilter",
    "RealtimeMCPHTTPError": "realtime:RealtimeMcphttpError",
    "RealtimeTurnDetection": "realtime:RealtimeAudioInputTurnDetection?",
    "VoiceIdsShared": f"{_SESSION}:AudioOutput.voice",
    "FileInputDetail": "responses:ResponseInputFile.detail",
    "ImageDetail": "responses:ResponseInputImage.detail",
    "InputFileContent": "responses:ResponseInputFile",
    "InputImageContent": "responses:ResponseInputImage",
    "InputTextContent": "responses:ResponseInputText",
    "Prompt": f"{_CREATE}:RealtimeResponseCreateParams.prompt?",
    "PromptCacheBreakpointConfig": "responses.response_input_text:PromptCacheBreakpoint",
    "ResponsePromptVariables": "responses:ResponsePrompt.variables?",
    "Metadata": "realtime:RealtimeResponse.metadata?",
}
"""What both write, written likewise."""

TABLE = RECEIVED | SENT | SHARED
"""All of them."""
