//! The official type names, and the type of the crate that answers to each.
//!
//! An event, an item or a tool travels as a variant of a union, and is decoded as that union: the pattern says which
//! variant it has to be.

use std::collections::BTreeMap;

use gproxy_protocol::openai::realtime::{
    ConversationItem as Item, ConversationItemInputAudioTranscriptionCompletedEventUsage as Usage,
    RealtimeAudioConfigOutputVoice as Voice, RealtimeClientEvent as Client,
    RealtimeMcpToolCallError as McpError, RealtimeServerEvent as Server,
    RealtimeToolChoiceConfig as ToolChoice, RealtimeToolsConfigUnion as Tool,
    ResponsePromptVariables as Variable, *,
};
use gproxy_protocol::wire::DeclaredFields;
use serve::{decode, Answer, Direction, Payload, Written};

/// What of a value is written.
#[derive(Clone, Copy)]
enum Part {
    /// All of it, as it goes back to the wire: declared fields, and members kept in `rest`.
    Whole,
    /// The declared fields alone. What is in `rest` is raw JSON, of which no type says what it is.
    Declared,
}

impl Part {
    fn of<T: DeclaredFields>(self, value: T) -> T {
        match self {
            Part::Whole => value,
            Part::Declared => value.into_declared(),
        }
    }
}

/// Decodes `payload` as what answers to the official `name`, one of `TYPES`, and encodes it again.
pub fn decode(name: &str, payload: Payload) -> Answer {
    written(name, payload, Part::Whole)
}

/// Decodes `payload` and shows the fields that the crate declares for it.
pub fn typed(name: &str, payload: Payload) -> Answer {
    written(name, payload, Part::Declared)
}

macro_rules! official {
    ($($name:ident: $type:ty = $pattern:pat,)+) => {
        /// Every official type name that something in the crate answers to. It is a crate for gateways, with builders
        /// of both sides' events: values of each type are received and sent.
        pub const TYPES: &[(&str, Direction)] = &[$((stringify!($name), Direction::Both)),+];

        fn written(name: &str, payload: Payload, part: Part) -> Answer {
            match name {
                $(stringify!($name) => decode!($type, payload).map(|value| {
                    let as_asked = matches!(&value, $pattern);
                    Written::of(serde_json::to_string(&part.of(value)), as_asked)
                }),)+
                _ => unreachable!("{name} is not a type"),
            }
        }
    };
}

#[rustfmt::skip]
official! {
    // client events
    RealtimeClientEvent: Client = _,
    RealtimeClientEventSessionUpdate: Client = Client::SessionUpdateEvent(_),
    RealtimeClientEventInputAudioBufferAppend: Client = Client::InputAudioBufferAppendEvent(_),
    RealtimeClientEventInputAudioBufferCommit: Client = Client::InputAudioBufferCommitEvent(_),
    RealtimeClientEventInputAudioBufferClear: Client = Client::InputAudioBufferClearEvent(_),
    RealtimeClientEventConversationItemCreate: Client = Client::ConversationItemCreateEvent(_),
    RealtimeClientEventConversationItemRetrieve: Client = Client::ConversationItemRetrieveEvent(_),
    RealtimeClientEventConversationItemTruncate: Client = Client::ConversationItemTruncateEvent(_),
    RealtimeClientEventConversationItemDelete: Client = Client::ConversationItemDeleteEvent(_),
    RealtimeClientEventResponseCreate: Client = Client::ResponseCreateEvent(_),
    RealtimeClientEventResponseCancel: Client = Client::ResponseCancelEvent(_),
    RealtimeClientEventOutputAudioBufferClear: Client = Client::OutputAudioBufferClearEvent(_),
    // server events
    RealtimeServerEvent: Server = _,
    RealtimeServerEventError: Server = Server::RealtimeErrorEvent(_),
    RealtimeServerEventSessionCreated: Server = Server::SessionCreatedEvent(_),
    RealtimeServerEventSessionUpdated: Server = Server::SessionUpdatedEvent(_),
    RealtimeServerEventConversationCreated: Server = Server::ConversationCreatedEvent(_),
    RealtimeServerEventConversationItemCreated: Server = Server::ConversationItemCreatedEvent(_),
    RealtimeServerEventConversationItemAdded: Server = Server::ConversationItemAdded(_),
    RealtimeServerEventConversationItemDone: Server = Server::ConversationItemDone(_),
    RealtimeServerEventConversationItemRetrieved: Server = Server::ConversationItemRetrieved(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionCompleted: Server
        = Server::ConversationItemInputAudioTranscriptionCompletedEvent(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionDelta: Server
        = Server::ConversationItemInputAudioTranscriptionDeltaEvent(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionSegment: Server
        = Server::ConversationItemInputAudioTranscriptionSegment(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionFailed: Server
        = Server::ConversationItemInputAudioTranscriptionFailedEvent(_),
    RealtimeServerEventConversationItemTruncated: Server = Server::ConversationItemTruncatedEvent(_),
    RealtimeServerEventConversationItemDeleted: Server = Server::ConversationItemDeletedEvent(_),
    RealtimeServerEventInputAudioBufferCommitted: Server = Server::InputAudioBufferCommittedEvent(_),
    RealtimeServerEventInputAudioBufferCleared: Server = Server::InputAudioBufferClearedEvent(_),
    RealtimeServerEventInputAudioBufferDtmfEventReceived: Server = Server::InputAudioBufferDtmfEventReceivedEvent(_),
    RealtimeServerEventInputAudioBufferSpeechStarted: Server = Server::InputAudioBufferSpeechStartedEvent(_),
    RealtimeServerEventInputAudioBufferSpeechStopped: Server = Server::InputAudioBufferSpeechStoppedEvent(_),
    RealtimeServerEventInputAudioBufferTimeoutTriggered: Server = Server::InputAudioBufferTimeoutTriggered(_),
    RealtimeServerEventOutputAudioBufferStarted: Server = Server::RealtimeServerEventOutputAudioBufferStarted(_),
    RealtimeServerEventOutputAudioBufferStopped: Server = Server::RealtimeServerEventOutputAudioBufferStopped(_),
    RealtimeServerEventOutputAudioBufferCleared: Server = Server::RealtimeServerEventOutputAudioBufferCleared(_),
    RealtimeServerEventResponseCreated: Server = Server::ResponseCreatedEvent(_),
    RealtimeServerEventResponseDone: Server = Server::ResponseDoneEvent(_),
    RealtimeServerEventResponseOutputItemAdded: Server = Server::ResponseOutputItemAddedEvent(_),
    RealtimeServerEventResponseOutputItemDone: Server = Server::ResponseOutputItemDoneEvent(_),
    RealtimeServerEventResponseContentPartAdded: Server = Server::ResponseContentPartAddedEvent(_),
    RealtimeServerEventResponseContentPartDone: Server = Server::ResponseContentPartDoneEvent(_),
    RealtimeServerEventResponseTextDelta: Server = Server::ResponseTextDeltaEvent(_),
    RealtimeServerEventResponseTextDone: Server = Server::ResponseTextDoneEvent(_),
    RealtimeServerEventResponseAudioTranscriptDelta: Server = Server::ResponseAudioTranscriptDeltaEvent(_),
    RealtimeServerEventResponseAudioTranscriptDone: Server = Server::ResponseAudioTranscriptDoneEvent(_),
    RealtimeServerEventResponseAudioDelta: Server = Server::ResponseAudioDeltaEvent(_),
    RealtimeServerEventResponseAudioDone: Server = Server::ResponseAudioDoneEvent(_),
    RealtimeServerEventResponseFunctionCallArgumentsDelta: Server = Server::ResponseFunctionCallArgumentsDeltaEvent(_),
    RealtimeServerEventResponseFunctionCallArgumentsDone: Server = Server::ResponseFunctionCallArgumentsDoneEvent(_),
    RealtimeServerEventResponseMCPCallArgumentsDelta: Server = Server::ResponseMcpCallArgumentsDelta(_),
    RealtimeServerEventResponseMCPCallArgumentsDone: Server = Server::ResponseMcpCallArgumentsDone(_),
    RealtimeServerEventResponseMCPCallInProgress: Server = Server::ResponseMcpCallInProgress(_),
    RealtimeServerEventResponseMCPCallCompleted: Server = Server::ResponseMcpCallCompleted(_),
    RealtimeServerEventResponseMCPCallFailed: Server = Server::ResponseMcpCallFailed(_),
    RealtimeServerEventMCPListToolsInProgress: Server = Server::McpListToolsInProgress(_),
    RealtimeServerEventMCPListToolsCompleted: Server = Server::McpListToolsCompleted(_),
    RealtimeServerEventMCPListToolsFailed: Server = Server::McpListToolsFailed(_),
    RealtimeServerEventRateLimitsUpdated: Server = Server::RateLimitsUpdatedEvent(_),
    // conversation item
    RealtimeConversationItem: Item = _,
    RealtimeConversationItemMessage: Item
        = Item::RealtimeConversationItemSystemMessage(_)
        | Item::RealtimeConversationItemUserMessage(_)
        | Item::RealtimeConversationItemAssistantMessage(_),
    RealtimeConversationItemMessageSystem: Item = Item::RealtimeConversationItemSystemMessage(_),
    RealtimeConversationItemMessageUser: Item = Item::RealtimeConversationItemUserMessage(_),
    RealtimeConversationItemMessageAssistant: Item = Item::RealtimeConversationItemAssistantMessage(_),
    RealtimeConversationItemFunctionCall: Item = Item::RealtimeConversationItemFunctionCall(_),
    RealtimeConversationItemFunctionCallOutput: Item = Item::RealtimeConversationItemFunctionCallOutput(_),
    RealtimeMCPApprovalRequest: Item = Item::RealtimeMcpApprovalRequest(_),
    RealtimeMCPApprovalResponse: Item = Item::RealtimeMcpApprovalResponse(_),
    RealtimeMCPListTools: Item = Item::RealtimeMcpListTools(_),
    RealtimeMCPToolCall: Item = Item::RealtimeMcpToolCall(_),
    RealtimeMCPHTTPError: McpError = McpError::RealtimeMcphttpError(_),
    RealtimeMCPProtocolError: McpError = McpError::RealtimeMcpProtocolError(_),
    RealtimeMCPToolExecutionError: McpError = McpError::RealtimeMcpToolExecutionError(_),
    // tools
    CallableToolAllowedCaller: RealtimeToolsConfigUnionMcpAllowedCallersItem = _,
    MCPListToolsTool: RealtimeMcpListToolsTool = _,
    MCPTool: Tool = Tool::RealtimeToolsConfigUnionMcp(_),
    MCPToolFilter: RealtimeToolsConfigUnionMcpAllowedToolsMcpToolFilter = _,
    RealtimeFunctionTool: Tool = Tool::RealtimeFunctionTool(_),
    ToolChoiceFunction: ToolChoice = ToolChoice::ToolChoiceFunction(_),
    ToolChoiceMCP: ToolChoice = ToolChoice::ToolChoiceMcp(_),
    ToolChoiceOptions: ToolChoiceOptions = _,
    // response
    RealtimeResponse: RealtimeResponse = _,
    RealtimeResponseCreateParams: RealtimeResponseCreateParams = _,
    // session
    RealtimeCreateClientSecretRequest: CreateRealtimeClientSecretRequestBody = _,
    RealtimeCreateClientSecretResponse: CreateRealtimeClientSecretResponseBody = _,
    RealtimeReasoning: RealtimeReasoning = _,
    RealtimeReasoningEffort: RealtimeReasoningEffort = _,
    RealtimeSessionCreateRequestGA: RealtimeSessionCreateRequest = _,
    RealtimeSessionCreateResponseGA: RealtimeSessionCreateResponse = _,
    RealtimeTranscriptionSessionCreateRequestGA: RealtimeTranscriptionSessionCreateRequest = _,
    RealtimeTranscriptionSessionCreateResponseGA: RealtimeTranscriptionSessionCreateResponse = _,
    RealtimeTruncation: RealtimeTruncation = _,
    // Null here is the member's None.
    RealtimeTurnDetection: Option<RealtimeAudioInputTurnDetection> = _,
    // audio and transcription
    AudioTranscription: AudioTranscription = _,
    // The crate has one type for what a client asks for and for what a server shows.
    AudioTranscriptionResponse: AudioTranscription = _,
    LogProbProperties: LogProbProperties = _,
    NoiseReductionType: NoiseReductionType = _,
    RealtimeAudioFormats: RealtimeAudioFormats = _,
    TranscriptionLanguage: TranscriptionLanguage = _,
    TranscriptTextUsageDuration: Usage
        = Usage::ConversationItemInputAudioTranscriptionCompletedEventUsageTranscriptTextUsageDuration(_),
    TranscriptTextUsageTokens: Usage
        = Usage::ConversationItemInputAudioTranscriptionCompletedEventUsageTranscriptTextUsageTokens(_),
    VoiceIdsOrCustomVoice: Voice = _,
    VoiceIdsShared: Voice = Voice::Text(_),
    // prompt
    FileInputDetail: ResponseInputFileDetail = _,
    ImageDetail: ImageDetail = _,
    InputFileContent: Variable = Variable::ResponseInputFile(_),
    InputImageContent: Variable = Variable::ResponseInputImage(_),
    InputTextContent: Variable = Variable::ResponseInputText(_),
    Prompt: Option<ResponsePrompt> = _,
    PromptCacheBreakpointConfig: ResponseInputTextPromptCacheBreakpoint = _,
    ResponsePromptVariables: Option<BTreeMap<String, Variable>> = _,
    // shared
    Metadata: Option<Metadata> = _,
}
