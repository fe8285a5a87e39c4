// Official type names, and the published type of the package that answers to each.
//
// Where the package has no name for a type, it is the declared type of a member, the body that a method takes, or what
// a union is narrowed to. What it does not have at all is RealtimeSessionCreateResponse: the type of this name is the one
// that the document calls …GA.
//
// The package sends response.create by a method of its own where items are referred to, whose parameter has a type of its
// own: a value of either type can be sent.

import type * as Calls from 'openai/resources/realtime/calls';
import type * as Realtime from 'openai/resources/realtime/realtime';
import type * as Responses from 'openai/resources/responses/responses';
import type * as Secrets from 'openai/resources/realtime/client-secrets';
import type * as Transcriptions from 'openai/resources/audio/transcriptions';
import type * as Webhooks from 'openai/resources/webhooks/webhooks';

/** What a client only sends. */
export interface Sent {
  RealtimeClientEvent: Realtime.RealtimeClientEvent | Realtime.ResponseCreateEventWithReferencesParam;
  RealtimeClientEventConversationItemCreate: Realtime.ConversationItemCreateEvent;
  RealtimeClientEventConversationItemDelete: Realtime.ConversationItemDeleteEvent;
  RealtimeClientEventConversationItemRetrieve: Realtime.ConversationItemRetrieveEvent;
  RealtimeClientEventConversationItemTruncate: Realtime.ConversationItemTruncateEvent;
  RealtimeClientEventInputAudioBufferAppend: Realtime.InputAudioBufferAppendEvent;
  RealtimeClientEventInputAudioBufferClear: Realtime.InputAudioBufferClearEvent;
  RealtimeClientEventInputAudioBufferCommit: Realtime.InputAudioBufferCommitEvent;
  RealtimeClientEventOutputAudioBufferClear: Realtime.OutputAudioBufferClearEvent;
  RealtimeClientEventResponseCancel: Realtime.ResponseCancelEvent;
  RealtimeClientEventResponseCreate: Realtime.ResponseCreateEvent | Realtime.ResponseCreateEventWithReferencesParam;
  RealtimeClientEventSessionUpdate: Realtime.SessionUpdateEvent;
  RealtimeCreateClientSecretRequest: Secrets.ClientSecretCreateParams;
  RealtimeTranslationClientSecretCreateRequest: Realtime.RealtimeTranslationClientSecretCreateRequest;
  RealtimeTranslationClientEvent: Realtime.RealtimeTranslationClientEvent;
  RealtimeTranslationClientEventInputAudioBufferAppend: Realtime.RealtimeTranslationInputAudioBufferAppendEvent;
  RealtimeTranslationClientEventSessionClose: Realtime.RealtimeTranslationSessionCloseEvent;
  RealtimeTranslationClientEventSessionUpdate: Realtime.RealtimeTranslationSessionUpdateEvent;
  RealtimeTranslationSessionCreateRequest: Realtime.RealtimeTranslationSessionCreateRequest;
  RealtimeTranslationSessionUpdateRequest: Realtime.RealtimeTranslationSessionUpdateRequest;
  RealtimeCallCreateRequest: Calls.CallCreateParams;
  RealtimeCallReferRequest: Calls.CallReferParams;
  RealtimeCallRejectRequest: Calls.CallRejectParams;
  AudioTranscription: Realtime.AudioTranscription;
  RealtimeTranscriptionSessionCreateRequestGA: Realtime.RealtimeTranscriptionSessionCreateRequest;
  RealtimeResponseCreateParams: Realtime.RealtimeResponseCreateParams | Realtime.RealtimeResponseCreateParamsWithReferencesParam;
  RealtimeSessionCreateRequestGA: Realtime.RealtimeSessionCreateRequest;
  VoiceIdsOrCustomVoice: NonNullable<Realtime.RealtimeAudioConfigOutput['voice']>;
}

/** What a client only receives. */
export interface Received {
  RealtimeServerEvent: Realtime.RealtimeServerEvent;
  RealtimeServerEventConversationCreated: Realtime.ConversationCreatedEvent;
  RealtimeServerEventConversationItemAdded: Realtime.ConversationItemAdded;
  RealtimeServerEventConversationItemCreated: Realtime.ConversationItemCreatedEvent;
  RealtimeServerEventConversationItemDeleted: Realtime.ConversationItemDeletedEvent;
  RealtimeServerEventConversationItemDone: Realtime.ConversationItemDone;
  RealtimeServerEventConversationItemInputAudioTranscriptionCompleted: Realtime.ConversationItemInputAudioTranscriptionCompletedEvent;
  RealtimeServerEventConversationItemInputAudioTranscriptionDelta: Realtime.ConversationItemInputAudioTranscriptionDeltaEvent;
  RealtimeServerEventConversationItemInputAudioTranscriptionFailed: Realtime.ConversationItemInputAudioTranscriptionFailedEvent;
  RealtimeServerEventConversationItemInputAudioTranscriptionSegment: Realtime.ConversationItemInputAudioTranscriptionSegment;
  RealtimeServerEventConversationItemRetrieved: Realtime.RealtimeServerEvent.ConversationItemRetrieved;
  RealtimeServerEventConversationItemTruncated: Realtime.ConversationItemTruncatedEvent;
  RealtimeServerEventError: Realtime.RealtimeErrorEvent;
  RealtimeServerEventInputAudioBufferCleared: Realtime.InputAudioBufferClearedEvent;
  RealtimeServerEventInputAudioBufferCommitted: Realtime.InputAudioBufferCommittedEvent;
  RealtimeServerEventInputAudioBufferDtmfEventReceived: Realtime.InputAudioBufferDtmfEventReceivedEvent;
  RealtimeServerEventInputAudioBufferSpeechStarted: Realtime.InputAudioBufferSpeechStartedEvent;
  RealtimeServerEventInputAudioBufferSpeechStopped: Realtime.InputAudioBufferSpeechStoppedEvent;
  RealtimeServerEventInputAudioBufferTimeoutTriggered: Realtime.InputAudioBufferTimeoutTriggered;
  RealtimeServerEventMCPListToolsCompleted: Realtime.McpListToolsCompleted;
  RealtimeServerEventMCPListToolsFailed: Realtime.McpListToolsFailed;
  RealtimeServerEventMCPListToolsInProgress: Realtime.McpListToolsInProgress;
  RealtimeServerEventOutputAudioBufferCleared: Realtime.RealtimeServerEvent.OutputAudioBufferCleared;
  RealtimeServerEventOutputAudioBufferStarted: Realtime.RealtimeServerEvent.OutputAudioBufferStarted;
  RealtimeServerEventOutputAudioBufferStopped: Realtime.RealtimeServerEvent.OutputAudioBufferStopped;
  RealtimeServerEventRateLimitsUpdated: Realtime.RateLimitsUpdatedEvent;
  RealtimeServerEventResponseAudioDelta: Realtime.ResponseAudioDeltaEvent;
  RealtimeServerEventResponseAudioDone: Realtime.ResponseAudioDoneEvent;
  RealtimeServerEventResponseAudioTranscriptDelta: Realtime.ResponseAudioTranscriptDeltaEvent;
  RealtimeServerEventResponseAudioTranscriptDone: Realtime.ResponseAudioTranscriptDoneEvent;
  RealtimeServerEventResponseContentPartAdded: Realtime.ResponseContentPartAddedEvent;
  RealtimeServerEventResponseContentPartDone: Realtime.ResponseContentPartDoneEvent;
  RealtimeServerEventResponseCreated: Realtime.ResponseCreatedEvent;
  RealtimeServerEventResponseDone: Realtime.ResponseDoneEvent;
  RealtimeServerEventResponseFunctionCallArgumentsDelta: Realtime.ResponseFunctionCallArgumentsDeltaEvent;
  RealtimeServerEventResponseFunctionCallArgumentsDone: Realtime.ResponseFunctionCallArgumentsDoneEvent;
  RealtimeServerEventResponseMCPCallArgumentsDelta: Realtime.ResponseMcpCallArgumentsDelta;
  RealtimeServerEventResponseMCPCallArgumentsDone: Realtime.ResponseMcpCallArgumentsDone;
  RealtimeServerEventResponseMCPCallCompleted: Realtime.ResponseMcpCallCompleted;
  RealtimeServerEventResponseMCPCallFailed: Realtime.ResponseMcpCallFailed;
  RealtimeServerEventResponseMCPCallInProgress: Realtime.ResponseMcpCallInProgress;
  RealtimeServerEventResponseOutputItemAdded: Realtime.ResponseOutputItemAddedEvent;
  RealtimeServerEventResponseOutputItemDone: Realtime.ResponseOutputItemDoneEvent;
  RealtimeServerEventResponseTextDelta: Realtime.ResponseTextDeltaEvent;
  RealtimeServerEventResponseTextDone: Realtime.ResponseTextDoneEvent;
  RealtimeServerEventSessionCreated: Realtime.SessionCreatedEvent;
  RealtimeServerEventSessionUpdated: Realtime.SessionUpdatedEvent;
  RealtimeCreateClientSecretResponse: Secrets.ClientSecretCreateResponse;
  RealtimeTranslationClientSecretCreateResponse: Realtime.RealtimeTranslationClientSecretCreateResponse;
  RealtimeTranslationServerEvent: Realtime.RealtimeTranslationServerEvent;
  RealtimeTranslationServerEventSessionClosed: Realtime.RealtimeTranslationSessionClosedEvent;
  RealtimeTranslationServerEventSessionCreated: Realtime.RealtimeTranslationSessionCreatedEvent;
  RealtimeTranslationServerEventSessionInputTranscriptDelta: Realtime.RealtimeTranslationInputTranscriptDeltaEvent;
  RealtimeTranslationServerEventSessionOutputAudioDelta: Realtime.RealtimeTranslationOutputAudioDeltaEvent;
  RealtimeTranslationServerEventSessionOutputTranscriptDelta: Realtime.RealtimeTranslationOutputTranscriptDeltaEvent;
  RealtimeTranslationServerEventSessionUpdated: Realtime.RealtimeTranslationSessionUpdatedEvent;
  RealtimeTranslationSession: Realtime.RealtimeTranslationSession;
  AudioTranscriptionResponse: Realtime.AudioTranscription;
  LogProbProperties: Realtime.LogProbProperties;
  RealtimeTranscriptionSessionCreateResponseGA: Secrets.RealtimeTranscriptionSessionCreateResponse;
  TranscriptTextUsageDuration: Realtime.ConversationItemInputAudioTranscriptionCompletedEvent.TranscriptTextUsageDuration;
  TranscriptTextUsageTokens: Realtime.ConversationItemInputAudioTranscriptionCompletedEvent.TranscriptTextUsageTokens;
  TranscriptionLanguage: Transcriptions.TranscriptionLanguage;
  RealtimeResponse: Realtime.RealtimeResponse;
  RealtimeSessionCreateResponseGA: Secrets.RealtimeSessionCreateResponse;
  WebhookRealtimeCallIncoming: Webhooks.RealtimeCallIncomingWebhookEvent;
}

/** What occurs in both directions. */
export interface Both {
  RealtimeConversationItem: Realtime.ConversationItem;
  RealtimeConversationItemFunctionCall: Realtime.RealtimeConversationItemFunctionCall;
  RealtimeConversationItemFunctionCallOutput: Realtime.RealtimeConversationItemFunctionCallOutput;
  RealtimeConversationItemMessage: Extract<Realtime.ConversationItem, { type: 'message' }>;
  RealtimeConversationItemMessageAssistant: Realtime.RealtimeConversationItemAssistantMessage;
  RealtimeConversationItemMessageSystem: Realtime.RealtimeConversationItemSystemMessage;
  RealtimeConversationItemMessageUser: Realtime.RealtimeConversationItemUserMessage;
  RealtimeFunctionTool: Realtime.RealtimeFunctionTool;
  ToolChoiceFunction: Responses.ToolChoiceFunction;
  ToolChoiceMCP: Responses.ToolChoiceMcp;
  ToolChoiceOptions: Responses.ToolChoiceOptions;
  CallableToolAllowedCaller: NonNullable<Realtime.RealtimeToolsConfigUnion.Mcp['allowed_callers']>[number];
  MCPListToolsTool: Realtime.RealtimeMcpListTools.Tool;
  MCPTool: Realtime.RealtimeToolsConfigUnion.Mcp;
  MCPToolFilter: Realtime.RealtimeToolsConfigUnion.Mcp.McpToolFilter;
  RealtimeMCPApprovalRequest: Realtime.RealtimeMcpApprovalRequest;
  RealtimeMCPApprovalResponse: Realtime.RealtimeMcpApprovalResponse;
  RealtimeMCPHTTPError: Realtime.RealtimeMcphttpError;
  RealtimeMCPListTools: Realtime.RealtimeMcpListTools;
  RealtimeMCPProtocolError: Realtime.RealtimeMcpProtocolError;
  RealtimeMCPToolCall: Realtime.RealtimeMcpToolCall;
  RealtimeMCPToolExecutionError: Realtime.RealtimeMcpToolExecutionError;
  RealtimeReasoning: Realtime.RealtimeReasoning;
  RealtimeReasoningEffort: Realtime.RealtimeReasoningEffort;
  RealtimeTruncation: Realtime.RealtimeTruncation;
  RealtimeTurnDetection: Exclude<Realtime.RealtimeAudioConfigInput['turn_detection'], undefined>;
  NoiseReductionType: Realtime.NoiseReductionType;
  RealtimeAudioFormats: Realtime.RealtimeAudioFormats;
  VoiceIdsShared: NonNullable<Secrets.RealtimeSessionCreateResponse.Audio.Output['voice']>;
  FileInputDetail: NonNullable<Responses.ResponseInputFile['detail']>;
  ImageDetail: Responses.ResponseInputImage['detail'];
  InputFileContent: Responses.ResponseInputFile;
  InputImageContent: Responses.ResponseInputImage;
  InputTextContent: Responses.ResponseInputText;
  Prompt: Exclude<Realtime.RealtimeResponseCreateParams['prompt'], undefined>;
  PromptCacheBreakpointConfig: Responses.ResponseInputText.PromptCacheBreakpoint;
  ResponsePromptVariables: Exclude<Responses.ResponsePrompt['variables'], undefined>;
  Metadata: Exclude<Realtime.RealtimeResponse['metadata'], undefined>;
}

export interface Types extends Sent, Received, Both {}
