package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/openai/openai-go/v3/packages/respjson"
	rt "github.com/openai/openai-go/v3/realtime"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
	"github.com/openai/openai-go/v3/webhooks"
)

// A wireType says what in the module answers to an official type name.
type wireType struct {
	// read is nil where a client does not receive the type.
	read func([]byte) (any, error)
	// as are the variants of the union read that are of the type asked for; nil where all are.
	as []reflect.Type
	// written is nil where a client does not send the type.
	written func(any) ([]byte, error)
}

// serverEvent is one of the events that Recv returns.
func serverEvent[T any]() wireType { return wireType{read: receive, as: variant[T]()} }

// clientEvent is one of the events that Send takes.
func clientEvent[T any]() wireType {
	return wireType{written: func(given any) ([]byte, error) { return event(given, variant[T]()) }}
}

// received is a type that comes from the server alone.
func received[T any](as ...reflect.Type) wireType { return wireType{read: into[T], as: as} }

// sent is a type that goes to the server alone.
func sent[T any]() wireType { return wireType{written: made[T]()} }

// both is a type that a client receives as a Read and sends as a Written.
func both[Read, Written any](as ...reflect.Type) wireType {
	return wireType{read: into[Read], as: as, written: made[Written]()}
}

// inside is a type that a client receives in a field of Owner, and sends as a Written.
func inside[Owner, Written any](field string) wireType {
	return wireType{read: from[Owner](field), written: made[Written]()}
}

// item is a variant of the union of all items.
func item[Read, Written any]() wireType {
	return both[rt.ConversationItemUnion, Written](variant[Read]()...)
}

// callError is a variant of the errors of a call.
func callError[Read, Written any]() wireType {
	return both[rt.RealtimeMcpToolCallErrorUnion, Written](variant[Read]()...)
}

// toolChoice is a variant that the union of all choices has the fields of, or a mode.
func toolChoice[Read, Written any]() wireType {
	return both[rt.RealtimeToolChoiceConfigUnion, Written](variant[Read]()...)
}

// usage is a variant of the usages of a transcription.
func usage[T any]() wireType {
	return received[rt.ConversationItemInputAudioTranscriptionCompletedEventUsageUnion](variant[T]()...)
}

func variant[T any]() []reflect.Type { return []reflect.Type{reflect.TypeFor[T]()} }

func into[T any](text []byte) (any, error) {
	var value T
	err := json.Unmarshal(text, &value)
	return value, err
}

// from reads a value as the module reads it in a field; nil for null.
func from[Owner any](name string) func([]byte) (any, error) {
	field, _ := reflect.TypeFor[Owner]().FieldByName(name)
	member, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return func(text []byte) (any, error) {
		// Text that is not JSON must not become another member.
		if !json.Valid(text) {
			return nil, fmt.Errorf("not JSON")
		}
		owner, err := into[Owner](fmt.Appendf(nil, "{%q:%s}", member, text))
		if err != nil {
			return nil, err
		}
		value := reflect.ValueOf(owner)
		switch told := presence(value, name); {
		case told.Raw() == respjson.Null:
			return nil, nil
		case !told.Valid():
			return nil, fmt.Errorf("JSON.%s is not valid", name)
		default:
			return value.FieldByName(name).Interface(), nil
		}
	}
}

// types holds every official type name that something in the module answers to. Its events of translation sessions
// come from another connection, and are not here.
var types = map[string]wireType{
	// client events
	"RealtimeClientEvent":                         {written: func(given any) ([]byte, error) { return event(given, nil) }},
	"RealtimeClientEventConversationItemCreate":   clientEvent[rt.ConversationItemCreateEventParam](),
	"RealtimeClientEventConversationItemDelete":   clientEvent[rt.ConversationItemDeleteEventParam](),
	"RealtimeClientEventConversationItemRetrieve": clientEvent[rt.ConversationItemRetrieveEventParam](),
	"RealtimeClientEventConversationItemTruncate": clientEvent[rt.ConversationItemTruncateEventParam](),
	"RealtimeClientEventInputAudioBufferAppend":   clientEvent[rt.InputAudioBufferAppendEventParam](),
	"RealtimeClientEventInputAudioBufferClear":    clientEvent[rt.InputAudioBufferClearEventParam](),
	"RealtimeClientEventInputAudioBufferCommit":   clientEvent[rt.InputAudioBufferCommitEventParam](),
	"RealtimeClientEventOutputAudioBufferClear":   clientEvent[rt.OutputAudioBufferClearEventParam](),
	"RealtimeClientEventResponseCancel":           clientEvent[rt.ResponseCancelEventParam](),
	"RealtimeClientEventResponseCreate":           clientEvent[rt.ResponseCreateEventParam](),
	"RealtimeClientEventSessionUpdate":            clientEvent[rt.SessionUpdateEventParam](),

	// server events
	"RealtimeServerEvent":                                                 {read: receive},
	"RealtimeServerEventConversationCreated":                              serverEvent[rt.ConversationCreatedEvent](),
	"RealtimeServerEventConversationItemAdded":                            serverEvent[rt.ConversationItemAdded](),
	"RealtimeServerEventConversationItemCreated":                          serverEvent[rt.ConversationItemCreatedEvent](),
	"RealtimeServerEventConversationItemDeleted":                          serverEvent[rt.ConversationItemDeletedEvent](),
	"RealtimeServerEventConversationItemDone":                             serverEvent[rt.ConversationItemDone](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionCompleted": serverEvent[rt.ConversationItemInputAudioTranscriptionCompletedEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionDelta":     serverEvent[rt.ConversationItemInputAudioTranscriptionDeltaEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionFailed":    serverEvent[rt.ConversationItemInputAudioTranscriptionFailedEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionSegment":   serverEvent[rt.ConversationItemInputAudioTranscriptionSegment](),
	"RealtimeServerEventConversationItemRetrieved":                        serverEvent[rt.RealtimeServerEventConversationItemRetrieved](),
	"RealtimeServerEventConversationItemTruncated":                        serverEvent[rt.ConversationItemTruncatedEvent](),
	"RealtimeServerEventError":                                            serverEvent[rt.RealtimeErrorEvent](),
	"RealtimeServerEventInputAudioBufferCleared":                          serverEvent[rt.InputAudioBufferClearedEvent](),
	"RealtimeServerEventInputAudioBufferCommitted":                        serverEvent[rt.InputAudioBufferCommittedEvent](),
	"RealtimeServerEventInputAudioBufferDtmfEventReceived":                serverEvent[rt.InputAudioBufferDtmfEventReceivedEvent](),
	"RealtimeServerEventInputAudioBufferSpeechStarted":                    serverEvent[rt.InputAudioBufferSpeechStartedEvent](),
	"RealtimeServerEventInputAudioBufferSpeechStopped":                    serverEvent[rt.InputAudioBufferSpeechStoppedEvent](),
	"RealtimeServerEventInputAudioBufferTimeoutTriggered":                 serverEvent[rt.InputAudioBufferTimeoutTriggered](),
	"RealtimeServerEventMCPListToolsCompleted":                            serverEvent[rt.McpListToolsCompleted](),
	"RealtimeServerEventMCPListToolsFailed":                               serverEvent[rt.McpListToolsFailed](),
	"RealtimeServerEventMCPListToolsInProgress":                           serverEvent[rt.McpListToolsInProgress](),
	"RealtimeServerEventOutputAudioBufferCleared":                         serverEvent[rt.RealtimeServerEventOutputAudioBufferCleared](),
	"RealtimeServerEventOutputAudioBufferStarted":                         serverEvent[rt.RealtimeServerEventOutputAudioBufferStarted](),
	"RealtimeServerEventOutputAudioBufferStopped":                         serverEvent[rt.RealtimeServerEventOutputAudioBufferStopped](),
	"RealtimeServerEventRateLimitsUpdated":                                serverEvent[rt.RateLimitsUpdatedEvent](),
	"RealtimeServerEventResponseAudioDelta":                               serverEvent[rt.ResponseAudioDeltaEvent](),
	"RealtimeServerEventResponseAudioDone":                                serverEvent[rt.ResponseAudioDoneEvent](),
	"RealtimeServerEventResponseAudioTranscriptDelta":                     serverEvent[rt.ResponseAudioTranscriptDeltaEvent](),
	"RealtimeServerEventResponseAudioTranscriptDone":                      serverEvent[rt.ResponseAudioTranscriptDoneEvent](),
	"RealtimeServerEventResponseContentPartAdded":                         serverEvent[rt.ResponseContentPartAddedEvent](),
	"RealtimeServerEventResponseContentPartDone":                          serverEvent[rt.ResponseContentPartDoneEvent](),
	"RealtimeServerEventResponseCreated":                                  serverEvent[rt.ResponseCreatedEvent](),
	"RealtimeServerEventResponseDone":                                     serverEvent[rt.ResponseDoneEvent](),
	"RealtimeServerEventResponseFunctionCallArgumentsDelta":               serverEvent[rt.ResponseFunctionCallArgumentsDeltaEvent](),
	"RealtimeServerEventResponseFunctionCallArgumentsDone":                serverEvent[rt.ResponseFunctionCallArgumentsDoneEvent](),
	"RealtimeServerEventResponseMCPCallArgumentsDelta":                    serverEvent[rt.ResponseMcpCallArgumentsDelta](),
	"RealtimeServerEventResponseMCPCallArgumentsDone":                     serverEvent[rt.ResponseMcpCallArgumentsDone](),
	"RealtimeServerEventResponseMCPCallCompleted":                         serverEvent[rt.ResponseMcpCallCompleted](),
	"RealtimeServerEventResponseMCPCallFailed":                            serverEvent[rt.ResponseMcpCallFailed](),
	"RealtimeServerEventResponseMCPCallInProgress":                        serverEvent[rt.ResponseMcpCallInProgress](),
	"RealtimeServerEventResponseOutputItemAdded":                          serverEvent[rt.ResponseOutputItemAddedEvent](),
	"RealtimeServerEventResponseOutputItemDone":                           serverEvent[rt.ResponseOutputItemDoneEvent](),
	"RealtimeServerEventResponseTextDelta":                                serverEvent[rt.ResponseTextDeltaEvent](),
	"RealtimeServerEventResponseTextDone":                                 serverEvent[rt.ResponseTextDoneEvent](),
	"RealtimeServerEventSessionCreated":                                   serverEvent[rt.SessionCreatedEvent](),
	"RealtimeServerEventSessionUpdated":                                   serverEvent[rt.SessionUpdatedEvent](),

	// response
	"RealtimeResponse":             received[rt.RealtimeResponse](),
	"RealtimeResponseCreateParams": {written: response},

	// conversation item
	"RealtimeConversationItem": both[rt.ConversationItemUnion, rt.ConversationItemUnionParam](),
	"RealtimeConversationItemMessage": {
		read: into[rt.ConversationItemUnion],
		as: []reflect.Type{
			reflect.TypeFor[rt.RealtimeConversationItemSystemMessage](),
			reflect.TypeFor[rt.RealtimeConversationItemUserMessage](),
			reflect.TypeFor[rt.RealtimeConversationItemAssistantMessage](),
		},
		written: made[rt.ConversationItemUnionParam](
			reflect.TypeFor[rt.RealtimeConversationItemSystemMessageParam](),
			reflect.TypeFor[rt.RealtimeConversationItemUserMessageParam](),
			reflect.TypeFor[rt.RealtimeConversationItemAssistantMessageParam](),
		),
	},
	"RealtimeConversationItemMessageAssistant":   item[rt.RealtimeConversationItemAssistantMessage, rt.RealtimeConversationItemAssistantMessageParam](),
	"RealtimeConversationItemMessageSystem":      item[rt.RealtimeConversationItemSystemMessage, rt.RealtimeConversationItemSystemMessageParam](),
	"RealtimeConversationItemMessageUser":        item[rt.RealtimeConversationItemUserMessage, rt.RealtimeConversationItemUserMessageParam](),
	"RealtimeConversationItemFunctionCall":       item[rt.RealtimeConversationItemFunctionCall, rt.RealtimeConversationItemFunctionCallParam](),
	"RealtimeConversationItemFunctionCallOutput": item[rt.RealtimeConversationItemFunctionCallOutput, rt.RealtimeConversationItemFunctionCallOutputParam](),
	"RealtimeMCPApprovalRequest":                 item[rt.RealtimeMcpApprovalRequest, rt.RealtimeMcpApprovalRequestParam](),
	"RealtimeMCPApprovalResponse":                item[rt.RealtimeMcpApprovalResponse, rt.RealtimeMcpApprovalResponseParam](),
	"RealtimeMCPListTools":                       item[rt.RealtimeMcpListTools, rt.RealtimeMcpListToolsParam](),
	"RealtimeMCPToolCall":                        item[rt.RealtimeMcpToolCall, rt.RealtimeMcpToolCallParam](),
	"RealtimeMCPHTTPError":                       callError[rt.RealtimeMcphttpError, rt.RealtimeMcphttpErrorParam](),
	"RealtimeMCPProtocolError":                   callError[rt.RealtimeMcpProtocolError, rt.RealtimeMcpProtocolErrorParam](),
	"RealtimeMCPToolExecutionError":              callError[rt.RealtimeMcpToolExecutionError, rt.RealtimeMcpToolExecutionErrorParam](),

	// tools
	"MCPListToolsTool": both[rt.RealtimeMcpListToolsTool, rt.RealtimeMcpListToolsToolParam](),
	"MCPTool":          both[rt.RealtimeToolsConfigUnion, rt.RealtimeToolsConfigUnionMcpParam](variant[rt.RealtimeToolsConfigUnionMcp]()...),
	"MCPToolFilter":    both[rt.RealtimeToolsConfigUnionMcpAllowedToolsMcpToolFilter, rt.RealtimeToolsConfigUnionMcpAllowedToolsMcpToolFilterParam](),
	// This union has the fields of a function itself.
	"RealtimeFunctionTool": both[rt.RealtimeToolsConfigUnion, rt.RealtimeFunctionToolParam](variant[rt.RealtimeToolsConfigUnion]()...),
	"ToolChoiceFunction":   toolChoice[rt.RealtimeToolChoiceConfigUnion, responses.ToolChoiceFunctionParam](),
	"ToolChoiceMCP":        toolChoice[rt.RealtimeToolChoiceConfigUnion, responses.ToolChoiceMcpParam](),
	"ToolChoiceOptions":    toolChoice[responses.ToolChoiceOptions, responses.ToolChoiceOptions](),

	// session
	"RealtimeCreateClientSecretRequest":            sent[rt.ClientSecretNewParams](),
	"RealtimeCreateClientSecretResponse":           received[rt.ClientSecretNewResponse](),
	"RealtimeSessionCreateRequestGA":               sent[rt.RealtimeSessionCreateRequestParam](),
	"RealtimeSessionCreateResponseGA":              received[rt.RealtimeSessionCreateResponse](),
	"RealtimeTranscriptionSessionCreateRequestGA":  sent[rt.RealtimeTranscriptionSessionCreateRequestParam](),
	"RealtimeTranscriptionSessionCreateResponseGA": received[rt.RealtimeTranscriptionSessionCreateResponse](),
	"RealtimeReasoning":                            both[rt.RealtimeReasoning, rt.RealtimeReasoningParam](),
	"RealtimeReasoningEffort":                      inside[rt.RealtimeReasoning, rt.RealtimeReasoningEffort]("Effort"),
	"RealtimeTurnDetection":                        inside[rt.RealtimeAudioConfigInput, rt.RealtimeAudioInputTurnDetectionUnionParam]("TurnDetection"),
	"RealtimeTruncation":                           inside[rt.RealtimeSessionCreateRequest, rt.RealtimeTruncationUnionParam]("Truncation"),

	// transcription
	"AudioTranscription":          sent[rt.AudioTranscriptionParam](),
	"AudioTranscriptionResponse":  received[rt.AudioTranscription](),
	"LogProbProperties":           received[rt.LogProbProperties](),
	"TranscriptionLanguage":       received[rt.TranscriptionLanguage](),
	"TranscriptTextUsageDuration": usage[rt.ConversationItemInputAudioTranscriptionCompletedEventUsageTranscriptTextUsageDuration](),
	"TranscriptTextUsageTokens":   usage[rt.ConversationItemInputAudioTranscriptionCompletedEventUsageTranscriptTextUsageTokens](),

	// audio
	"NoiseReductionType":    inside[rt.RealtimeAudioConfigInputNoiseReduction, rt.NoiseReductionType]("Type"),
	"RealtimeAudioFormats":  both[rt.RealtimeAudioFormatsUnion, rt.RealtimeAudioFormatsUnionParam](),
	"VoiceIdsOrCustomVoice": sent[rt.RealtimeAudioConfigOutputVoiceUnionParam](),
	"VoiceIdsShared":        {read: from[rt.RealtimeResponseAudioOutput]("Voice")},

	// prompt
	"FileInputDetail":         inside[responses.ResponseInputFile, responses.ResponseInputFileDetail]("Detail"),
	"ImageDetail":             inside[responses.ResponseInputImage, responses.ResponseInputImageDetail]("Detail"),
	"InputFileContent":        both[responses.ResponseInputFile, responses.ResponseInputFileParam](),
	"InputImageContent":       both[responses.ResponseInputImage, responses.ResponseInputImageParam](),
	"InputTextContent":        both[responses.ResponseInputText, responses.ResponseInputTextParam](),
	"Prompt":                  inside[rt.RealtimeSessionCreateRequest, responses.ResponsePromptParam]("Prompt"),
	"ResponsePromptVariables": inside[responses.ResponsePrompt, map[string]responses.ResponsePromptVariableUnionParam]("Variables"),

	// shared
	"Metadata": inside[rt.RealtimeResponse, shared.Metadata]("Metadata"),

	// calls
	"RealtimeCallReferRequest":    sent[rt.CallReferParams](),
	"RealtimeCallRejectRequest":   sent[rt.CallRejectParams](),
	"WebhookRealtimeCallIncoming": received[webhooks.RealtimeCallIncomingWebhookEvent](),
}
