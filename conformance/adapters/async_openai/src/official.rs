//! The official type names, and the type of the crate that answers to each.
//!
//! The crate's inner structs lack the tag of the union that they are variants of: on the wire, the
//! official type is the union. So it is decoded and written as that union, and the pattern says which
//! variant it has to be.

use std::collections::HashMap;

use crate::bodies;
use crate::types::release as types;
use serve::{decode, Answer, Direction, Made, Payload, Written};
#[cfg(feature = "since-0-41")]
use types::realtime::translation::*;
use types::responses::{InputContent, Prompt, ToolChoiceOptions};
use types::{mcp::*, realtime::*, responses};

macro_rules! official {
    (bodies { $($body:ident: $way:ident,)+ } $($direction:ident {
        $($(#[$when:meta])? $name:ident: $type:ty = $pattern:pat,)+
    })+) => {
        /// Every official type name that something in the crate answers to.
        pub const TYPES: &[(&str, Direction)] = &[
            $($($(#[$when])? (stringify!($name), Direction::$direction),)+)+
            $((stringify!($body), Direction::$way),)+
        ];

        /// Decodes `payload` as what answers to the official `name`, one of `TYPES`, and encodes it again.
        #[allow(unreachable_patterns)] // after a pattern that takes every variant
        pub fn decode(name: &str, payload: Payload) -> Answer {
            match name {
                $($($(#[$when])? stringify!($name) => decode!($type, payload).map(|value| {
                    let encoded = serde_json::to_string(&value);
                    match value {
                        $pattern => Written::of(encoded, true),
                        _ => Written::of(encoded, false),
                    }
                }),)+)+
                _ => bodies::decode(name, payload),
            }
        }
    };
}

/// Makes a value of what answers to the official `name` from `members`, and encodes it.
///
/// The fields of the crate's types are public, so a value is made by writing a struct with these members:
/// serde fills in the same fields. Only metadata of null it takes for none, where a client can write a value of null.
pub fn build(name: &str, members: &str) -> Made<String> {
    if let Some(made) = bodies::build(name, members).or_else(|| with_null(name, members)) {
        return made;
    }
    match decode(name, Payload::Text(members)) {
        Ok(Written::Asked(text)) => Ok(text),
        Ok(Written::Other(text)) => Err(format!("another variant has these members: {text}")),
        Ok(Written::Not(refusal)) => Err(refusal),
        Err(lacking) => Err(lacking.to_string()),
    }
}

/// Makes parameters of a response, or the event that has them, with null for metadata; `None` if that is not asked for.
fn with_null(name: &str, members: &str) -> Option<Made<String>> {
    let given: serde_json::Value = serde_json::from_str(members).ok()?;
    let is_null = |params: &serde_json::Value| params.get("metadata").is_some_and(|value| value.is_null());
    let encoded = match name {
        "RealtimeResponseCreateParams" if is_null(&given) => {
            let mut params: RealtimeResponseCreateParams = serde_json::from_str(members).ok()?;
            params.metadata = Some(serde_json::Value::Null);
            serde_json::to_string(&params)
        }
        "RealtimeClientEvent" | "RealtimeClientEventResponseCreate"
            if given.get("response").is_some_and(is_null) =>
        {
            let mut event: RealtimeClientEvent = serde_json::from_str(members).ok()?;
            let RealtimeClientEvent::ResponseCreate(create) = &mut event else {
                return None;
            };
            create.response.as_mut()?.metadata = Some(serde_json::Value::Null);
            serde_json::to_string(&event)
        }
        _ => return None,
    };
    Some(encoded.map_err(|refusal| refusal.to_string()))
}

#[rustfmt::skip]
official! {
    // Structs that serde can only write, or only read.
    bodies {
        RealtimeCreateClientSecretRequest: Sent,
        RealtimeCallCreateRequest: Sent,
        RealtimeCallReferRequest: Sent,
        RealtimeCallRejectRequest: Sent,
        RealtimeCreateClientSecretResponse: Received,
    }
    // What a client only receives.
    Received {
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
        // response
        RealtimeResponse: RealtimeResponse = _,
        // session: the crate has one type for what a client asks for and for what a server shows
        RealtimeSessionCreateResponseGA: Session = Session::RealtimeSession(_),
        RealtimeTranscriptionSessionCreateResponseGA: Session = Session::RealtimeTranscriptionSession(_),
        // audio and transcription
        #[cfg(feature = "since-0-41")]
        AudioTranscriptionResponse: AudioTranscriptionResponse = _,
        LogProbProperties: LogProbProperties = _,
        #[cfg(feature = "since-0-43")]
        TranscriptionLanguage: TranscriptionLanguage = _,
        TranscriptTextUsageDuration: TranscriptionUsage = TranscriptionUsage::Duration(_),
        TranscriptTextUsageTokens: TranscriptionUsage = TranscriptionUsage::Tokens(_),
        // translation
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
        RealtimeTranslationClientSecretCreateResponse: RealtimeTranslationClientSecretCreateResponse = _,
    }
    // What a client only sends.
    Sent {
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
        // response
        RealtimeResponseCreateParams: RealtimeResponseCreateParams = _,
        // session
        RealtimeSessionCreateRequestGA: Session = Session::RealtimeSession(_),
        RealtimeTranscriptionSessionCreateRequestGA: Session = Session::RealtimeTranscriptionSession(_),
        // audio and transcription
        AudioTranscription: AudioTranscription = _,
        VoiceIdsOrCustomVoice: RealtimeVoice = _,
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
        RealtimeTranslationSessionCreateRequest: RealtimeTranslationSessionCreateRequest = _,
        #[cfg(feature = "since-0-41")]
        RealtimeTranslationSessionUpdateRequest: RealtimeTranslationSessionUpdateRequest = _,
        #[cfg(feature = "since-0-41")]
        RealtimeTranslationClientSecretCreateRequest: RealtimeTranslationClientSecretCreateRequest = _,
    }
    // What occurs in both directions.
    Both {
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
        // session
        #[cfg(feature = "since-0-41")]
        RealtimeReasoning: RealtimeReasoning = _,
        #[cfg(feature = "since-0-41")]
        RealtimeReasoningEffort: RealtimeReasoningEffort = _,
        RealtimeTruncation: RealtimeTruncation = _,
        // Null here is the member's None.
        RealtimeTurnDetection: Option<RealtimeTurnDetection> = _,
        // audio and transcription
        // Before, the type of this name was the object around the string.
        #[cfg(feature = "since-0-43")]
        NoiseReductionType: NoiseReductionType = _,
        RealtimeAudioFormats: RealtimeAudioFormats = _,
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
    }
}
