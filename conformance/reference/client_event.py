"""What clients send: ``types/realtime/client_event.rs``."""

from __future__ import annotations

from conformance.reference.conversation_item import RealtimeConversationItem
from conformance.reference.response import RealtimeResponseCreateParams
from conformance.reference.serde import U32, Struct, skip_if_none, type_tagged
from conformance.reference.session import Session


class _Event(Struct):
    event_id: str | None = skip_if_none()


class RealtimeClientEventSessionUpdate(_Event):
    """Change the settings of the session."""

    session: Session


class RealtimeClientEventInputAudioBufferAppend(_Event):
    """Add audio, in Base64, to the input buffer."""

    audio: str


class RealtimeClientEventInputAudioBufferCommit(_Event):
    """Turn the input buffer into a user message."""


class RealtimeClientEventInputAudioBufferClear(_Event):
    """Drop what the input buffer holds."""


class RealtimeClientEventConversationItemCreate(_Event):
    """Add an item to the conversation."""

    previous_item_id: str | None = skip_if_none()
    item: RealtimeConversationItem


class RealtimeClientEventConversationItemRetrieve(_Event):
    """Ask for an item as the server has it."""

    item_id: str


class RealtimeClientEventConversationItemTruncate(_Event):
    """Forget the part of an assistant message that was not played."""

    item_id: str
    content_index: U32
    audio_end_ms: U32


class RealtimeClientEventConversationItemDelete(_Event):
    """Remove an item from the conversation."""

    item_id: str


class RealtimeClientEventResponseCreate(_Event):
    """Ask for a response. Missing parameters are written as ``null``."""

    response: RealtimeResponseCreateParams | None = None


class RealtimeClientEventResponseCancel(_Event):
    """Cancel a response, the one in progress where none is named."""

    response_id: str | None = skip_if_none()


class RealtimeClientEventOutputAudioBufferClear(_Event):
    """Stop the audio that is being played."""


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
