"""The ``azure-ai-voicelive`` package as an adapter: what its connection does with a message.

It speaks the vendor's own dialect, with names from the beta of the Realtime API and many of its own; the ``dialect`` in
its hello says so. The types here are the events that have the same ``type`` in the official dialect.

``recv`` reads a server event with ``ServerEvent._deserialize(json.loads(…), [])``, ``send`` writes a client event with
``json.dumps(event.as_dict())``. A model is a mapping of everything that came in, so ``roundtrip``, which writes a
server event as if it were sent, loses nothing and proves nothing; ``typed`` reads the attributes.

Importing this module imports ``azure.ai.voicelive``.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from azure.ai.voicelive import models

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.azure_voicelive.names import CLIENT, SERVER
from conformance.adapters.azure_voicelive.view import FallbackError, attributes


class AzureVoicelive:
    """The package, under those type names of the official dialect that mean the same to it."""

    def __init__(self, profile: str, dialect: str) -> None:
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
        )

    def roundtrip(self, name: str, text: str) -> str | Outcome:
        """Receive the event, and write it as the package writes events."""
        event = _received(name, text)
        seen = _seen(event)
        return seen if isinstance(seen, Outcome) else json.dumps(event.as_dict())

    def typed(self, name: str, text: str) -> str | Outcome:
        """Receive the event, and show what its attributes reach."""
        return _seen(_received(name, text))

    def build(self, name: str, text: str) -> str | Outcome:
        """Pass the members to the constructor of the event, which sets its ``type`` by itself."""
        if name not in CLIENT:
            return Outcome(Kind.UNSUPPORTED, message=f"the azure-ai-voicelive package makes no {name}")
        members = json.loads(text)
        members.pop("type", None)
        return json.dumps(getattr(models, CLIENT[name])(**members).as_dict())


def _received(name: str, text: str) -> Any:
    if name not in SERVER:
        return Outcome(Kind.UNSUPPORTED, message=f"the azure-ai-voicelive package reads no {name}")
    event = models.ServerEvent._deserialize(json.loads(text), [])
    if not isinstance(event, getattr(models, SERVER[name])):
        return Outcome(Kind.FALLBACK, message=f"received as {type(event).__name__}")
    return event


def _seen(event: Any) -> str | Outcome:
    if isinstance(event, Outcome):
        return event
    try:
        return json.dumps(attributes(event))
    except FallbackError as fallback:
        return Outcome(Kind.FALLBACK, message=str(fallback))
