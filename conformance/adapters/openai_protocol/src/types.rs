//! The official type names, and the type of the crate that answers to each.
//!
//! The crate's events and items are variants without types of their own: what is asked for is decoded as
//! the whole union, and the pattern says which variant it has to be.

use std::collections::HashMap;

use openai_protocol::common::{
    Detail, PromptVariable, PromptVariableTyped, ResponsePrompt, ToolReference,
};
use openai_protocol::realtime_conversation::{
    ConversationItemRole as Role, McpCallError, McpListToolEntry, RealtimeConversationItem,
    RealtimeConversationItem as Item,
};
use openai_protocol::realtime_events::{
    ClientEvent, LogProbProperties, ServerEvent, TranscriptionUsage,
};
use openai_protocol::realtime_response::{RealtimeResponse, RealtimeResponseCreateParams};
use openai_protocol::realtime_session::{RealtimeToolChoiceConfig as ToolChoice, *};
use serve::{decode, Answer, Direction, Payload, Written};

macro_rules! official {
    ($($name:ident: $type:ty = $pattern:pat $(if $guard:expr)?,)+) => {
        /// Every official type name that something in the crate answers to. It is a crate for gateways, with
        /// constructors of both sides' events: values of each type are received and sent.
        pub const TYPES: &[(&str, Direction)] = &[$((stringify!($name), Direction::Both)),+];

        /// Decodes `payload` as what answers to the official `name`, one of `TYPES`, and encodes it again.
        #[allow(unreachable_patterns)] // after a pattern that takes every variant
        pub fn decode(name: &str, payload: Payload) -> Answer {
            match name {
                $(stringify!($name) => decode!($type, payload).map(|value| {
                    let encoded = serde_json::to_string(&value);
                    match &value {
                        $pattern $(if $guard)? => Written::of(encoded, true),
                        _ => Written::of(encoded, false),
                    }
                }),)+
                _ => unreachable!("{name} is not a type"),
            }
        }
    };
}

#[rustfmt::skip]
official! {
    // client events
    RealtimeClientEvent: ClientEvent = event if !matches!(event, ClientEvent::Unknown),
    RealtimeClientEventSessionUpdate: ClientEvent = ClientEvent::SessionUpdate { .. },
    RealtimeClientEventInputAudioBufferAppend: ClientEvent = ClientEvent::InputAudioBufferAppend { .. },
    RealtimeClientEventInputAudioBufferCommit: ClientEvent = ClientEvent::InputAudioBufferCommit { .. },
    RealtimeClientEventInputAudioBufferClear: ClientEvent = ClientEvent::InputAudioBufferClear { .. },
    RealtimeClientEventConversationItemCreate: ClientEvent = ClientEvent::ConversationItemCreate { .. },
    RealtimeClientEventConversationItemRetrieve: ClientEvent = ClientEvent::ConversationItemRetrieve { .. },
    RealtimeClientEventConversationItemTruncate: ClientEvent = ClientEvent::ConversationItemTruncate { .. },
    RealtimeClientEventConversationItemDelete: ClientEvent = ClientEvent::ConversationItemDelete { .. },
    RealtimeClientEventResponseCreate: ClientEvent = ClientEvent::ResponseCreate { .. },
    RealtimeClientEventResponseCancel: ClientEvent = ClientEvent::ResponseCancel { .. },
    RealtimeClientEventOutputAudioBufferClear: ClientEvent = ClientEvent::OutputAudioBufferClear { .. },
    // server events
    RealtimeServerEvent: ServerEvent = event if !matches!(event, ServerEvent::Unknown),
    RealtimeServerEventError: ServerEvent = ServerEvent::Error { .. },
    RealtimeServerEventSessionCreated: ServerEvent = ServerEvent::SessionCreated { .. },
    RealtimeServerEventSessionUpdated: ServerEvent = ServerEvent::SessionUpdated { .. },
    RealtimeServerEventConversationCreated: ServerEvent = ServerEvent::ConversationCreated { .. },
    RealtimeServerEventConversationItemCreated: ServerEvent = ServerEvent::ConversationItemCreated { .. },
    RealtimeServerEventConversationItemAdded: ServerEvent = ServerEvent::ConversationItemAdded { .. },
    RealtimeServerEventConversationItemDone: ServerEvent = ServerEvent::ConversationItemDone { .. },
    RealtimeServerEventConversationItemRetrieved: ServerEvent = ServerEvent::ConversationItemRetrieved { .. },
    RealtimeServerEventConversationItemInputAudioTranscriptionCompleted: ServerEvent
        = ServerEvent::InputAudioTranscriptionCompleted { .. },
    RealtimeServerEventConversationItemInputAudioTranscriptionDelta: ServerEvent
        = ServerEvent::InputAudioTranscriptionDelta { .. },
    RealtimeServerEventConversationItemInputAudioTranscriptionSegment: ServerEvent
        = ServerEvent::InputAudioTranscriptionSegment { .. },
    RealtimeServerEventConversationItemInputAudioTranscriptionFailed: ServerEvent
        = ServerEvent::InputAudioTranscriptionFailed { .. },
    RealtimeServerEventConversationItemTruncated: ServerEvent = ServerEvent::ConversationItemTruncated { .. },
    RealtimeServerEventConversationItemDeleted: ServerEvent = ServerEvent::ConversationItemDeleted { .. },
    RealtimeServerEventInputAudioBufferCommitted: ServerEvent = ServerEvent::InputAudioBufferCommitted { .. },
    RealtimeServerEventInputAudioBufferCleared: ServerEvent = ServerEvent::InputAudioBufferCleared { .. },
    RealtimeServerEventInputAudioBufferDtmfEventReceived: ServerEvent
        = ServerEvent::InputAudioBufferDtmfEventReceived { .. },
    RealtimeServerEventInputAudioBufferSpeechStarted: ServerEvent = ServerEvent::InputAudioBufferSpeechStarted { .. },
    RealtimeServerEventInputAudioBufferSpeechStopped: ServerEvent = ServerEvent::InputAudioBufferSpeechStopped { .. },
    RealtimeServerEventInputAudioBufferTimeoutTriggered: ServerEvent
        = ServerEvent::InputAudioBufferTimeoutTriggered { .. },
    RealtimeServerEventOutputAudioBufferStarted: ServerEvent = ServerEvent::OutputAudioBufferStarted { .. },
    RealtimeServerEventOutputAudioBufferStopped: ServerEvent = ServerEvent::OutputAudioBufferStopped { .. },
    RealtimeServerEventOutputAudioBufferCleared: ServerEvent = ServerEvent::OutputAudioBufferCleared { .. },
    RealtimeServerEventResponseCreated: ServerEvent = ServerEvent::ResponseCreated { .. },
    RealtimeServerEventResponseDone: ServerEvent = ServerEvent::ResponseDone { .. },
    RealtimeServerEventResponseOutputItemAdded: ServerEvent = ServerEvent::ResponseOutputItemAdded { .. },
    RealtimeServerEventResponseOutputItemDone: ServerEvent = ServerEvent::ResponseOutputItemDone { .. },
    RealtimeServerEventResponseContentPartAdded: ServerEvent = ServerEvent::ResponseContentPartAdded { .. },
    RealtimeServerEventResponseContentPartDone: ServerEvent = ServerEvent::ResponseContentPartDone { .. },
    RealtimeServerEventResponseTextDelta: ServerEvent = ServerEvent::ResponseOutputTextDelta { .. },
    RealtimeServerEventResponseTextDone: ServerEvent = ServerEvent::ResponseOutputTextDone { .. },
    RealtimeServerEventResponseAudioTranscriptDelta: ServerEvent
        = ServerEvent::ResponseOutputAudioTranscriptDelta { .. },
    RealtimeServerEventResponseAudioTranscriptDone: ServerEvent = ServerEvent::ResponseOutputAudioTranscriptDone { .. },
    RealtimeServerEventResponseAudioDelta: ServerEvent = ServerEvent::ResponseOutputAudioDelta { .. },
    RealtimeServerEventResponseAudioDone: ServerEvent = ServerEvent::ResponseOutputAudioDone { .. },
    RealtimeServerEventResponseFunctionCallArgumentsDelta: ServerEvent
        = ServerEvent::ResponseFunctionCallArgumentsDelta { .. },
    RealtimeServerEventResponseFunctionCallArgumentsDone: ServerEvent
        = ServerEvent::ResponseFunctionCallArgumentsDone { .. },
    RealtimeServerEventResponseMCPCallArgumentsDelta: ServerEvent = ServerEvent::ResponseMcpCallArgumentsDelta { .. },
    RealtimeServerEventResponseMCPCallArgumentsDone: ServerEvent = ServerEvent::ResponseMcpCallArgumentsDone { .. },
    RealtimeServerEventResponseMCPCallInProgress: ServerEvent = ServerEvent::ResponseMcpCallInProgress { .. },
    RealtimeServerEventResponseMCPCallCompleted: ServerEvent = ServerEvent::ResponseMcpCallCompleted { .. },
    RealtimeServerEventResponseMCPCallFailed: ServerEvent = ServerEvent::ResponseMcpCallFailed { .. },
    RealtimeServerEventMCPListToolsInProgress: ServerEvent = ServerEvent::McpListToolsInProgress { .. },
    RealtimeServerEventMCPListToolsCompleted: ServerEvent = ServerEvent::McpListToolsCompleted { .. },
    RealtimeServerEventMCPListToolsFailed: ServerEvent = ServerEvent::McpListToolsFailed { .. },
    RealtimeServerEventRateLimitsUpdated: ServerEvent = ServerEvent::RateLimitsUpdated { .. },
    // conversation item
    RealtimeConversationItem: RealtimeConversationItem = _,
    RealtimeConversationItemMessage: RealtimeConversationItem = Item::Message { .. },
    RealtimeConversationItemMessageSystem: RealtimeConversationItem = Item::Message { role: Role::System, .. },
    RealtimeConversationItemMessageUser: RealtimeConversationItem = Item::Message { role: Role::User, .. },
    RealtimeConversationItemMessageAssistant: RealtimeConversationItem = Item::Message { role: Role::Assistant, .. },
    RealtimeConversationItemFunctionCall: RealtimeConversationItem = Item::FunctionCall { .. },
    RealtimeConversationItemFunctionCallOutput: RealtimeConversationItem = Item::FunctionCallOutput { .. },
    RealtimeMCPApprovalRequest: RealtimeConversationItem = Item::McpApprovalRequest { .. },
    RealtimeMCPApprovalResponse: RealtimeConversationItem = Item::McpApprovalResponse { .. },
    RealtimeMCPListTools: RealtimeConversationItem = Item::McpListTools { .. },
    RealtimeMCPToolCall: RealtimeConversationItem = Item::McpCall { .. },
    RealtimeMCPHTTPError: McpCallError = McpCallError::HttpError { .. },
    RealtimeMCPProtocolError: McpCallError = McpCallError::ProtocolError { .. },
    RealtimeMCPToolExecutionError: McpCallError = McpCallError::ToolExecutionError { .. },
    // tools
    MCPListToolsTool: McpListToolEntry = _,
    MCPTool: RealtimeToolsConfig = RealtimeToolsConfig::McpTool { .. },
    MCPToolFilter: McpToolFilter = _,
    RealtimeFunctionTool: RealtimeToolsConfig = RealtimeToolsConfig::RealtimeFunctionTool { .. },
    ToolChoiceFunction: RealtimeToolChoiceConfig = ToolChoice::Reference(ToolReference::Function { .. }),
    ToolChoiceMCP: RealtimeToolChoiceConfig = ToolChoice::Reference(ToolReference::Mcp { .. }),
    ToolChoiceOptions: ToolChoiceOptions = _,
    // response
    RealtimeResponse: RealtimeResponse = _,
    RealtimeResponseCreateParams: RealtimeResponseCreateParams = _,
    // session
    RealtimeCreateClientSecretRequest: RealtimeClientSecretCreateRequest = _,
    RealtimeSessionCreateRequestGA: RealtimeSessionCreateRequest = _,
    RealtimeSessionCreateResponseGA: RealtimeSessionCreateResponse = _,
    RealtimeTranscriptionSessionCreateRequestGA: RealtimeTranscriptionSessionCreateRequest = _,
    RealtimeTranscriptionSessionCreateResponseGA: RealtimeTranscriptionSessionCreateResponse = _,
    RealtimeTruncation: RealtimeTruncation = _,
    // Null here is the member's None.
    RealtimeTurnDetection: Option<TurnDetection> = _,
    // audio and transcription
    AudioTranscription: AudioTranscription = _,
    // The crate has one type for what a client asks for and for what a server shows.
    AudioTranscriptionResponse: AudioTranscription = _,
    LogProbProperties: LogProbProperties = _,
    NoiseReductionType: NoiseReductionType = _,
    RealtimeAudioFormats: RealtimeAudioFormats = _,
    TranscriptTextUsageDuration: TranscriptionUsage = TranscriptionUsage::Duration { .. },
    TranscriptTextUsageTokens: TranscriptionUsage = TranscriptionUsage::Tokens { .. },
    VoiceIdsOrCustomVoice: Voice = _,
    VoiceIdsShared: Voice = Voice::VoiceIDsShared(_),
    // prompt
    ImageDetail: Detail = _,
    InputFileContent: PromptVariableTyped = PromptVariableTyped::ResponseInputFile { .. },
    InputImageContent: PromptVariableTyped = PromptVariableTyped::ResponseInputImage { .. },
    InputTextContent: PromptVariableTyped = PromptVariableTyped::ResponseInputText { .. },
    Prompt: Option<ResponsePrompt> = _,
    ResponsePromptVariables: Option<HashMap<String, PromptVariable>> = _,
    // shared
    Metadata: Option<HashMap<String, String>> = _,
}
