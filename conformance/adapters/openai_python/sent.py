"""What the package itself sends when a method of its connection is called, without a network.

A client event is made by a verb of the connection (``connection.response.create(…)``) and caught where
it would go into the socket. What a caller leaves out keeps the verb's own defaults.

Importing this module imports ``openai``.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, cast

from openai.resources.realtime.realtime import RealtimeConnection

VERBS = {
    "RealtimeClientEventConversationItemCreate": "conversation.item.create",
    "RealtimeClientEventConversationItemDelete": "conversation.item.delete",
    "RealtimeClientEventConversationItemRetrieve": "conversation.item.retrieve",
    "RealtimeClientEventConversationItemTruncate": "conversation.item.truncate",
    "RealtimeClientEventInputAudioBufferAppend": "input_audio_buffer.append",
    "RealtimeClientEventInputAudioBufferClear": "input_audio_buffer.clear",
    "RealtimeClientEventInputAudioBufferCommit": "input_audio_buffer.commit",
    "RealtimeClientEventOutputAudioBufferClear": "output_audio_buffer.clear",
    "RealtimeClientEventResponseCancel": "response.cancel",
    "RealtimeClientEventResponseCreate": "response.create",
    "RealtimeClientEventSessionUpdate": "session.update",
}
"""Client event -> the verb of a connection that sends it, which is also what the event is called on the wire."""


class UnknownVerbError(Exception):
    """No verb of the connection sends an event of this ``type``."""


def sent(name: str, members: Mapping[str, Any]) -> str | None:
    """Return the text that the package sends for the event called ``name``, ``None`` if it has no verb for it.

    Raises:
        UnknownVerbError: the ``type`` among the ``members`` is not that of the event.
        Exception: what the package raises for these members.
    """
    if name in VERBS:
        return _event(members, (VERBS[name],))
    if name == "RealtimeClientEvent":
        return _event(members, tuple(VERBS.values()))
    return None


def _event(members: Mapping[str, Any], verbs: tuple[str, ...]) -> str:
    arguments = dict(members)
    verb = arguments.pop("type", None)
    if verb not in verbs:
        raise UnknownVerbError(f"no verb sends the type {verb!r}")
    socket = _Socket()
    attrgetter(verb)(RealtimeConnection(cast(Any, socket)))(**arguments)
    return socket.text


class _Socket:
    """A socket that keeps the one message that a connection writes."""

    text: str

    def send(self, message: str) -> None:
        self.text = message
