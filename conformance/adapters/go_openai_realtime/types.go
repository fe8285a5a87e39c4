package main

import (
	"encoding/json"
	"reflect"

	rt "github.com/WqyJh/go-openai-realtime/v2"

	"realtime-conformance/serve"
)

// A wireType says what in the library answers to an official type name.
type wireType struct {
	// decode is nil where the library has no decoder: it only ever writes the type.
	decode func([]byte) (any, error)
	// holds tells whether a decoded value is of the type asked for, rather than another variant of its union;
	// nil where there is no other.
	holds func(any) bool
	// built is the Go type that a client fills in to send this; nil where a client sends none.
	built reflect.Type
}

// event is one of the server events; the library decodes all of them through one function.
func event[T rt.ServerEvent]() wireType {
	return wireType{
		decode: anyEvent,
		holds:  func(value any) bool { _, is := value.(T); return is },
	}
}

func anyEvent(text []byte) (any, error) { return rt.UnmarshalServerEvent(text) }

// received is a type that the library decodes as a member of server events.
func received[T any]() wireType { return wireType{decode: into[T]} }

// both is a type that is received and sent.
func both[T any]() wireType { return wireType{decode: into[T], built: of[T]()} }

// sent is a type that the library only writes.
func sent[T any]() wireType { return wireType{built: of[T]()} }

// one is a variant of the union T: on the wire, the official type is what the union makes of it.
func one[T any](holds func(T) bool) wireType {
	return wireType{decode: into[T], built: of[T](), holds: func(value any) bool { return holds(value.(T)) }}
}

// receivedOne is a variant of the union T that only ever comes from the server.
func receivedOne[T any](holds func(T) bool) wireType {
	known := one(holds)
	known.built = nil
	return known
}

// sentOne is a variant of the union T that only clients send.
func sentOne[T any](holds func(T) bool) wireType {
	known := one(holds)
	known.decode = nil
	return known
}

func into[T any](text []byte) (any, error) {
	var value T
	err := json.Unmarshal(text, &value)
	return value, err
}

func of[T any]() reflect.Type { return reflect.TypeOf((*T)(nil)).Elem() }

// names returns the official names of those types that are wanted.
func names(wanted func(wireType) bool) []string {
	found := []string{}
	for _, name := range serve.InOrder(types) {
		if wanted(types[name]) {
			found = append(found, name)
		}
	}
	return found
}

// clientEvents are the client events by their `type`.
var clientEvents = map[string]reflect.Type{}

func init() {
	for _, known := range types {
		if known.built != nil && known.built.Implements(of[rt.ClientEvent]()) && known.built != of[rt.ClientEvent]() {
			wire := reflect.Zero(known.built).Interface().(rt.ClientEvent).ClientEventType()
			clientEvents[string(wire)] = known.built
		}
	}
}

// types holds every official type name that something in the library answers to.
var types = map[string]wireType{
	// client events
	"RealtimeClientEvent":                         sent[rt.ClientEvent](),
	"RealtimeClientEventConversationItemCreate":   sent[rt.ConversationItemCreateEvent](),
	"RealtimeClientEventConversationItemDelete":   sent[rt.ConversationItemDeleteEvent](),
	"RealtimeClientEventConversationItemRetrieve": sent[rt.ConversationItemRetrieveEvent](),
	"RealtimeClientEventConversationItemTruncate": sent[rt.ConversationItemTruncateEvent](),
	"RealtimeClientEventInputAudioBufferAppend":   sent[rt.InputAudioBufferAppendEvent](),
	"RealtimeClientEventInputAudioBufferClear":    sent[rt.InputAudioBufferClearEvent](),
	"RealtimeClientEventInputAudioBufferCommit":   sent[rt.InputAudioBufferCommitEvent](),
	"RealtimeClientEventOutputAudioBufferClear":   sent[rt.OutputAudioBufferClearEvent](),
	"RealtimeClientEventResponseCancel":           sent[rt.ResponseCancelEvent](),
	"RealtimeClientEventResponseCreate":           sent[rt.ResponseCreateEvent](),
	"RealtimeClientEventSessionUpdate":            sent[rt.SessionUpdateEvent](),

	// server events
	"RealtimeServerEvent":                                                 {decode: anyEvent},
	"RealtimeServerEventConversationItemAdded":                            event[rt.ConversationItemAddedEvent](),
	"RealtimeServerEventConversationItemDeleted":                          event[rt.ConversationItemDeletedEvent](),
	"RealtimeServerEventConversationItemDone":                             event[rt.ConversationItemDoneEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionCompleted": event[rt.ConversationItemInputAudioTranscriptionCompletedEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionDelta":     event[rt.ConversationItemInputAudioTranscriptionDeltaEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionFailed":    event[rt.ConversationItemInputAudioTranscriptionFailedEvent](),
	"RealtimeServerEventConversationItemInputAudioTranscriptionSegment":   event[rt.ConversationItemInputAudioTranscriptionSegmentEvent](),
	"RealtimeServerEventConversationItemRetrieved":                        event[rt.ConversationItemRetrievedEvent](),
	"RealtimeServerEventConversationItemTruncated":                        event[rt.ConversationItemTruncatedEvent](),
	"RealtimeServerEventError":                                            event[rt.ErrorEvent](),
	"RealtimeServerEventInputAudioBufferCleared":                          event[rt.InputAudioBufferClearedEvent](),
	"RealtimeServerEventInputAudioBufferCommitted":                        event[rt.InputAudioBufferCommittedEvent](),
	"RealtimeServerEventInputAudioBufferSpeechStarted":                    event[rt.InputAudioBufferSpeechStartedEvent](),
	"RealtimeServerEventInputAudioBufferSpeechStopped":                    event[rt.InputAudioBufferSpeechStoppedEvent](),
	"RealtimeServerEventInputAudioBufferTimeoutTriggered":                 event[rt.InputAudioBufferTimeoutTriggeredEvent](),
	"RealtimeServerEventMCPListToolsCompleted":                            event[rt.McpListToolsCompletedEvent](),
	"RealtimeServerEventMCPListToolsFailed":                               event[rt.McpListToolsFailedEvent](),
	"RealtimeServerEventMCPListToolsInProgress":                           event[rt.McpListToolsInProgressEvent](),
	"RealtimeServerEventRateLimitsUpdated":                                event[rt.RateLimitsUpdatedEvent](),
	"RealtimeServerEventResponseAudioDelta":                               event[rt.ResponseOutputAudioDeltaEvent](),
	"RealtimeServerEventResponseAudioDone":                                event[rt.ResponseOutputAudioDoneEvent](),
	"RealtimeServerEventResponseAudioTranscriptDelta":                     event[rt.ResponseOutputAudioTranscriptDeltaEvent](),
	"RealtimeServerEventResponseAudioTranscriptDone":                      event[rt.ResponseOutputAudioTranscriptDoneEvent](),
	"RealtimeServerEventResponseContentPartAdded":                         event[rt.ResponseContentPartAddedEvent](),
	"RealtimeServerEventResponseContentPartDone":                          event[rt.ResponseContentPartDoneEvent](),
	"RealtimeServerEventResponseCreated":                                  event[rt.ResponseCreatedEvent](),
	"RealtimeServerEventResponseDone":                                     event[rt.ResponseDoneEvent](),
	"RealtimeServerEventResponseFunctionCallArgumentsDelta":               event[rt.ResponseFunctionCallArgumentsDeltaEvent](),
	"RealtimeServerEventResponseFunctionCallArgumentsDone":                event[rt.ResponseFunctionCallArgumentsDoneEvent](),
	"RealtimeServerEventResponseMCPCallArgumentsDelta":                    event[rt.ResponseMcpCallArgumentsDeltaEvent](),
	"RealtimeServerEventResponseMCPCallArgumentsDone":                     event[rt.ResponseMcpCallArgumentsDoneEvent](),
	"RealtimeServerEventResponseMCPCallCompleted":                         event[rt.ResponseMcpCallCompletedEvent](),
	"RealtimeServerEventResponseMCPCallFailed":                            event[rt.ResponseMcpCallFailedEvent](),
	"RealtimeServerEventResponseMCPCallInProgress":                        event[rt.ResponseMcpCallInProgressEvent](),
	"RealtimeServerEventResponseOutputItemAdded":                          event[rt.ResponseOutputItemAddedEvent](),
	"RealtimeServerEventResponseOutputItemDone":                           event[rt.ResponseOutputItemDoneEvent](),
	"RealtimeServerEventResponseTextDelta":                                event[rt.ResponseOutputTextDeltaEvent](),
	"RealtimeServerEventResponseTextDone":                                 event[rt.ResponseOutputTextDoneEvent](),
	"RealtimeServerEventSessionCreated":                                   event[rt.SessionCreatedEvent](),
	"RealtimeServerEventSessionUpdated":                                   event[rt.SessionUpdatedEvent](),

	// response
	"RealtimeResponse":             received[rt.Response](),
	"RealtimeResponseCreateParams": sent[rt.ResponseCreateParams](),

	// conversation item
	"RealtimeConversationItem": both[rt.MessageItemUnion](),
	"RealtimeConversationItemMessage": one(func(u rt.MessageItemUnion) bool {
		return u.System != nil || u.User != nil || u.Assistant != nil
	}),
	"RealtimeConversationItemMessageAssistant":   one(func(u rt.MessageItemUnion) bool { return u.Assistant != nil }),
	"RealtimeConversationItemMessageSystem":      one(func(u rt.MessageItemUnion) bool { return u.System != nil }),
	"RealtimeConversationItemMessageUser":        one(func(u rt.MessageItemUnion) bool { return u.User != nil }),
	"RealtimeConversationItemFunctionCall":       one(func(u rt.MessageItemUnion) bool { return u.FunctionCall != nil }),
	"RealtimeConversationItemFunctionCallOutput": one(func(u rt.MessageItemUnion) bool { return u.FunctionCallOutput != nil }),
	"RealtimeMCPApprovalRequest":                 one(func(u rt.MessageItemUnion) bool { return u.MCPApprovalRequest != nil }),
	"RealtimeMCPApprovalResponse":                one(func(u rt.MessageItemUnion) bool { return u.MCPApprovalResponse != nil }),
	"RealtimeMCPListTools":                       one(func(u rt.MessageItemUnion) bool { return u.MCPListTools != nil }),
	"RealtimeMCPToolCall":                        one(func(u rt.MessageItemUnion) bool { return u.MCPToolCall != nil }),
	"RealtimeMCPHTTPError":                       one(func(u rt.MCPError) bool { return u.HTTP != nil }),
	"RealtimeMCPProtocolError":                   one(func(u rt.MCPError) bool { return u.Protocol != nil }),
	"RealtimeMCPToolExecutionError":              one(func(u rt.MCPError) bool { return u.ToolExecution != nil }),

	// tools
	"MCPListToolsTool":     received[rt.MCPTool](),
	"MCPTool":              one(func(u rt.ToolUnion) bool { return u.MCP != nil }),
	"MCPToolFilter":        both[rt.MCPToolFilter](),
	"RealtimeFunctionTool": one(func(u rt.ToolUnion) bool { return u.Function != nil }),
	"ToolChoiceFunction":   one(func(u rt.ToolChoiceUnion) bool { return u.Function != nil }),
	"ToolChoiceMCP":        one(func(u rt.ToolChoiceUnion) bool { return u.MCP != nil }),
	"ToolChoiceOptions":    one(func(u rt.ToolChoiceUnion) bool { return u.Function == nil && u.MCP == nil }),

	// session; one struct serves for what is sent and for what is received
	"RealtimeCreateClientSecretRequest":            sent[rt.CreateClientSecretRequest](),
	"RealtimeCreateClientSecretResponse":           received[rt.CreateClientSecretResponse](),
	"RealtimeSessionCreateRequestGA":               sentOne(func(u rt.SessionUnion) bool { return u.Realtime != nil }),
	"RealtimeSessionCreateResponseGA":              receivedOne(func(u rt.SessionUnion) bool { return u.Realtime != nil }),
	"RealtimeTranscriptionSessionCreateRequestGA":  sentOne(func(u rt.SessionUnion) bool { return u.Transcription != nil }),
	"RealtimeTranscriptionSessionCreateResponseGA": receivedOne(func(u rt.SessionUnion) bool { return u.Transcription != nil }),
	// The members that hold these three may be null, which the library has as a nil pointer.
	"RealtimeTurnDetection": both[*rt.TurnDetectionUnion](),
	"RealtimeTruncation":    both[*rt.TruncationUnion](),
	"Prompt":                both[*rt.PromptReference](),

	// transcription
	"AudioTranscription":          sent[rt.AudioTranscription](),
	"AudioTranscriptionResponse":  received[rt.AudioTranscription](),
	"LogProbProperties":           received[rt.Logprobs](),
	"TranscriptTextUsageDuration": receivedOne(func(u rt.UsageUnion) bool { return u.Duration != nil }),
	"TranscriptTextUsageTokens":   receivedOne(func(u rt.UsageUnion) bool { return u.Tokens != nil }),

	// audio
	"NoiseReductionType":    both[rt.NoiseReductionType](),
	"RealtimeAudioFormats":  both[rt.AudioFormatUnion](),
	"VoiceIdsOrCustomVoice": sent[rt.Voice](),
	"VoiceIdsShared":        both[rt.Voice](),

	// prompt
	"ImageDetail":             both[rt.ImageDetail](),
	"InputFileContent":        one(func(u rt.PromptVariableUnion) bool { return u.InputFile != nil }),
	"InputImageContent":       one(func(u rt.PromptVariableUnion) bool { return u.InputImage != nil }),
	"InputTextContent":        one(func(u rt.PromptVariableUnion) bool { return u.InputText != nil }),
	"ResponsePromptVariables": both[map[string]rt.PromptVariableUnion](),

	// shared
	"Metadata": both[map[string]string](),
}
