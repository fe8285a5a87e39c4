"""What servers send: ``types/realtime/server_event.rs``, without the events of :mod:`.response_event`.

The private classes hold the members that several events begin with.
"""

from __future__ import annotations

from conformance.reference import response_event
from conformance.reference.conversation_item import RealtimeConversationItem
from conformance.reference.error import RealtimeAPIError
from conformance.reference.serde import F32, U32, U64, Struct, UnitEnum, type_tagged
from conformance.reference.session import Session
from conformance.reference.shared import LogProbProperties, TranscriptionUsage


class _Event(Struct):
    event_id: str


class _ItemEvent(_Event):
    item_id: str


class _ContentEvent(_ItemEvent):
    content_index: U32


class _PlacedItemEvent(_Event):
    item: RealtimeConversationItem
    previous_item_id: str | None = None


class _PlaybackEvent(_Event):
    response_id: str


class RealtimeServerEventError(_Event):
    """Something went wrong; most errors leave the session open."""

    error: RealtimeAPIError


class RealtimeServerEventSessionCreated(_Event):
    """The session began with these settings."""

    session: Session


class RealtimeServerEventSessionUpdated(_Event):
    """The session has these settings now."""

    session: Session


class RealtimeServerEventConversationItemAdded(_PlacedItemEvent):
    """An item was added to the conversation."""


class RealtimeServerEventConversationItemDone(_PlacedItemEvent):
    """An item of the conversation is complete."""


class RealtimeServerEventInputAudioBufferCommitted(_Event):
    """The input buffer became a user message."""

    previous_item_id: str | None = None
    item_id: str


class RealtimeServerEventInputAudioBufferCleared(_Event):
    """The input buffer was dropped."""


class RealtimeServerEventInputAudioBufferDtmfEventReceived(Struct):
    """The user pressed a key of the telephone; the one event without ``event_id``."""

    event: str
    received_at: U64


class RealtimeServerEventInputAudioBufferSpeechStarted(_Event):
    """The user began to speak."""

    audio_start_ms: U32
    item_id: str


class RealtimeServerEventInputAudioBufferSpeechStopped(_Event):
    """The user stopped speaking."""

    audio_end_ms: U32
    item_id: str


class RealtimeServerEventInputAudioBufferTimeoutTriggered(_Event):
    """There was no speech for the idle time."""

    audio_end_ms: U32
    audio_start_ms: U32
    item_id: str


class RealtimeServerEventOutputAudioBufferStarted(_PlaybackEvent):
    """The audio of a response began to play."""


class RealtimeServerEventOutputAudioBufferStopped(_PlaybackEvent):
    """The audio of a response was played to its end."""


class RealtimeServerEventOutputAudioBufferCleared(_PlaybackEvent):
    """The audio of a response was cut off."""


class RealtimeServerEventConversationItemInputAudioTranscriptionCompleted(_ContentEvent):
    """The transcript of the user's speech is complete."""

    transcript: str
    logprobs: list[LogProbProperties] | None = None
    usage: TranscriptionUsage


class RealtimeServerEventConversationItemInputAudioTranscriptionDelta(_ContentEvent):
    """More of the transcript of the user's speech."""

    delta: str
    logprobs: list[LogProbProperties] | None = None


class RealtimeServerEventConversationItemInputAudioTranscriptionFailed(_ContentEvent):
    """The user's speech could not be transcribed."""

    error: RealtimeAPIError


class RealtimeServerEventConversationItemTruncated(_ContentEvent):
    """An assistant message was cut."""

    audio_end_ms: U32


class RealtimeServerEventConversationItemDeleted(_ItemEvent):
    """An item was removed from the conversation."""


class RealtimeServerEventConversationItemRetrieved(_Event):
    """An item, as the client asked for it."""

    item: RealtimeConversationItem


class RealtimeServerEventConversationItemInputAudioTranscriptionSegment(_ContentEvent):
    """A passage of a transcript, by one speaker; ``start`` and ``end`` in seconds."""

    text: str
    id: str
    speaker: str
    start: F32
    end: F32


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


class RealtimeServerEventRateLimitsUpdated(_Event):
    """The rate limits as they are now."""

    rate_limits: list[RealtimeRateLimit]


class RealtimeServerEventMCPListToolsInProgress(_ItemEvent):
    """An MCP server is being asked for its tools."""


class RealtimeServerEventMCPListToolsCompleted(_ItemEvent):
    """An MCP server named its tools."""


class RealtimeServerEventMCPListToolsFailed(_ItemEvent):
    """An MCP server did not name its tools."""


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
        "response.created": response_event.RealtimeServerEventResponseCreated,
        "response.done": response_event.RealtimeServerEventResponseDone,
        "response.output_item.added": response_event.RealtimeServerEventResponseOutputItemAdded,
        "response.output_item.done": response_event.RealtimeServerEventResponseOutputItemDone,
        "response.content_part.added": response_event.RealtimeServerEventResponseContentPartAdded,
        "response.content_part.done": response_event.RealtimeServerEventResponseContentPartDone,
        "response.output_text.delta": response_event.RealtimeServerEventResponseTextDelta,
        "response.output_text.done": response_event.RealtimeServerEventResponseTextDone,
        "response.output_audio_transcript.delta": response_event.RealtimeServerEventResponseAudioTranscriptDelta,
        "response.output_audio_transcript.done": response_event.RealtimeServerEventResponseAudioTranscriptDone,
        "response.output_audio.delta": response_event.RealtimeServerEventResponseAudioDelta,
        "response.output_audio.done": response_event.RealtimeServerEventResponseAudioDone,
        "response.function_call_arguments.delta": response_event.RealtimeServerEventResponseFunctionCallArgumentsDelta,
        "response.function_call_arguments.done": response_event.RealtimeServerEventResponseFunctionCallArgumentsDone,
        "response.mcp_call_arguments.delta": response_event.RealtimeServerEventResponseMCPCallArgumentsDelta,
        "response.mcp_call_arguments.done": response_event.RealtimeServerEventResponseMCPCallArgumentsDone,
        "response.mcp_call.in_progress": response_event.RealtimeServerEventResponseMCPCallInProgress,
        "response.mcp_call.completed": response_event.RealtimeServerEventResponseMCPCallCompleted,
        "response.mcp_call.failed": response_event.RealtimeServerEventResponseMCPCallFailed,
        "mcp_list_tools.in_progress": RealtimeServerEventMCPListToolsInProgress,
        "mcp_list_tools.completed": RealtimeServerEventMCPListToolsCompleted,
        "mcp_list_tools.failed": RealtimeServerEventMCPListToolsFailed,
        "rate_limits.updated": RealtimeServerEventRateLimitsUpdated,
    }
)
"""What the server sends, tagged by ``type``."""
