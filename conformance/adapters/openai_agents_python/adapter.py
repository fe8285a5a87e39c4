"""The ``openai-agents`` package as an adapter: what its WebSocket model does with a frame.

The package has no wire types of its own: it validates server events as those of the ``openai`` package, so the
names are that package's (:mod:`conformance.adapters.openai_python.official`). A frame goes through the whole model
(:mod:`.wire`), because it prepares some frames before it validates them, and converts message items without
validating the event around them at all: what remains then is a message item, which is a ``fallback``.

- A frame for which the package reports an exception to the application is ``rejected``.
- ``typed`` shows the declared members of the validated event, which is what an application sees.
- ``roundtrip`` of a server event is a convention, because the package never writes one: the validated event is
  written as the package writes every event that it does write, ``model_dump_json(exclude_unset=True)``.
- ``build`` sends a client event as an application does, with ``send_event`` and a raw message, and returns what goes
  into the socket. The package reads no client events, so these have no ``roundtrip``.

Importing this module imports ``agents``.
"""

from __future__ import annotations

import asyncio
import json
import logging
from importlib.metadata import version

from pydantic import BaseModel

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.openai_agents_python.wire import receive, send
from conformance.adapters.openai_python import official, types
from conformance.adapters.openai_python.view import allowed_by, shown

_UNION = "RealtimeServerEvent"
_SERVER, _CLIENT = "RealtimeServerEvent", "RealtimeClientEvent"


class OpenaiAgents:
    """The package, under the type names of the official dialect."""

    def __init__(self, profile: str, dialect: str) -> None:
        # The package logs every frame that it refuses, with a traceback, which nobody reads here.
        logging.getLogger("openai.agents").setLevel(logging.CRITICAL + 1)
        installed = types.installed(official.TABLE)
        self._server = {name: type_ for name, type_ in installed.items() if name.startswith(_SERVER)}
        self._allowed = {name: allowed_by(type_) for name, type_ in self._server.items()}
        self._client = {name for name in installed if name.startswith(_CLIENT)}
        self._loop = asyncio.new_event_loop()
        self.hello = Hello(
            name="openai-agents-python",
            version=version("openai-agents"),
            language="python",
            profile=profile,
            dialect=dialect,
            types=frozenset(self._server) | self._client,
            ops=frozenset(Op),
            declares={"preserves_unknown": True},
            homepage="https://github.com/openai/openai-agents-python",
            issues="https://github.com/openai/openai-agents-python/issues",
        )

    def roundtrip(self, name: str, text: str) -> str | Outcome | None:
        """Receive the event, and write it as the package writes events."""
        event = self._received(name, text)
        return event.model_dump_json(exclude_unset=True) if isinstance(event, BaseModel) else event

    def typed(self, name: str, text: str) -> str | Outcome | None:
        """Receive the event, and show only its declared members."""
        event = self._received(name, text)
        return shown(self._allowed[name], event) if isinstance(event, BaseModel) else event

    def build(self, name: str, text: str) -> str | Outcome | None:
        """Send the client event; where the package sends nothing, it has logged an error."""
        if name not in self._client:
            return Outcome(Kind.UNSUPPORTED, message=f"the openai-agents package sends no {name}")
        return self._loop.run_until_complete(send(json.loads(text)))

    def _received(self, name: str, text: str) -> BaseModel | Outcome | None:
        if name not in self._server:
            return Outcome(Kind.UNSUPPORTED, message=f"the openai-agents package reads no {name}")
        received = self._loop.run_until_complete(receive(text))
        if received.error is not None:
            return Outcome(Kind.REJECTED, message=f"{type(received.error).__name__}: {received.error}"[:2000])
        event = received.event
        if event is None and received.item is not None:
            return Outcome(
                Kind.FALLBACK, message=f"only the message item is passed on, as {type(received.item).__name__}"
            )
        if not isinstance(event, BaseModel):
            return None
        if name != _UNION and type(event) is not self._server[name]:
            return Outcome(Kind.FALLBACK, message=f"received as {type(event).__name__}")
        return event
