"""The type of the ``openai`` package for each type name of the ``openai-ga`` dialect.

The rules of :mod:`.types` hold here too. The package is generated from the same document, so
nearly everything has a counterpart; where the package has no name for a type, it is the annotation of a
member. What it does not have:

- ``RealtimeConversationItemMessage``: one union for all items, none for messages alone.
- ``RealtimeSessionCreateResponse`` and ``RealtimeTranslationSessionCreateRequest``: the class that
  goes by the first name is the one that the document calls ``…GA``; the second occurs only inside others.
- The bodies of requests (client secrets, calls): typed dicts, which nothing decodes and no class constructs.
"""

from __future__ import annotations

_CREATE = "realtime.realtime_response_create_params"
_MCP_TOOL = "realtime.realtime_tools_config_union:Mcp"
_SESSION = "realtime.realtime_session_create_response"
_USAGE = "realtime.conversation_item_input_audio_transcription_completed_event:UsageTranscriptTextUsage"

TABLE = {
    # client events
    "RealtimeClientEvent": "realtime:RealtimeClientEvent",
    "RealtimeClientEventConversationItemCreate": "realtime:ConversationItemCreateEvent",
    "RealtimeClientEventConversationItemDelete": "realtime:ConversationItemDeleteEvent",
    "RealtimeClientEventConversationItemRetrieve": "realtime:ConversationItemRetrieveEvent",
    "RealtimeClientEventConversationItemTruncate": "realtime:ConversationItemTruncateEvent",
    "RealtimeClientEventInputAudioBufferAppend": "realtime:InputAudioBufferAppendEvent",
    "RealtimeClientEventInputAudioBufferClear": "realtime:InputAudioBufferClearEvent",
    "RealtimeClientEventInputAudioBufferCommit": "realtime:InputAudioBufferCommitEvent",
    "RealtimeClientEventOutputAudioBufferClear": "realtime:OutputAudioBufferClearEvent",
    "RealtimeClientEventResponseCancel": "realtime:ResponseCancelEvent",
    "RealtimeClientEventResponseCreate": "realtime:ResponseCreateEvent",
    "RealtimeClientEventSessionUpdate": "realtime:SessionUpdateEvent",
    # server events
    "RealtimeServerEvent": "realtime:RealtimeServerEvent",
    "RealtimeServerEventConversationCreated": "realtime:ConversationCreatedEvent",
    "RealtimeServerEventConversationItemAdded": "realtime:ConversationItemAdded",
    "RealtimeServerEventConversationItemCreated": "realtime:ConversationItemCreatedEvent",
    "RealtimeServerEventConversationItemDeleted": "realtime:ConversationItemDeletedEvent",
    "RealtimeServerEventConversationItemDone": "realtime:ConversationItemDone",
    "RealtimeServerEventConversationItemInputAudioTranscriptionCompleted": (
        "realtime:ConversationItemInputAudioTranscriptionCompletedEvent"
    ),
    "RealtimeServerEventConversationItemInputAudioTranscriptionDelta": (
        "realtime:ConversationItemInputAudioTranscriptionDeltaEvent"
    ),
    "RealtimeServerEventConversationItemInputAudioTranscriptionFailed": (
        "realtime:ConversationItemInputAudioTranscriptionFailedEvent"
    ),
    "RealtimeServerEventConversationItemInputAudioTranscriptionSegment": (
        "realtime:ConversationItemInputAudioTranscriptionSegment"
    ),
    "RealtimeServerEventConversationItemRetrieved": "realtime.realtime_server_event:ConversationItemRetrieved",
    "RealtimeServerEventConversationItemTruncated": "realtime:ConversationItemTruncatedEvent",
    "RealtimeServerEventError": "realtime:RealtimeErrorEvent",
    "RealtimeServerEventInputAudioBufferCleared": "realtime:InputAudioBufferClearedEvent",
    "RealtimeServerEventInputAudioBufferCommitted": "realtime:InputAudioBufferCommittedEvent",
    "RealtimeServerEventInputAudioBufferDtmfEventReceived": "realtime:InputAudioBufferDtmfEventReceivedEvent",
    "RealtimeServerEventInputAudioBufferSpeechStarted": "realtime:InputAudioBufferSpeechStartedEvent",
    "RealtimeServerEventInputAudioBufferSpeechStopped": "realtime:InputAudioBufferSpeechStoppedEvent",
    "RealtimeServerEventInputAudioBufferTimeoutTriggered": "realtime:InputAudioBufferTimeoutTriggered",
    "RealtimeServerEventMCPListToolsCompleted": "realtime:McpListToolsCompleted",
    "RealtimeServerEventMCPListToolsFailed": "realtime:McpListToolsFailed",
    "RealtimeServerEventMCPListToolsInProgress": "realtime:McpListToolsInProgress",
    "RealtimeServerEventOutputAudioBufferCleared": "realtime.realtime_server_event:OutputAudioBufferCleared",
    "RealtimeServerEventOutputAudioBufferStarted": "realtime.realtime_server_event:OutputAudioBufferStarted",
    "RealtimeServerEventOutputAudioBufferStopped": "realtime.realtime_server_event:OutputAudioBufferStopped",
    "RealtimeServerEventRateLimitsUpdated": "realtime:RateLimitsUpdatedEvent",
    "RealtimeServerEventResponseAudioDelta": "realtime:ResponseAudioDeltaEvent",
    "RealtimeServerEventResponseAudioDone": "realtime:ResponseAudioDoneEvent",
    "RealtimeServerEventResponseAudioTranscriptDelta": "realtime:ResponseAudioTranscriptDeltaEvent",
    "RealtimeServerEventResponseAudioTranscriptDone": "realtime:ResponseAudioTranscriptDoneEvent",
    "RealtimeServerEventResponseContentPartAdded": "realtime:ResponseContentPartAddedEvent",
    "RealtimeServerEventResponseContentPartDone": "realtime:ResponseContentPartDoneEvent",
    "RealtimeServerEventResponseCreated": "realtime:ResponseCreatedEvent",
    "RealtimeServerEventResponseDone": "realtime:ResponseDoneEvent",
    "RealtimeServerEventResponseFunctionCallArgumentsDelta": "realtime:ResponseFunctionCallArgumentsDeltaEvent",
    "RealtimeServerEventResponseFunctionCallArgumentsDone": "realtime:ResponseFunctionCallArgumentsDoneEvent",
    "RealtimeServerEventResponseMCPCallArgumentsDelta": "realtime:ResponseMcpCallArgumentsDelta",
    "RealtimeServerEventResponseMCPCallArgumentsDone": "realtime:ResponseMcpCallArgumentsDone",
    "RealtimeServerEventResponseMCPCallCompleted": "realtime:ResponseMcpCallCompleted",
    "RealtimeServerEventResponseMCPCallFailed": "realtime:ResponseMcpCallFailed",
    "RealtimeServerEventResponseMCPCallInProgress": "realtime:ResponseMcpCallInProgress",
    "RealtimeServerEventResponseOutputItemAdded": "realtime:ResponseOutputItemAddedEvent",
    "RealtimeServerEventResponseOutputItemDone": "realtime:ResponseOutputItemDoneEvent",
    "RealtimeServerEventResponseTextDelta": "realtime:ResponseTextDeltaEvent",
    "RealtimeServerEventResponseTextDone": "realtime:ResponseTextDoneEvent",
    "RealtimeServerEventSessionCreated": "realtime:SessionCreatedEvent",
    "RealtimeServerEventSessionUpdated": "realtime:SessionUpdatedEvent",
    # translation
    "RealtimeTranslationClientEvent": "realtime:RealtimeTranslationClientEvent",
    "RealtimeTranslationServerEvent": "realtime:RealtimeTranslationServerEvent",
    "RealtimeTranslationClientEventInputAudioBufferAppend": "realtime:RealtimeTranslationInputAudioBufferAppendEvent",
    "RealtimeTranslationClientEventSessionClose": "realtime:RealtimeTranslationSessionCloseEvent",
    "RealtimeTranslationClientEventSessionUpdate": "realtime:RealtimeTranslationSessionUpdateEvent",
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
    "RealtimeTranslationSession": "realtime:RealtimeTranslationSession",
    "RealtimeTranslationSessionUpdateRequest": "realtime:RealtimeTranslationSessionUpdateRequest",
    "RealtimeTranslationClientSecretCreateResponse": "realtime:RealtimeTranslationClientSecretCreateResponse",
    # client secret
    "RealtimeCreateClientSecretResponse": "realtime.client_secret_create_response:ClientSecretCreateResponse",
    # conversation item
    "RealtimeConversationItem": "realtime:ConversationItem",
    "RealtimeConversationItemFunctionCall": "realtime:RealtimeConversationItemFunctionCall",
    "RealtimeConversationItemFunctionCallOutput": "realtime:RealtimeConversationItemFunctionCallOutput",
    "RealtimeConversationItemMessageAssistant": "realtime:RealtimeConversationItemAssistantMessage",
    "RealtimeConversationItemMessageSystem": "realtime:RealtimeConversationItemSystemMessage",
    "RealtimeConversationItemMessageUser": "realtime:RealtimeConversationItemUserMessage",
    # tool
    "RealtimeFunctionTool": "realtime:RealtimeFunctionTool",
    "ToolChoiceFunction": "responses:ToolChoiceFunction",
    "ToolChoiceMCP": "responses:ToolChoiceMcp",
    "ToolChoiceOptions": "responses:ToolChoiceOptions",
    # mcp
    "CallableToolAllowedCaller": f"{_MCP_TOOL}.allowed_callers[]",
    "MCPListToolsTool": "realtime.realtime_mcp_list_tools:Tool",
    "MCPTool": _MCP_TOOL,
    "MCPToolFilter": f"{_MCP_TOOL}AllowedToolsMcpToolFilter",
    "RealtimeMCPApprovalRequest": "realtime:RealtimeMcpApprovalRequest",
    "RealtimeMCPApprovalResponse": "realtime:RealtimeMcpApprovalResponse",
    "RealtimeMCPHTTPError": "realtime:RealtimeMcphttpError",
    "RealtimeMCPListTools": "realtime:RealtimeMcpListTools",
    "RealtimeMCPProtocolError": "realtime:RealtimeMcpProtocolError",
    "RealtimeMCPToolCall": "realtime:RealtimeMcpToolCall",
    "RealtimeMCPToolExecutionError": "realtime:RealtimeMcpToolExecutionError",
    # transcription
    "AudioTranscription": "realtime:AudioTranscription",
    "AudioTranscriptionResponse": f"{_SESSION}:AudioInput.transcription",
    "LogProbProperties": "realtime:LogProbProperties",
    "RealtimeTranscriptionSessionCreateRequestGA": "realtime:RealtimeTranscriptionSessionCreateRequest",
    "RealtimeTranscriptionSessionCreateResponseGA": "realtime:RealtimeTranscriptionSessionCreateResponse",
    "TranscriptTextUsageDuration": f"{_USAGE}Duration",
    "TranscriptTextUsageTokens": f"{_USAGE}Tokens",
    "TranscriptionLanguage": "audio.transcription_language:TranscriptionLanguage",
    # response
    "RealtimeResponse": "realtime:RealtimeResponse",
    "RealtimeResponseCreateParams": f"{_CREATE}:RealtimeResponseCreateParams",
    # session
    "RealtimeReasoning": "realtime:RealtimeReasoning",
    "RealtimeReasoningEffort": "realtime:RealtimeReasoningEffort",
    "RealtimeSessionCreateRequestGA": "realtime:RealtimeSessionCreateRequest",
    "RealtimeSessionCreateResponseGA": f"{_SESSION}:RealtimeSessionCreateResponse",
    "RealtimeTruncation": "realtime:RealtimeTruncation",
    "RealtimeTurnDetection": "realtime:RealtimeAudioInputTurnDetection?",
    # audio
    "NoiseReductionType": "realtime:NoiseReductionType",
    "RealtimeAudioFormats": "realtime:RealtimeAudioFormats",
    "VoiceIdsOrCustomVoice": "realtime.realtime_audio_config_output:Voice",
    "VoiceIdsShared": f"{_SESSION}:AudioOutput.voice",
    # prompt
    "FileInputDetail": "responses:ResponseInputFile.detail",
    "ImageDetail": "responses:ResponseInputImage.detail",
    "InputFileContent": "responses:ResponseInputFile",
    "InputImageContent": "responses:ResponseInputImage",
    "InputTextContent": "responses:ResponseInputText",
    "Prompt": f"{_CREATE}:RealtimeResponseCreateParams.prompt?",
    "PromptCacheBreakpointConfig": "responses.response_input_text:PromptCacheBreakpoint",
    "ResponsePromptVariables": "responses:ResponsePrompt.variables?",
    # shared
    "Metadata": "realtime:RealtimeResponse.metadata?",
}
"""Dialect type name -> its counterpart, written as in :data:`.types.TABLE`."""
