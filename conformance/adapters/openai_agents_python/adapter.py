"""The ``openai-agents`` package as an adapter: what its WebSocket model makes of a frame, and puts into its socket.

An application does not get the server's events: it listens to the package's own, which carry a part of them, and to the
raw event, a dict, that comes before each (:mod:`.heard`).

- A frame for which the package reports an exception to the application is ``rejected``.
- A frame of which it makes no event of its own is a ``fallback``: listeners have the dict. Server events of which it
  never makes one are not among its types.
- ``roundtrip`` is a convention, because the package never writes a server event: it shows the frame as listeners have
  it, and what they have in the raw event alone is ``raw``. There is no ``typed`` beside it, because none of the
  package's events is a whole one: an event's id, say, is in the raw event alone.
- ``build`` sends a client event as an application does, with ``send_event`` and a raw message, and returns what goes
  into the socket. The package reads no client events, so these have no ``roundtrip``.

The names of client events are those of the ``openai`` package, whose classes the package sends.

Importing this module imports ``agents``.
"""

from __future__ import annotations

import asyncio
import json
import logging
from importlib.metadata import version
from typing import get_args

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.openai_agents_python.heard import HEARD, carried, heard
from conformance.adapters.openai_agents_python.wire import receive, send
from conformance.adapters.openai_python import official, types

_UNION, _CLIENT = "RealtimeServerEvent", "RealtimeClientEvent"


class OpenaiAgents:
    """The package, under the type names of the official dialect."""

    def __init__(self, profile: str, dialect: str) -> None:
        # The package logs every frame that it refuses, with a traceback, which nobody reads here.
        logging.getLogger("openai.agents").setLevel(logging.CRITICAL + 1)
        self._loop = asyncio.new_event_loop()
        self._tags = {name: _tag(name) for name in HEARD}
        decodes = HEARD | {_UNION}
        sends = frozenset(name for name in types.installed(official.SENT) if name.startswith(_CLIENT))
        self.hello = Hello(
            name="openai-agents-python",
            version=version("openai-agents"),
            language="python",
            profile=profile,
            dialect=dialect,
            types=decodes | sends,
            ops=frozenset({Op.ROUNDTRIP, Op.BUILD}),
            declares={"preserves_unknown": True},
            homepage="https://github.com/openai/openai-agents-python",
            issues="https://github.com/openai/openai-agents-python/issues",
            decodes=decodes,
            sends=sends,
        )

    def roundtrip(self, name: str, text: str) -> Outcome:
        """Receive the frame, and show it as a listener has it."""
        if name not in self.hello.decodes:
            return Outcome(Kind.UNSUPPORTED, message=f"the openai-agents package makes no event of {name}")
        received = self._loop.run_until_complete(receive(text))
        if received.error is not None:
            return Outcome(Kind.REJECTED, message=f"{type(received.error).__name__}: {received.error}"[:2000])
        if not isinstance(received.raw, dict) or not received.events:
            return Outcome(Kind.FALLBACK, json.dumps(received.raw), "listeners have the raw event alone")
        said = received.raw.get("type")
        if said != self._tags.get(name, said):
            return Outcome(Kind.FALLBACK, message=f"received as {said}")
        frame, raw = heard(received.raw, carried(received.events))
        return Outcome(Kind.OK, json.dumps(frame), raw=raw)

    def build(self, name: str, text: str) -> str | Outcome | None:
        """Send the client event; where the package sends nothing, it has logged an error."""
        if name not in self.hello.sends:
            return Outcome(Kind.UNSUPPORTED, message=f"the openai-agents package sends no {name}")
        return self._loop.run_until_complete(send(json.loads(text)))


def _tag(name: str) -> str:
    """The ``type`` of the server event called ``name``, as the class of the ``openai`` package has it."""
    class_ = types.installed({name: official.RECEIVED[name]})[name]
    (tag,) = get_args(class_.model_fields["type"].annotation)
    return str(tag)
