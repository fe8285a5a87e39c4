"""The ``pipecat-ai`` package as an adapter: what ``OpenAIRealtimeLLMService`` does with a frame.

It only reads server events, with ``events.parse_server_event``, so these have a ``roundtrip`` and a ``typed``; for an
event without a class it returns ``None``, which is ``ignored``. It only writes client events, made by their
constructors, so these have a ``build``.

``roundtrip`` of a server event is a convention, because the package never writes one: the event is written with what
the payload set, so that nothing counts as lost that the package still has.

Importing this module imports ``pipecat``.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from pipecat.services.openai.realtime import events
from pydantic import BaseModel

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.openai_python.view import allowed_by, shown
from conformance.adapters.pipecat.names import CLIENT, SERVER


class Pipecat:
    """The package, under the type names of the official dialect."""

    def __init__(self, profile: str, dialect: str) -> None:
        self.hello = Hello(
            name="pipecat",
            version=version("pipecat-ai"),
            language="python",
            profile=profile,
            dialect=dialect,
            types=frozenset({"RealtimeServerEvent", *SERVER, "RealtimeClientEvent", *CLIENT}),
            ops=frozenset(Op),
            homepage="https://github.com/pipecat-ai/pipecat",
            issues="https://github.com/pipecat-ai/pipecat/issues",
        )

    def roundtrip(self, name: str, text: str) -> str | Outcome | None:
        """Parse the event, and write what it holds."""
        event = _parsed(name, text)
        return json.dumps(event.model_dump(exclude_unset=True)) if isinstance(event, BaseModel) else event

    def typed(self, name: str, text: str) -> str | Outcome | None:
        """Parse the event, and show those of its members that the payload gave."""
        event = _parsed(name, text)
        return shown(allowed_by(type(event)), event) if isinstance(event, BaseModel) else event

    def build(self, name: str, text: str) -> str | Outcome:
        """Pass the members to the constructor of the event, ``type`` included: the package has a default for it."""
        members = json.loads(text)
        class_ = CLIENT.get(name) if name != "RealtimeClientEvent" else _BY_TYPE.get(members.get("type"))
        if class_ is None:
            return Outcome(Kind.UNSUPPORTED, message=f"the pipecat-ai package makes no {members.get('type') or name}")
        return _written(getattr(events, class_)(**members))


_BY_TYPE = {getattr(events, class_).model_fields["type"].default: class_ for class_ in CLIENT.values()}


def _parsed(name: str, text: str) -> BaseModel | Outcome | None:
    class_ = SERVER.get(name)
    if class_ is None and name != "RealtimeServerEvent":
        return Outcome(Kind.UNSUPPORTED, message=f"the pipecat-ai package reads no {name}")
    event: BaseModel | None = events.parse_server_event(text)
    if event is not None and class_ is not None and type(event).__name__ != class_:
        return Outcome(Kind.FALLBACK, message=f"parsed as {type(event).__name__}")
    return event


def _written(event: Any) -> str:
    # As send_client_event does.
    return json.dumps(event.model_dump(exclude_none=True))
