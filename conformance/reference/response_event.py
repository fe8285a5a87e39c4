"""The events of a response in the making: ``types/realtime/server_event.rs``, its ``response.*`` part.

The private classes hold the members that several events begin with.
"""

from __future__ import annotations

from typing import Annotated

from conformance.reference.conversation_item import RealtimeConversationItem
from conformance.reference.response import RealtimeResponse
from conformance.reference.serde import U32, Struct, Tags, skip_if_none


class _OutputItemEvent(Struct):
    event_id: str
    response_id: str
    output_index: U32
    item: RealtimeConversationItem


class _OutputEvent(Struct):
    event_id: str
    response_id: str
    item_id: str
    output_index: U32


class _PartEvent(_OutputEvent):
    content_index: U32


class _MCPCallEvent(Struct):
    event_id: str
    output_index: U32
    item_id: str


class RealtimeServerEventResponseCreated(Struct):
    """A response began."""

    event_id: str
    response: RealtimeResponse


class RealtimeServerEventResponseDone(Struct):
    """A response ended, in any status."""

    event_id: str
    response: RealtimeResponse


class RealtimeServerEventResponseOutputItemAdded(_OutputItemEvent):
    """The model began an item."""


class RealtimeServerEventResponseOutputItemDone(_OutputItemEvent):
    """The model ended an item."""


class _TextPart(Struct):
    """``ContentPart::Text``."""

    text: str


class _AudioPart(Struct):
    """``ContentPart::Audio``; the audio in Base64, the transcript in words."""

    audio: str | None = None
    transcript: str


ContentPart = Annotated[_TextPart | _AudioPart, Tags("text", "audio")]
"""A piece of an item in the making, tagged by ``type``."""


class RealtimeServerEventResponseContentPartAdded(_PartEvent):
    """The model began a piece of an item."""

    part: ContentPart


class RealtimeServerEventResponseContentPartDone(_PartEvent):
    """The model ended a piece of an item."""

    part: ContentPart


class RealtimeServerEventResponseTextDelta(_PartEvent):
    """More text."""

    delta: str


class RealtimeServerEventResponseTextDone(_PartEvent):
    """The whole text."""

    text: str


class RealtimeServerEventResponseAudioTranscriptDelta(_PartEvent):
    """More of what the model says, in words."""

    delta: str


class RealtimeServerEventResponseAudioTranscriptDone(_PartEvent):
    """All that the model said, in words."""

    transcript: str


class RealtimeServerEventResponseAudioDelta(_PartEvent):
    """More audio, in Base64."""

    delta: str


class RealtimeServerEventResponseAudioDone(_PartEvent):
    """The audio is complete."""


class RealtimeServerEventResponseFunctionCallArgumentsDelta(_OutputEvent):
    """More arguments of a function call."""

    call_id: str
    delta: str


class RealtimeServerEventResponseFunctionCallArgumentsDone(_OutputEvent):
    """All arguments of a function call."""

    call_id: str
    name: str
    arguments: str


class RealtimeServerEventResponseMCPCallArgumentsDelta(_OutputEvent):
    """More arguments of an MCP call; ``obfuscation`` hides how many."""

    delta: str
    obfuscation: str | None = skip_if_none()


class RealtimeServerEventResponseMCPCallArgumentsDone(_OutputEvent):
    """All arguments of an MCP call."""

    arguments: str


class RealtimeServerEventResponseMCPCallInProgress(_MCPCallEvent):
    """An MCP call is being made."""


class RealtimeServerEventResponseMCPCallCompleted(_MCPCallEvent):
    """An MCP call succeeded."""


class RealtimeServerEventResponseMCPCallFailed(_MCPCallEvent):
    """An MCP call failed."""
