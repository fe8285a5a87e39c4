"""The ``azure-ai-voicelive`` package as an adapter: what its connection does with a message.

It speaks the vendor's own dialect, with names from the beta of the Realtime API and many of its own; the ``dialect`` in
its hello says so. The types here are the events that have the same ``type`` in the official dialect.

A ``VoiceLiveConnection`` receives and sends, over a socket of ours. What its ``recv`` raises is a refusal, a
``RecursionError`` too: the next message is received as if nothing had happened.

A model is a mapping of everything that came in, so ``roundtrip``, which writes a server event as if it were sent, loses
nothing and proves nothing; ``typed`` reads the attributes.

Importing this module imports ``azure.ai.voicelive``.
"""

from __future__ import annotations

import asyncio
import json
from importlib.metadata import version
from typing import Any, cast

from aiohttp import WSMessage, WSMsgType
from azure.ai.voicelive import models
from azure.ai.voicelive.aio import VoiceLiveConnection

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.azure_voicelive.names import CLIENT, SERVER
from conformance.adapters.azure_voicelive.view import is_base, shown


class AzureVoicelive:
    """The package, under those type names of the official dialect that mean the same to it."""

    def __init__(self, profile: str, dialect: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._socket = _Socket()
        self._connection = VoiceLiveConnection(cast(Any, None), cast(Any, self._socket))
        self.hello = Hello(
            name="azure-voicelive",
            version=version("azure-ai-voicelive"),
            language="python",
            profile=profile,
            dialect="azure-voicelive",
            types=frozenset({*SERVER, *CLIENT}),
            ops=frozenset(Op),
            declares={"preserves_unknown": True},
            homepage="https://github.com/Azure/azure-sdk-for-python/tree/main/sdk/voicelive/azure-ai-voicelive",
            issues="https://github.com/Azure/azure-sdk-for-python/issues",
            decodes=frozenset(SERVER),
            sends=frozenset(CLIENT),
        )

    def roundtrip(self, name: str, text: str) -> Outcome:
        """Receive the event, and write it as the package writes events."""
        event = self._received(name, text)
        return (
            event if isinstance(event, Outcome) else Outcome(Kind.OK, json.dumps(event.as_dict()), raw=shown(event)[1])
        )

    def typed(self, name: str, text: str) -> Outcome:
        """Receive the event, and show what its attributes reach."""
        event = self._received(name, text)
        if isinstance(event, Outcome):
            return event
        members, raw = shown(event)
        return Outcome(Kind.OK, json.dumps(members), raw=raw)

    def build(self, name: str, text: str) -> str | Outcome:
        """Pass the members to the constructor of the event, which sets its ``type`` by itself, and send it."""
        if name not in CLIENT:
            return Outcome(Kind.UNSUPPORTED, message=f"the azure-ai-voicelive package makes no {name}")
        members = json.loads(text)
        members.pop("type", None)
        event = getattr(models, CLIENT[name])(**members)
        self._loop.run_until_complete(self._connection.send(event))
        return self._socket.text

    def _received(self, name: str, text: str) -> Any:
        if name not in SERVER:
            return Outcome(Kind.UNSUPPORTED, message=f"the azure-ai-voicelive package reads no {name}")
        self._socket.text = text
        try:
            event = self._loop.run_until_complete(self._connection.recv())
        except RecursionError as error:
            return Outcome(Kind.REJECTED, message=f"RecursionError: {error}")
        if is_base(cast(Any, type(event))) or not isinstance(event, getattr(models, SERVER[name])):
            return Outcome(Kind.FALLBACK, message=f"received as {type(event).__name__}")
        return event


class _Socket:
    """A socket that holds the one message that comes, or that was sent."""

    text: str

    async def receive(self) -> WSMessage:
        return WSMessage(WSMsgType.TEXT, self.text, None)

    async def send_str(self, text: str) -> None:
        self.text = text
