"""The response resource: ``types/realtime/response.rs``, the seed."""

from __future__ import annotations

from conformance.reference.conversation_item import RealtimeConversationItem
from conformance.reference.responses import Prompt
from conformance.reference.serde import U32, StringMap, Struct, UnitEnum, Value, skip_if_none
from conformance.reference.session import (
    MaxOutputTokens,
    RealtimeAudioFormats,
    RealtimeTool,
    RealtimeVoice,
    ToolChoice,
)


class CachedTokenDetails(Struct):
    """Cached input tokens by kind."""

    audio_tokens: U32 | None = skip_if_none()
    image_tokens: U32 | None = skip_if_none()
    text_tokens: U32 | None = skip_if_none()


class InputTokenDetails(Struct):
    """Input tokens by kind. ``cached_token_details`` is the one member that is always written."""

    audio_tokens: U32 | None = skip_if_none()
    cached_tokens: U32 | None = skip_if_none()
    cached_token_details: CachedTokenDetails | None = None
    image_tokens: U32 | None = skip_if_none()
    text_tokens: U32 | None = skip_if_none()


class OutputTokenDetails(Struct):
    """Output tokens by kind."""

    text_tokens: U32 | None = skip_if_none()
    audio_tokens: U32 | None = skip_if_none()


class RealtimeResponseUsage(Struct):
    """What a response is billed for, in tokens."""

    input_token_details: InputTokenDetails | None = skip_if_none()
    input_tokens: U32
    output_token_details: OutputTokenDetails | None = skip_if_none()
    output_tokens: U32
    total_tokens: U32


class RealtimeResponseStatus(UnitEnum):
    """How far a response has come."""

    InProgress = "in_progress"
    Completed = "completed"
    Cancelled = "cancelled"
    Failed = "failed"
    Incomplete = "incomplete"


class Error(Struct):
    """Why a response failed. ``type`` is an ordinary string, not a tag."""

    code: str
    type: str


class RealtimeResponseStatusDetailType(UnitEnum):
    """How a response ended."""

    Completed = "completed"
    Cancelled = "cancelled"
    Incomplete = "incomplete"
    Failed = "failed"


class RealtimeResponseStatusDetailReason(UnitEnum):
    """Why a response did not complete."""

    TurnDetected = "turn_detected"
    ClientCancelled = "client_cancelled"
    MaxOutputTokens = "max_output_tokens"
    ContentFilter = "content_filter"


class RealtimeResponseStatusDetail(Struct):
    """More about the status; everything is written, present or not."""

    error: Error | None = None
    reason: RealtimeResponseStatusDetailReason | None = None
    type: RealtimeResponseStatusDetailType


class ResponseAudioOutput(Struct):
    """Format and voice of the audio that the model answers with."""

    format: RealtimeAudioFormats
    voice: RealtimeVoice


class ResponseAudio(Struct):
    """Settings for audio."""

    output: ResponseAudioOutput


class Conversation(UnitEnum):
    """Where a response goes. No member uses the default of the type, ``auto``."""

    Auto = "auto"
    None_ = "none"


class RealtimeResponseCreateParams(Struct):
    """The parameters with which a client asks for a response. ``metadata`` is any JSON here."""

    audio: ResponseAudio
    conversation: Conversation
    input: list[RealtimeConversationItem]
    instructions: str
    max_output_tokens: MaxOutputTokens
    metadata: Value | None = skip_if_none()
    output_modalities: list[str]
    prompt: Prompt | None = skip_if_none()
    tool_choice: ToolChoice | None = skip_if_none()
    tools: list[RealtimeTool] | None = skip_if_none()


class RealtimeResponse(Struct):
    """A response. ``metadata`` holds only strings here."""

    audio: ResponseAudio | None = None
    conversation_id: str | None = skip_if_none()
    id: str
    max_output_tokens: MaxOutputTokens
    metadata: StringMap | None = skip_if_none()
    object: str
    output: list[RealtimeConversationItem]
    output_modalities: list[str]
    status: RealtimeResponseStatus
    status_details: RealtimeResponseStatusDetail | None = None
    usage: RealtimeResponseUsage | None = None
