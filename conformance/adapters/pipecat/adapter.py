"""The ``pipecat-ai`` package as an adapter: what ``OpenAIRealtimeLLMService`` does with a frame.

It only reads server events, with ``events.parse_server_event``, so these have a ``roundtrip`` and a ``typed``; for an
event without a class it returns ``None``, which is ``ignored``. It only writes client events, made by their
constructors, so these have a ``build``. What comes inside events is read and made inside one (:mod:`.names`).

An exception of the parser is its refusal, though the service then reads no further events: what becomes of a session is
no question about a payload.

The package says ``null`` for turn detection with ``False``, which its classes document; what callers spell so is
spelled so here. For any other ``null`` it has no spelling.

``roundtrip`` of what is only received is a convention, because the package never writes it: it is written with what the
payload set, so that nothing counts as lost that the package still has. Its constructors set members of their own, which
``typed`` shows as ``null``.

Importing this module imports ``pipecat``.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any, cast

from pipecat.services.openai.realtime import events
from pydantic import BaseModel

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.openai_python.view import Allowed, allowed_by, shown
from conformance.adapters.pipecat.names import CLIENT, READ_INSIDE, SENT_INSIDE, SERVER

_DECODES = frozenset({"RealtimeServerEvent", *SERVER, *READ_INSIDE})
_SENDS = frozenset({"RealtimeClientEvent", *CLIENT, *SENT_INSIDE})


class Pipecat:
    """The package, under the type names of the official dialect."""

    def __init__(self, profile: str, dialect: str) -> None:
        self.hello = Hello(
            name="pipecat",
            version=version("pipecat-ai"),
            language="python",
            profile=profile,
            dialect=dialect,
            types=_DECODES | _SENDS,
            ops=frozenset(Op),
            homepage="https://github.com/pipecat-ai/pipecat",
            issues="https://github.com/pipecat-ai/pipecat/issues",
            decodes=_DECODES,
            sends=_SENDS,
        )

    def roundtrip(self, name: str, text: str) -> str | Outcome | None:
        """Parse the event, and write what it holds."""
        read = _read(name, text)
        if not isinstance(read, tuple):
            return read
        value, _ = read
        return _written(value) if name in _SENDS else json.dumps(_plain(value, exclude_unset=True))

    def typed(self, name: str, text: str) -> str | Outcome | None:
        """Parse the event, and show those of its members that the payload gave."""
        read = _read(name, text)
        if not isinstance(read, tuple):
            return read
        value, allowed = read
        return shown(allowed, value)

    def build(self, name: str, text: str) -> str | Outcome:
        """Pass the members to the constructor of the event, ``type`` included: the package has a default for it."""
        members = json.loads(text)
        if name in SENT_INSIDE:
            type_, place = SENT_INSIDE[name]
            event: Any = _made(getattr(events, _BY_TYPE[type_]), _around(place, members))
            return json.dumps(_at(event.model_dump(exclude_none=True), place))
        class_ = CLIENT.get(name) if name != "RealtimeClientEvent" else _BY_TYPE.get(members.get("type"))
        if class_ is None:
            return Outcome(Kind.UNSUPPORTED, message=f"the pipecat-ai package makes no {members.get('type') or name}")
        return _written(_made(getattr(events, class_), members))


_BY_TYPE = {getattr(events, class_).model_fields["type"].default: class_ for class_ in CLIENT.values()}


def _read(name: str, text: str) -> tuple[Any, Allowed] | Outcome | None:
    """The value that the package makes of the text, and what is declared where it is."""
    if name in READ_INSIDE:
        return _read_inside(*READ_INSIDE[name], text)
    class_ = SERVER.get(name)
    if class_ is None and name != "RealtimeServerEvent":
        return Outcome(Kind.UNSUPPORTED, message=f"the pipecat-ai package reads no {name}")
    event: BaseModel | None = events.parse_server_event(text)
    if event is None:
        return None
    if class_ is not None and type(event).__name__ != class_:
        return Outcome(Kind.FALLBACK, message=f"parsed as {type(event).__name__}")
    return event, allowed_by(type(event))


def _read_inside(type_: str, place: str, text: str) -> tuple[Any, Allowed] | Outcome:
    try:
        json.loads(text)  # the parser does so with the frame; text that is not JSON must not become the frame's own
    except RecursionError as error:
        return Outcome(Kind.REJECTED, message=str(error))
    before, after = json.dumps({"type": type_, "event_id": "e", **_around(place, None)}).rsplit("null", 1)
    value = events.parse_server_event(before + text + after)
    allowed = allowed_by(cast(Any, type(value)))
    for name in place.split("."):
        allowed = allowed_by(type(value).model_fields[name].annotation)
        value = getattr(value, name)
    return value, allowed


def _around(place: str, value: object) -> dict[str, Any]:
    """The members of an event that has ``value`` at a place."""
    name, _, inner = place.partition(".")
    return {name: _around(inner, value) if inner else value}


def _at(value: Any, place: str) -> Any:
    for name in place.split("."):
        value = value[name]
    return value


def _made(class_: Any, members: dict[str, Any]) -> Any:
    """Call the constructor, with ``False`` for a turn detection that is to be ``null``."""
    sent = members.get("session")
    audio = sent.get("audio") if isinstance(sent, dict) else None
    heard = audio.get("input") if isinstance(audio, dict) else None
    if class_ is events.SessionUpdateEvent and isinstance(heard, dict) and heard.get("turn_detection", ...) is None:
        heard["turn_detection"] = False
    return class_(**members)


def _written(value: Any) -> str:
    # As send_client_event does.
    return json.dumps(_plain(value, exclude_none=True))


def _plain(value: Any, **how: Any) -> Any:
    return value.model_dump(**how) if isinstance(value, BaseModel) else value
