"""What the package does on the wire, without a network.

Frames are read by ``parse_event`` of the package's connections. A client event is made by a verb of a connection
(``connection.response.create(…)``) and caught where it would go into the socket; the body of a request is made by the
client's method for it and caught where it would go to the server. What a caller leaves out keeps the package's own
defaults.

Importing this module imports ``openai``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes
from functools import cache
from operator import attrgetter
from typing import Any, cast

import httpx2
from openai import OpenAI
from openai.resources.realtime.realtime import RealtimeConnection
from openai.resources.realtime.translations.translations import TranslationsConnection

from conformance.adapters.openai_python.methods import ARGUMENTS, REQUESTS, VERBS, Request

_CLIENT, _SERVER = "RealtimeClientEvent", "RealtimeServerEvent"
_TRANSLATION_CLIENT, _TRANSLATION_SERVER = "RealtimeTranslationClientEvent", "RealtimeTranslationServerEvent"


class UnknownVerbError(Exception):
    """No verb of the connection sends an event of this ``type``."""


@cache
def reader(name: str) -> Callable[[str | bytes], object] | None:
    """The method of a connection that reads the server event called ``name``; ``None`` for what comes inside one."""
    connection: Any = None
    if name.startswith(_SERVER):
        connection = RealtimeConnection(cast(Any, _Socket()))
    elif name.startswith(_TRANSLATION_SERVER):
        connection = TranslationsConnection(cast(Any, _Socket()))
    return connection and cast(Callable[[str | bytes], object], connection.parse_event)


def sent(name: str, members: Mapping[str, Any]) -> str | None:
    """Return the text that the package sends for what is called ``name``, ``None`` if it has no method for it.

    Raises:
        UnknownVerbError: the ``type`` among the ``members`` is not that of the event.
        Exception: what the package raises for these members.
    """
    if name in REQUESTS:
        return _body(REQUESTS[name], members)
    if name in VERBS:
        return _event(name, members, (VERBS[name],))
    if name in ARGUMENTS:
        verb, argument = ARGUMENTS[name]
        return json.dumps(json.loads(_event(name, {"type": verb, argument: members}, (verb,)))[argument])
    if name in (_CLIENT, _TRANSLATION_CLIENT):
        return _event(name, members, tuple(verb for event, verb in VERBS.items() if event.startswith(name)))
    return None


def _event(name: str, members: Mapping[str, Any], verbs: tuple[str, ...]) -> str:
    arguments = dict(members)
    verb = arguments.pop("type", None)
    if verb not in verbs:
        raise UnknownVerbError(f"no verb sends the type {verb!r}")
    socket = _Socket()
    connection = TranslationsConnection if name.startswith(_TRANSLATION_CLIENT) else RealtimeConnection
    attrgetter(verb)(connection(cast(Any, socket)))(**arguments)
    return socket.text


class _Socket:
    """A socket that keeps the one message that a connection writes."""

    text: str

    def send(self, message: str) -> None:
        self.text = message


def _body(request: Request, members: Mapping[str, Any]) -> str:
    """What the method puts into its request, as JSON; a form's parts are members."""
    kept: list[httpx2.Request] = []

    def answer(sent: httpx2.Request) -> httpx2.Response:
        kept.append(sent)
        return httpx2.Response(200, json={})

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http:
        client = OpenAI(api_key="none", base_url="http://localhost", http_client=http, max_retries=0)
        arguments = members if request.argument is None else {request.argument: members}
        attrgetter(request.method)(client)(*(["call"] if request.call else []), **arguments)
    body = _as_json(kept[0])
    return body if request.argument is None else json.dumps(json.loads(body)[request.argument])


def _as_json(request: httpx2.Request) -> str:
    content, kind = request.read(), request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return "{" + ",".join(_members(content, kind)) + "}"
    if kind.startswith("application/sdp"):  # an offer alone is the whole body
        return json.dumps({"sdp": content.decode()})
    text: str = content.decode()
    return text


def _members(content: bytes, kind: str) -> Iterator[str]:
    """The parts of a form as the members of an object; a part that is JSON stays as it was written."""
    form = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + content)
    for part in form.get_payload():
        assert not isinstance(part, str)
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        text = payload.decode()
        yield f"{json.dumps(name)}:{text if part.get_content_type() == 'application/json' else json.dumps(text)}"
