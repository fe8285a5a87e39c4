//! The crate's types by name. The feature decides which release they come from.

#[cfg(feature = "0.40.3")]
pub use async_openai_0_40::types as release;
#[cfg(feature = "0.41.3")]
pub use async_openai_0_41::types as release;
#[cfg(feature = "0.43.0")]
pub use async_openai_0_43::types as release;

use serve::{decode, Answer, Direction, Payload, Written};

// The macro below takes plain identifiers, so every type must be in scope under the name by which it is
// asked for. Two crate types are called `ImageDetail`; the one of `responses` is renamed.
use release::mcp::*;
use release::realtime::*;
use release::responses::{
    FileInputDetail, ImageDetail as ResponsesImageDetail, InputContent, InputFileContent,
    InputImageContent, InputTextContent, Prompt, ResponsePromptVariables, ToolChoiceFunction,
    ToolChoiceMCP, ToolChoiceOptions,
};

/// The release of the crate, as pinned in Cargo.toml.
#[cfg(feature = "0.40.3")]
pub const RELEASE: &str = "0.40.3";
#[cfg(feature = "0.41.3")]
pub const RELEASE: &str = "0.41.3";
#[cfg(feature = "0.43.0")]
pub const RELEASE: &str = "0.43.0";

macro_rules! types {
    ($($name:ident)+) => {
        /// Every type that can be asked for. The dialect is how serde reads and writes them, so both are asked.
        pub const TYPES: &[(&str, Direction)] = &[$((stringify!($name), Direction::Both)),+];

        /// Decodes `payload` as the type called `name`, one of `TYPES`, and encodes it again.
        pub fn decode(name: &str, payload: Payload) -> Answer {
            match name {
                $(stringify!($name) => {
                    decode!($name, payload).map(|value| Written::of(serde_json::to_string(&value), true))
                })+
                _ => unreachable!("{name} is not a type"),
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
