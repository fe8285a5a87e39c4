"""What the package itself sends when its methods are called: its own way to build a message, without a network.

A client event is made by a verb of the connection (``connection.response.create(…)``) and caught where
it would go into the socket; the body of a request by the method that posts it, caught where it would be
sent. What a caller leaves out stays at the methods' own defaults.

Importing this module imports ``openai``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import Any, cast

import openai
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

REQUESTS = {
    "RealtimeCallReferRequest": ("calls.refer", ("call",)),
    "RealtimeCallRejectRequest": ("calls.reject", ("call",)),
    "RealtimeCreateClientSecretRequest": ("client_secrets.create", ()),
    "RealtimeTranslationClientSecretCreateRequest": ("translations.client_secrets.create", ()),
}
"""Request body -> the method of ``client.realtime`` that posts it, and what that needs beside the body's members."""


class UnknownVerbError(Exception):
    """No verb of the connection sends an event of this ``type``."""


def sent(name: str, members: Mapping[str, Any]) -> str | None:
    """The text that the package sends for the event or body called ``name``; ``None`` where it has no method for it.

    Raises:
        UnknownVerbError: the ``type`` among the ``members`` is not that of the event.
        Exception: whatever the package raises at these members.
    """
    if name in VERBS:
        return _event(members, (VERBS[name],))
    if name == "RealtimeClientEvent":
        return _event(members, tuple(VERBS.values()))
    if name in REQUESTS:
        method, needed = REQUESTS[name]
        client = _client()
        attrgetter(method)(client.realtime)(*needed, **members)
        return client.body
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
    """Where a connection writes to: one message, kept."""

    text: str

    def send(self, message: str) -> None:
        # A model is sent indented; for comparisons and for one line of the protocol it need not be.
        self.text = json.dumps(json.loads(message))


class _Client(openai.OpenAI):
    """A client that makes every request ready, keeps its body, and sends nothing."""

    body: str

    def request(self, cast_to: Any, options: Any, **_: Any) -> Any:
        self.body = self._build_request(options).content.decode()


@cache
def _client() -> _Client:
    return _Client(api_key="unused", base_url="http://localhost")
