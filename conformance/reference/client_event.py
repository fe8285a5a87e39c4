"""What clients send: ``types/realtime/client_event.rs``."""

from __future__ import annotations

from conformance.reference.conversation_item import RealtimeConversationItem
from conformance.reference.response import RealtimeResponseCreateParams
from conformance.reference.serde import U32, Struct, skip_if_none, type_tagged
from conformance.reference.session import Session


class RealtimeClientEventSessionUpdate(Struct):
    """Change the settings of the session."""

    event_id: str | None = skip_if_none()
    session: Session


class RealtimeClientEventInputAudioBufferAppend(Struct):
    """Add audio, in Base64, to the input buffer."""

    event_id: str | None = skip_if_none()
    audio: str


class RealtimeClientEventInputAudioBufferCommit(Struct):
    """Turn the input buffer into a user message."""

    event_id: str | None = skip_if_none()


class RealtimeClientEventInputAudioBufferClear(Struct):
    """Drop what the input buffer holds."""

    event_id: str | None = skip_if_none()


class RealtimeClientEventConversationItemCreate(Struct):
    """Add an item to the conversation."""

    event_id: str | None = skip_if_none()
    previous_item_id: str | None = skip_if_none()
    item: RealtimeConversationItem


class RealtimeClientEventConversationItemRetrieve(Struct):
    """Ask for an item as the server has it."""

    event_id: str | None = skip_if_none()
    item_id: str


class RealtimeClientEventConversationItemTruncate(Struct):
    """Forget the part of an assistant message that was not played."""

    event_id: str | None = skip_if_none()
    item_id: str
    content_index: U32
    audio_end_ms: U32


class RealtimeClientEventConversationItemDelete(Struct):
    """Remove an item from the conversation."""

    event_id: str | None = skip_if_none()
    item_id: str


class RealtimeClientEventResponseCreate(Struct):
    """Ask for a response. Missing parameters are written as ``null``."""

    event_id: str | None = skip_if_none()
    response: RealtimeResponseCreateParams | None = None


class RealtimeClientEventResponseCancel(Struct):
    """Cancel a response, the one in progress where none is named."""

    event_id: str | None = skip_if_none()
    response_id: str | None = skip_if_none()


class RealtimeClientEventOutputAudioBufferClear(Struct):
    """Stop the audio that is being played."""

    event_id: str | None = skip_if_none()


RealtimeClientEvent = type_tagged(
    {
        "session.update": RealtimeClientEventSessionUpdate,
        "input_audio_buffer.append": RealtimeClientEventInputAudioBufferAppend,
        "input_audio_buffer.commit": RealtimeClientEventInputAudioBufferCommit,
        "input_audio_buffer.clear": RealtimeClientEventInputAudioBufferClear,
        "conversation.item.create": RealtimeClientEventConversationItemCreate,
        "conversation.item.retrieve": RealtimeClientEventConversationItemRetrieve,
        "conversation.item.truncate": RealtimeClientEventConversationItemTruncate,
        "conversation.item.delete": RealtimeClientEventConversationItemDelete,
        "response.create": RealtimeClientEventResponseCreate,
        "response.cancel": RealtimeClientEventResponseCancel,
        "output_audio_buffer.clear": RealtimeClientEventOutputAudioBufferClear,
    }
)
"""What a client sends, tagged by ``type``."""
