//! The crate's types by name. Which release they come from is decided by the feature.

#[cfg(feature = "0.40.3")]
use async_openai_0_40::types;
#[cfg(feature = "0.41.3")]
use async_openai_0_41::types;

// The macro below takes plain identifiers, so every name must be in scope under the name it is
// asked by. Two crate types are called `ImageDetail`; the one of `responses` is renamed.
use types::mcp::*;
use types::realtime::*;
use types::responses::{
    FileInputDetail, ImageDetail as ResponsesImageDetail, InputContent, InputFileContent,
    InputImageContent, InputTextContent, Prompt, ResponsePromptVariables, ToolChoiceFunction,
    ToolChoiceMCP, ToolChoiceOptions,
};

/// The release of the crate, as pinned in Cargo.toml.
#[cfg(feature = "0.40.3")]
pub const RELEASE: &str = "0.40.3";
#[cfg(feature = "0.41.3")]
pub const RELEASE: &str = "0.41.3";

/// A payload, as it would come from a socket: text, or bytes that are not UTF-8.
pub enum Payload<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// What became of a payload that the crate accepted.
pub enum Written {
    /// It was read as what was asked for.
    Asked(String),
    /// It was read as another variant of the same union.
    Other(String),
}

/// Decodes a payload as a type; a function would have to name serde, which is the crate's business.
macro_rules! decode {
    ($type:ty, $payload:expr) => {
        match $payload {
            Payload::Text(text) => serde_json::from_str::<$type>(text),
            Payload::Bytes(bytes) => serde_json::from_slice::<$type>(bytes),
        }
    };
}
pub(crate) use decode;

macro_rules! types {
    ($($name:ident)+) => {
        /// Every type that can be asked for.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];

        /// Decodes `payload` as the type called `name` and encodes it again; `None` for no such type.
        pub fn roundtrip(name: &str, payload: Payload) -> Option<serde_json::Result<Written>> {
            match name {
                $(stringify!($name) => Some(
                    decode!($name, payload).and_then(|value| serde_json::to_string(&value).map(Written::Asked)),
                ),)+
                _ => None,
            }
        }
    };
}

types! {
    // response
    RealtimeResponseUsage InputTokenDetails CachedTokenDetails OutputTokenDetails RealtimeResponseStatus
    Error RealtimeResponseStatusDetailType RealtimeResponseStatusDetailReason RealtimeResponseStatusDetail
    ResponseAudioOutput ResponseAudio Conversation RealtimeResponseCreateParams RealtimeResponse
    // session
    AudioTranscription RealtimeTurnDetection MaxOutputTokens RealtimeFunctionTool RealtimeTool ToolChoice
    RealtimeVoice RealtimeAudioFormats AudioInput AudioOutput Audio Tracing TracingConfiguration
    RealtimeTruncation RetentionRatioTruncation TokenLimits Session RealtimeSession NoiseReductionType
    TranscriptionAudio RealtimeTranscriptionSession
    // conversation item
    RealtimeConversationItem RealtimeConversationItemMessage RealtimeConversationItemMessageSystem
    SystemMessageContent RealtimeConversationItemMessageUser UserMessageContent UserMessageContentInputText
    UserMessageContentInputAudio UserMessageContentInputImage ImageDetail
    RealtimeConversationItemMessageAssistant AssistantMessageContent AssistantMessageContentOutputText
    AssistantMessageContentOutputAudio RealtimeConversationItemFunctionCall
    RealtimeConversationItemFunctionCallOutput RealtimeMCPApprovalResponse RealtimeMCPListTools
    RealtimeMCPToolCall RealtimeMCPToolCallError RealtimeMCPApprovalRequest
    // error
    RealtimeAPIError ErrorCodeMessage ErrorMessage
    // mcp
    MCPTool MCPToolAllowedTools MCPToolFilter MCPToolRequireApproval MCPToolApprovalFilter
    MCPToolApprovalSetting McpToolConnectorId MCPListToolsTool
    // responses
    ToolChoiceFunction ToolChoiceMCP ToolChoiceOptions Prompt ResponsePromptVariables InputContent
    InputTextContent InputImageContent InputFileContent FileInputDetail ResponsesImageDetail
    // shared
    LogProbProperties TokenUsageInputTokenDetails TranscriptTextUsageTokens TranscriptTextUsageDuration
    TranscriptionUsage
    // client event
    RealtimeClientEventSessionUpdate RealtimeClientEventInputAudioBufferAppend
    RealtimeClientEventInputAudioBufferCommit RealtimeClientEventInputAudioBufferClear
    RealtimeClientEventConversationItemCreate RealtimeClientEventConversationItemRetrieve
    RealtimeClientEventConversationItemTruncate RealtimeClientEventConversationItemDelete
    RealtimeClientEventResponseCreate RealtimeClientEventResponseCancel RealtimeClientEventOutputAudioBufferClear
    RealtimeClientEvent
    // server event
    RealtimeServerEventError RealtimeServerEventSessionCreated RealtimeServerEventSessionUpdated
    RealtimeServerEventConversationItemAdded RealtimeServerEventConversationItemDone
    RealtimeServerEventInputAudioBufferCommitted RealtimeServerEventInputAudioBufferCleared
    RealtimeServerEventInputAudioBufferDtmfEventReceived RealtimeServerEventInputAudioBufferSpeechStarted
    RealtimeServerEventInputAudioBufferSpeechStopped RealtimeServerEventInputAudioBufferTimeoutTriggered
    RealtimeServerEventOutputAudioBufferStarted RealtimeServerEventOutputAudioBufferStopped
    RealtimeServerEventOutputAudioBufferCleared
    RealtimeServerEventConversationItemInputAudioTranscriptionCompleted
    RealtimeServerEventConversationItemInputAudioTranscriptionDelta
    RealtimeServerEventConversationItemInputAudioTranscriptionFailed RealtimeServerEventConversationItemTruncated
    RealtimeServerEventConversationItemDeleted RealtimeServerEventConversationItemRetrieved
    RealtimeServerEventConversationItemInputAudioTranscriptionSegment RealtimeServerEventResponseCreated
    RealtimeServerEventResponseDone RealtimeServerEventResponseOutputItemAdded
    RealtimeServerEventResponseOutputItemDone ContentPart RealtimeServerEventResponseContentPartAdded
    RealtimeServerEventResponseContentPartDone RealtimeServerEventResponseTextDelta
    RealtimeServerEventResponseTextDone RealtimeServerEventResponseAudioTranscriptDelta
    RealtimeServerEventResponseAudioTranscriptDone RealtimeServerEventResponseAudioDelta
    RealtimeServerEventResponseAudioDone RealtimeServerEventResponseFunctionCallArgumentsDelta
    RealtimeServerEventResponseFunctionCallArgumentsDone RealtimeRateLimitName RealtimeRateLimit
    RealtimeServerEventRateLimitsUpdated RealtimeServerEventMCPListToolsInProgress
    RealtimeServerEventMCPListToolsCompleted RealtimeServerEventMCPListToolsFailed
    RealtimeServerEventResponseMCPCallArgumentsDelta RealtimeServerEventResponseMCPCallArgumentsDone
    RealtimeServerEventResponseMCPCallInProgress RealtimeServerEventResponseMCPCallCompleted
    RealtimeServerEventResponseMCPCallFailed RealtimeServerEvent
}
