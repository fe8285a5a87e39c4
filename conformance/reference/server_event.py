"""What servers send: ``types/realtime/server_event.rs``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from conformance.reference.conversation_item import RealtimeConversationItem
from conformance.reference.error import RealtimeAPIError
from conformance.reference.response import RealtimeResponse
from conformance.reference.serde import F32, U32, U64, Struct, TypeTagged, UnitEnum, skip_if_none, type_tagged
from conformance.reference.session import Session
from conformance.reference.shared import LogProbProperties, TranscriptionUsage


class RealtimeServerEventError(Struct):
    """Something went wrong; most errors leave the session open."""

    event_id: str
    error: RealtimeAPIError


class RealtimeServerEventSessionCreated(Struct):
    """The session began with these settings."""

    event_id: str
    session: Session


class RealtimeServerEventSessionUpdated(Struct):
    """The session has these settings now."""

    event_id: str
    session: Session


class RealtimeServerEventConversationItemAdded(Struct):
    """An item was added to the conversation."""

    event_id: str
    item: RealtimeConversationItem
    previous_item_id: str | None = None


class RealtimeServerEventConversationItemDone(Struct):
    """An item of the conversation is complete."""

    event_id: str
    item: RealtimeConversationItem
    previous_item_id: str | None = None


class RealtimeServerEventInputAudioBufferCommitted(Struct):
    """The input buffer became a user message."""

    event_id: str
    previous_item_id: str | None = None
    item_id: str


class RealtimeServerEventInputAudioBufferCleared(Struct):
    """The input buffer was dropped."""

    event_id: str


class RealtimeServerEventInputAudioBufferDtmfEventReceived(Struct):
    """The user pressed a key of the telephone; the one event without ``event_id``."""

    event: str
    received_at: U64


class RealtimeServerEventInputAudioBufferSpeechStarted(Struct):
    """The user began to speak."""

    event_id: str
    audio_start_ms: U32
    item_id: str


class RealtimeServerEventInputAudioBufferSpeechStopped(Struct):
    """The user stopped speaking."""

    event_id: str
    audio_end_ms: U32
    item_id: str


class RealtimeServerEventInputAudioBufferTimeoutTriggered(Struct):
    """Nobody has spoken for the idle time."""

    event_id: str
    audio_end_ms: U32
    audio_start_ms: U32
    item_id: str


class RealtimeServerEventOutputAudioBufferStarted(Struct):
    """The audio of a response began to play."""

    event_id: str
    response_id: str


class RealtimeServerEventOutputAudioBufferStopped(Struct):
    """The audio of a response was played to its end."""

    event_id: str
    response_id: str


class RealtimeServerEventOutputAudioBufferCleared(Struct):
    """The audio of a response was cut off."""

    event_id: str
    response_id: str


class RealtimeServerEventConversationItemInputAudioTranscriptionCompleted(Struct):
    """What the user said is written down."""

    event_id: str
    item_id: str
    content_index: U32
    transcript: str
    logprobs: list[LogProbProperties] | None = None
    usage: TranscriptionUsage


class RealtimeServerEventConversationItemInputAudioTranscriptionDelta(Struct):
    """More of what the user said."""

    event_id: str
    item_id: str
    content_index: U32
    delta: str
    logprobs: list[LogProbProperties] | None = None


class RealtimeServerEventConversationItemInputAudioTranscriptionFailed(Struct):
    """What the user said could not be written down."""

    event_id: str
    item_id: str
    content_index: U32
    error: RealtimeAPIError


class RealtimeServerEventConversationItemTruncated(Struct):
    """An assistant message was cut."""

    event_id: str
    item_id: str
    content_index: U32
    audio_end_ms: U32


class RealtimeServerEventConversationItemDeleted(Struct):
    """An item was removed from the conversation."""

    event_id: str
    item_id: str


class RealtimeServerEventConversationItemRetrieved(Struct):
    """An item, as the client asked for it."""

    event_id: str
    item: RealtimeConversationItem


class RealtimeServerEventConversationItemInputAudioTranscriptionSegment(Struct):
    """A passage of what was said, by one speaker; ``start`` and ``end`` in seconds."""

    event_id: str
    item_id: str
    content_index: U32
    text: str
    id: str
    speaker: str
    start: F32
    end: F32


class RealtimeServerEventResponseCreated(Struct):
    """A response began."""

    event_id: str
    response: RealtimeResponse


class RealtimeServerEventResponseDone(Struct):
    """A response ended, however it did."""

    event_id: str
    response: RealtimeResponse


class RealtimeServerEventResponseOutputItemAdded(Struct):
    """The model began an item."""

    event_id: str
    response_id: str
    output_index: U32
    item: RealtimeConversationItem


class RealtimeServerEventResponseOutputItemDone(Struct):
    """The model ended an item."""

    event_id: str
    response_id: str
    output_index: U32
    item: RealtimeConversationItem


class TextPart(TypeTagged):
    """``ContentPart::Text``."""

    type: Literal["text"] = "text"
    text: str


class AudioPart(TypeTagged):
    """``ContentPart::Audio``; the audio in Base64, the transcript in words."""

    type: Literal["audio"] = "audio"
    audio: str | None = None
    transcript: str


ContentPart = Annotated[TextPart | AudioPart, Field(discriminator="type")]
"""A piece of an item in the making, tagged by ``type``."""


class RealtimeServerEventResponseContentPartAdded(Struct):
    """The model began a piece of an item."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    part: ContentPart


class RealtimeServerEventResponseContentPartDone(Struct):
    """The model ended a piece of an item."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    part: ContentPart


class RealtimeServerEventResponseTextDelta(Struct):
    """More text."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    delta: str


class RealtimeServerEventResponseTextDone(Struct):
    """The whole text."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    text: str


class RealtimeServerEventResponseAudioTranscriptDelta(Struct):
    """More of what the model says, in words."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    delta: str


class RealtimeServerEventResponseAudioTranscriptDone(Struct):
    """All that the model said, in words."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    transcript: str


class RealtimeServerEventResponseAudioDelta(Struct):
    """More audio, in Base64."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32
    delta: str


class RealtimeServerEventResponseAudioDone(Struct):
    """The audio is complete."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    content_index: U32


class RealtimeServerEventResponseFunctionCallArgumentsDelta(Struct):
    """More arguments of a function call."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    call_id: str
    delta: str


class RealtimeServerEventResponseFunctionCallArgumentsDone(Struct):
    """All arguments of a function call."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    call_id: str
    name: str
    arguments: str


class RealtimeRateLimitName(UnitEnum):
    """What a rate limit counts."""

    Requests = "requests"
    Tokens = "tokens"


class RealtimeRateLimit(Struct):
    """How much is left of a rate limit, and for how long."""

    name: RealtimeRateLimitName
    limit: U32
    remaining: U32
    reset_seconds: F32


class RealtimeServerEventRateLimitsUpdated(Struct):
    """The rate limits as they are now."""

    event_id: str
    rate_limits: list[RealtimeRateLimit]


class RealtimeServerEventMCPListToolsInProgress(Struct):
    """An MCP server is being asked for its tools."""

    event_id: str
    item_id: str


class RealtimeServerEventMCPListToolsCompleted(Struct):
    """An MCP server named its tools."""

    event_id: str
    item_id: str


class RealtimeServerEventMCPListToolsFailed(Struct):
    """An MCP server did not name its tools."""

    event_id: str
    item_id: str


class RealtimeServerEventResponseMCPCallArgumentsDelta(Struct):
    """More arguments of an MCP call; ``obfuscation`` hides how many."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    delta: str
    obfuscation: str | None = skip_if_none()


class RealtimeServerEventResponseMCPCallArgumentsDone(Struct):
    """All arguments of an MCP call."""

    event_id: str
    response_id: str
    item_id: str
    output_index: U32
    arguments: str


class RealtimeServerEventResponseMCPCallInProgress(Struct):
    """An MCP call is being made."""

    event_id: str
    output_index: U32
    item_id: str


class RealtimeServerEventResponseMCPCallCompleted(Struct):
    """An MCP call succeeded."""

    event_id: str
    output_index: U32
    item_id: str


class RealtimeServerEventResponseMCPCallFailed(Struct):
    """An MCP call failed."""

    event_id: str
    output_index: U32
    item_id: str


RealtimeServerEvent = type_tagged(
    {
        "error": RealtimeServerEventError,
        "session.created": RealtimeServerEventSessionCreated,
        "session.updated": RealtimeServerEventSessionUpdated,
        "conversation.item.added": RealtimeServerEventConversationItemAdded,
        "conversation.item.done": RealtimeServerEventConversationItemDone,
        "conversation.item.retrieved": RealtimeServerEventConversationItemRetrieved,
        "conversation.item.input_audio_transcription.completed": (
            RealtimeServerEventConversationItemInputAudioTranscriptionCompleted
        ),
        "conversation.item.input_audio_transcription.delta": (
            RealtimeServerEventConversationItemInputAudioTranscriptionDelta
        ),
        "conversation.item.input_audio_transcription.segment": (
            RealtimeServerEventConversationItemInputAudioTranscriptionSegment
        ),
        "conversation.item.input_audio_transcription.failed": (
            RealtimeServerEventConversationItemInputAudioTranscriptionFailed
        ),
        "conversation.item.truncated": RealtimeServerEventConversationItemTruncated,
        "conversation.item.deleted": RealtimeServerEventConversationItemDeleted,
        "input_audio_buffer.committed": RealtimeServerEventInputAudioBufferCommitted,
        "input_audio_buffer.cleared": RealtimeServerEventInputAudioBufferCleared,
        "input_audio_buffer.dtmf_event_received": RealtimeServerEventInputAudioBufferDtmfEventReceived,
        "input_audio_buffer.speech_started": RealtimeServerEventInputAudioBufferSpeechStarted,
        "input_audio_buffer.speech_stopped": RealtimeServerEventInputAudioBufferSpeechStopped,
        "input_audio_buffer.timeout_triggered": RealtimeServerEventInputAudioBufferTimeoutTriggered,
        "output_audio_buffer.started": RealtimeServerEventOutputAudioBufferStarted,
        "output_audio_buffer.stopped": RealtimeServerEventOutputAudioBufferStopped,
        "output_audio_buffer.cleared": RealtimeServerEventOutputAudioBufferCleared,
        "response.created": RealtimeServerEventResponseCreated,
        "response.done": RealtimeServerEventResponseDone,
        "response.output_item.added": RealtimeServerEventResponseOutputItemAdded,
        "response.output_item.done": RealtimeServerEventResponseOutputItemDone,
        "response.content_part.added": RealtimeServerEventResponseContentPartAdded,
        "response.content_part.done": RealtimeServerEventResponseContentPartDone,
        "response.output_text.delta": RealtimeServerEventResponseTextDelta,
        "response.output_text.done": RealtimeServerEventResponseTextDone,
        "response.output_audio_transcript.delta": RealtimeServerEventResponseAudioTranscriptDelta,
        "response.output_audio_transcript.done": RealtimeServerEventResponseAudioTranscriptDone,
        "response.output_audio.delta": RealtimeServerEventResponseAudioDelta,
        "response.output_audio.done": RealtimeServerEventResponseAudioDone,
        "response.function_call_arguments.delta": RealtimeServerEventResponseFunctionCallArgumentsDelta,
        "response.function_call_arguments.done": RealtimeServerEventResponseFunctionCallArgumentsDone,
        "response.mcp_call_arguments.delta": RealtimeServerEventResponseMCPCallArgumentsDelta,
        "response.mcp_call_arguments.done": RealtimeServerEventResponseMCPCallArgumentsDone,
        "response.mcp_call.in_progress": RealtimeServerEventResponseMCPCallInProgress,
        "response.mcp_call.completed": RealtimeServerEventResponseMCPCallCompleted,
        "response.mcp_call.failed": RealtimeServerEventResponseMCPCallFailed,
        "mcp_list_tools.in_progress": RealtimeServerEventMCPListToolsInProgress,
        "mcp_list_tools.completed": RealtimeServerEventMCPListToolsCompleted,
        "mcp_list_tools.failed": RealtimeServerEventMCPListToolsFailed,
        "rate_limits.updated": RealtimeServerEventRateLimitsUpdated,
    }
)
"""What the server sends, tagged by ``type``."""
