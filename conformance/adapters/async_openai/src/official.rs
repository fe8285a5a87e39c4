//! The official type names, and the type of the crate that answers to each.
//!
//! The crate's inner structs lack the tag of the union that they are variants of: on the wire, the
//! official type is the union. So it is decoded and written as that union, and the pattern says which
//! variant it has to be.

use std::collections::HashMap;

use crate::types::release as types;
use serve::{decode, Answer, Payload, Written};
#[cfg(feature = "since-0-41")]
use types::realtime::translation::*;
use types::responses::{InputContent, Prompt, ToolChoiceOptions};
use types::{mcp::*, realtime::*, responses};

macro_rules! official {
    ($($(#[$when:meta])? $name:ident: $type:ty = $pattern:pat,)+) => {
        /// Every official type name that something in the crate answers to.
        pub const NAMES: &[&str] = &[$($(#[$when])? stringify!($name)),+];

        /// Decodes `payload` as what answers to the official `name` and encodes it again; `None` if
        /// there is no such type.
        #[allow(unreachable_patterns)] // after a pattern that takes every variant
        pub fn roundtrip(name: &str, payload: Payload) -> Option<Answer> {
            match name {
                $($(#[$when])? stringify!($name) => Some(decode!($type, payload).and_then(|value| {
                    let text = serde_json::to_string(&value)?;
                    Ok(match value {
                        $pattern => Written::Asked(text),
                        _ => Written::Other(text),
                    })
                })),)+
                _ => None,
            }
        }
    };
}

#[rustfmt::skip]
official! {
    // client events
    RealtimeClientEvent: RealtimeClientEvent = _,
    RealtimeClientEventSessionUpdate: RealtimeClientEvent = RealtimeClientEvent::SessionUpdate(_),
    RealtimeClientEventInputAudioBufferAppend: RealtimeClientEvent = RealtimeClientEvent::InputAudioBufferAppend(_),
    RealtimeClientEventInputAudioBufferCommit: RealtimeClientEvent = RealtimeClientEvent::InputAudioBufferCommit(_),
    RealtimeClientEventInputAudioBufferClear: RealtimeClientEvent = RealtimeClientEvent::InputAudioBufferClear(_),
    RealtimeClientEventConversationItemCreate: RealtimeClientEvent = RealtimeClientEvent::ConversationItemCreate(_),
    RealtimeClientEventConversationItemRetrieve: RealtimeClientEvent = RealtimeClientEvent::ConversationItemRetrieve(_),
    RealtimeClientEventConversationItemTruncate: RealtimeClientEvent = RealtimeClientEvent::ConversationItemTruncate(_),
    RealtimeClientEventConversationItemDelete: RealtimeClientEvent = RealtimeClientEvent::ConversationItemDelete(_),
    RealtimeClientEventResponseCreate: RealtimeClientEvent = RealtimeClientEvent::ResponseCreate(_),
    RealtimeClientEventResponseCancel: RealtimeClientEvent = RealtimeClientEvent::ResponseCancel(_),
    RealtimeClientEventOutputAudioBufferClear: RealtimeClientEvent = RealtimeClientEvent::OutputAudioBufferClear(_),
    // server events
    RealtimeServerEvent: RealtimeServerEvent = _,
    RealtimeServerEventError: RealtimeServerEvent = RealtimeServerEvent::Error(_),
    RealtimeServerEventSessionCreated: RealtimeServerEvent = RealtimeServerEvent::SessionCreated(_),
    RealtimeServerEventSessionUpdated: RealtimeServerEvent = RealtimeServerEvent::SessionUpdated(_),
    RealtimeServerEventConversationItemAdded: RealtimeServerEvent = RealtimeServerEvent::ConversationItemAdded(_),
    RealtimeServerEventConversationItemDone: RealtimeServerEvent = RealtimeServerEvent::ConversationItemDone(_),
    RealtimeServerEventConversationItemRetrieved: RealtimeServerEvent
        = RealtimeServerEvent::ConversationItemRetrieved(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionCompleted: RealtimeServerEvent
        = RealtimeServerEvent::ConversationItemInputAudioTranscriptionCompleted(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionDelta: RealtimeServerEvent
        = RealtimeServerEvent::ConversationItemInputAudioTranscriptionDelta(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionSegment: RealtimeServerEvent
        = RealtimeServerEvent::ConversationItemInputAudioTranscriptionSegment(_),
    RealtimeServerEventConversationItemInputAudioTranscriptionFailed: RealtimeServerEvent
        = RealtimeServerEvent::ConversationItemInputAudioTranscriptionFailed(_),
    RealtimeServerEventConversationItemTruncated: RealtimeServerEvent
        = RealtimeServerEvent::ConversationItemTruncated(_),
    RealtimeServerEventConversationItemDeleted: RealtimeServerEvent = RealtimeServerEvent::ConversationItemDeleted(_),
    RealtimeServerEventInputAudioBufferCommitted: RealtimeServerEvent
        = RealtimeServerEvent::InputAudioBufferCommitted(_),
    RealtimeServerEventInputAudioBufferCleared: RealtimeServerEvent = RealtimeServerEvent::InputAudioBufferCleared(_),
    RealtimeServerEventInputAudioBufferDtmfEventReceived: RealtimeServerEvent
        = RealtimeServerEvent::InputAudioBufferDtmfEventReceived(_),
    RealtimeServerEventInputAudioBufferSpeechStarted: RealtimeServerEvent
        = RealtimeServerEvent::InputAudioBufferSpeechStarted(_),
    RealtimeServerEventInputAudioBufferSpeechStopped: RealtimeServerEvent
        = RealtimeServerEvent::InputAudioBufferSpeechStopped(_),
    RealtimeServerEventInputAudioBufferTimeoutTriggered: RealtimeServerEvent
        = RealtimeServerEvent::InputAudioBufferTimeoutTriggered(_),
    RealtimeServerEventOutputAudioBufferStarted: RealtimeServerEvent = RealtimeServerEvent::OutputAudioBufferStarted(_),
    RealtimeServerEventOutputAudioBufferStopped: RealtimeServerEvent = RealtimeServerEvent::OutputAudioBufferStopped(_),
    RealtimeServerEventOutputAudioBufferCleared: RealtimeServerEvent = RealtimeServerEvent::OutputAudioBufferCleared(_),
    RealtimeServerEventResponseCreated: RealtimeServerEvent = RealtimeServerEvent::ResponseCreated(_),
    RealtimeServerEventResponseDone: RealtimeServerEvent = RealtimeServerEvent::ResponseDone(_),
    RealtimeServerEventResponseOutputItemAdded: RealtimeServerEvent = RealtimeServerEvent::ResponseOutputItemAdded(_),
    RealtimeServerEventResponseOutputItemDone: RealtimeServerEvent = RealtimeServerEvent::ResponseOutputItemDone(_),
    RealtimeServerEventResponseContentPartAdded: RealtimeServerEvent = RealtimeServerEvent::ResponseContentPartAdded(_),
    RealtimeServerEventResponseContentPartDone: RealtimeServerEvent = RealtimeServerEvent::ResponseContentPartDone(_),
    RealtimeServerEventResponseTextDelta: RealtimeServerEvent = RealtimeServerEvent::ResponseOutputTextDelta(_),
    RealtimeServerEventResponseTextDone: RealtimeServerEvent = RealtimeServerEvent::ResponseOutputTextDone(_),
    RealtimeServerEventResponseAudioTranscriptDelta: RealtimeServerEvent
        = RealtimeServerEvent::ResponseOutputAudioTranscriptDelta(_),
    RealtimeServerEventResponseAudioTranscriptDone: RealtimeServerEvent
        = RealtimeServerEvent::ResponseOutputAudioTranscriptDone(_),
    RealtimeServerEventResponseAudioDelta: RealtimeServerEvent = RealtimeServerEvent::ResponseOutputAudioDelta(_),
    RealtimeServerEventResponseAudioDone: RealtimeServerEvent = RealtimeServerEvent::ResponseOutputAudioDone(_),
    RealtimeServerEventResponseFunctionCallArgumentsDelta: RealtimeServerEvent
        = RealtimeServerEvent::ResponseFunctionCallArgumentsDelta(_),
    RealtimeServerEventResponseFunctionCallArgumentsDone: RealtimeServerEvent
        = RealtimeServerEvent::ResponseFunctionCallArgumentsDone(_),
    RealtimeServerEventResponseMCPCallArgumentsDelta: RealtimeServerEvent
        = RealtimeServerEvent::ResponseMCPCallArgumentsDelta(_),
    RealtimeServerEventResponseMCPCallArgumentsDone: RealtimeServerEvent
        = RealtimeServerEvent::ResponseMCPCallArgumentsDone(_),
    RealtimeServerEventResponseMCPCallInProgress: RealtimeServerEvent
        = RealtimeServerEvent::ResponseMCPCallInProgress(_),
    RealtimeServerEventResponseMCPCallCompleted: RealtimeServerEvent = RealtimeServerEvent::ResponseMCPCallCompleted(_),
    RealtimeServerEventResponseMCPCallFailed: RealtimeServerEvent = RealtimeServerEvent::ResponseMCPCallFailed(_),
    RealtimeServerEventMCPListToolsInProgress: RealtimeServerEvent = RealtimeServerEvent::MCPListToolsInProgress(_),
    RealtimeServerEventMCPListToolsCompleted: RealtimeServerEvent = RealtimeServerEvent::MCPListToolsCompleted(_),
    RealtimeServerEventMCPListToolsFailed: RealtimeServerEvent = RealtimeServerEvent::MCPListToolsFailed(_),
    RealtimeServerEventRateLimitsUpdated: RealtimeServerEvent = RealtimeServerEvent::RateLimitsUpdated(_),
    // conversation item
    RealtimeConversationItem: RealtimeConversationItem = _,
    RealtimeConversationItemMessage: RealtimeConversationItem = RealtimeConversationItem::Message(_),
    RealtimeConversationItemMessageSystem: RealtimeConversationItem
        = RealtimeConversationItem::Message(RealtimeConversationItemMessage::System(_)),
    RealtimeConversationItemMessageUser: RealtimeConversationItem
        = RealtimeConversationItem::Message(RealtimeConversationItemMessage::User(_)),
    RealtimeConversationItemMessageAssistant: RealtimeConversationItem
        = RealtimeConversationItem::Message(RealtimeConversationItemMessage::Assistant(_)),
    RealtimeConversationItemFunctionCall: RealtimeConversationItem = RealtimeConversationItem::FunctionCall(_),
    RealtimeConversationItemFunctionCallOutput: RealtimeConversationItem
        = RealtimeConversationItem::FunctionCallOutput(_),
    RealtimeMCPApprovalRequest: RealtimeConversationItem = RealtimeConversationItem::McpApprovalRequest(_),
    RealtimeMCPApprovalResponse: RealtimeConversationItem = RealtimeConversationItem::McpApprovalResponse(_),
    RealtimeMCPListTools: RealtimeConversationItem = RealtimeConversationItem::McpListTools(_),
    RealtimeMCPToolCall: RealtimeConversationItem = RealtimeConversationItem::McpCall(_),
    RealtimeMCPHTTPError: RealtimeMCPToolCallError = RealtimeMCPToolCallError::HttpError(_),
    RealtimeMCPProtocolError: RealtimeMCPToolCallError = RealtimeMCPToolCallError::ProtocolError(_),
    RealtimeMCPToolExecutionError: RealtimeMCPToolCallError = RealtimeMCPToolCallError::ToolExecutionError(_),
    // tools
    #[cfg(feature = "since-0-43")]
    CallableToolAllowedCaller: responses::CallableToolAllowedCaller = _,
    MCPListToolsTool: MCPListToolsTool = _,
    MCPTool: RealtimeTool = RealtimeTool::MCP(_),
    MCPToolFilter: MCPToolFilter = _,
    RealtimeFunctionTool: RealtimeTool = RealtimeTool::Function(_),
    ToolChoiceFunction: ToolChoice = ToolChoice::Function(_),
    ToolChoiceMCP: ToolChoice = ToolChoice::Mcp(_),
    ToolChoiceOptions: ToolChoiceOptions = _,
    // response
    RealtimeResponse: RealtimeResponse = _,
    RealtimeResponseCreateParams: RealtimeResponseCreateParams = _,
    // session: the crate has one type for what a client asks for and for what a server shows
    RealtimeSessionCreateRequestGA: Session = Session::RealtimeSession(_),
    RealtimeSessionCreateResponseGA: Session = Session::RealtimeSession(_),
    RealtimeTranscriptionSessionCreateRequestGA: Session = Session::RealtimeTranscriptionSession(_),
    RealtimeTranscriptionSessionCreateResponseGA: Session = Session::RealtimeTranscriptionSession(_),
    #[cfg(feature = "since-0-41")]
    RealtimeReasoning: RealtimeReasoning = _,
    #[cfg(feature = "since-0-41")]
    RealtimeReasoningEffort: RealtimeReasoningEffort = _,
    RealtimeTruncation: RealtimeTruncation = _,
    // Null here is the member's None.
    RealtimeTurnDetection: Option<RealtimeTurnDetection> = _,
    // audio and transcription
    AudioTranscription: AudioTranscription = _,
    #[cfg(feature = "since-0-41")]
    AudioTranscriptionResponse: AudioTranscriptionResponse = _,
    LogProbProperties: LogProbProperties = _,
    // Before, the type of this name was the object around the string.
    #[cfg(feature = "since-0-43")]
    NoiseReductionType: NoiseReductionType = _,
    RealtimeAudioFormats: RealtimeAudioFormats = _,
    #[cfg(feature = "since-0-43")]
    TranscriptionLanguage: TranscriptionLanguage = _,
    TranscriptTextUsageDuration: TranscriptionUsage = TranscriptionUsage::Duration(_),
    TranscriptTextUsageTokens: TranscriptionUsage = TranscriptionUsage::Tokens(_),
    VoiceIdsOrCustomVoice: RealtimeVoice = _,
    VoiceIdsShared: RealtimeVoice = _,
    // prompt
    FileInputDetail: responses::FileInputDetail = _,
    ImageDetail: responses::ImageDetail = _,
    InputFileContent: InputContent = InputContent::InputFile(_),
    InputImageContent: InputContent = InputContent::InputImage(_),
    InputTextContent: InputContent = InputContent::InputText(_),
    Prompt: Option<Prompt> = _,
    #[cfg(feature = "since-0-43")]
    PromptCacheBreakpointConfig: responses::PromptCacheBreakpointConfig = _,
    ResponsePromptVariables: Option<responses::ResponsePromptVariables> = _,
    // shared
    Metadata: Option<HashMap<String, String>> = _,
    // translation
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationClientEvent: RealtimeTranslationClientEvent = _,
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationClientEventSessionUpdate: RealtimeTranslationClientEvent
        = RealtimeTranslationClientEvent::SessionUpdate(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationClientEventInputAudioBufferAppend: RealtimeTranslationClientEvent
        = RealtimeTranslationClientEvent::InputAudioBufferAppend(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationClientEventSessionClose: RealtimeTranslationClientEvent
        = RealtimeTranslationClientEvent::SessionClose(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEvent: RealtimeTranslationServerEvent = _,
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEventSessionCreated: RealtimeTranslationServerEvent
        = RealtimeTranslationServerEvent::SessionCreated(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEventSessionUpdated: RealtimeTranslationServerEvent
        = RealtimeTranslationServerEvent::SessionUpdated(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEventSessionClosed: RealtimeTranslationServerEvent
        = RealtimeTranslationServerEvent::SessionClosed(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEventSessionInputTranscriptDelta: RealtimeTranslationServerEvent
        = RealtimeTranslationServerEvent::SessionInputTranscriptDelta(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEventSessionOutputTranscriptDelta: RealtimeTranslationServerEvent
        = RealtimeTranslationServerEvent::SessionOutputTranscriptDelta(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationServerEventSessionOutputAudioDelta: RealtimeTranslationServerEvent
        = RealtimeTranslationServerEvent::SessionOutputAudioDelta(_),
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationSession: RealtimeTranslationSession = _,
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationSessionCreateRequest: RealtimeTranslationSessionCreateRequest = _,
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationSessionUpdateRequest: RealtimeTranslationSessionUpdateRequest = _,
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationClientSecretCreateRequest: RealtimeTranslationClientSecretCreateRequest = _,
    #[cfg(feature = "since-0-41")]
    RealtimeTranslationClientSecretCreateResponse: RealtimeTranslationClientSecretCreateResponse = _,
}
