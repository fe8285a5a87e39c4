"""The clients that ship with the suite, by name: each a library with a driver, started by ``--impl=client:NAME``.

Importing this package imports, builds and starts none of them. The package itself is imported in the environments of
clients in Python too, where only the standard library is certain to be there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conformance.adapters import REGISTRY
from conformance.adapters.golang import Go
from conformance.adapters.program import Program
from conformance.adapters.venv import Venv
from conformance.clients.entry import LibraryClient

__all__ = ["CLIENTS", "LibraryClient"]

_HERE = Path(__file__).resolve().parent


def _adapted(name: str, runtime: Program | None = None) -> LibraryClient:
    """A client of a library that has an adapter too, in whose environment its driver runs unless it has another."""
    entry = REGISTRY[name]
    shared = runtime or entry.runtime
    assert isinstance(shared, Program)
    return LibraryClient(name, entry.language, entry.package, entry.version, shared)


def _alone(name: str, package: str, version: str) -> LibraryClient:
    """A client whose lock file is beside its driver."""
    return LibraryClient(name, "python", package, version, Venv(_HERE / name.replace("-", "_"), ""))


_ENTRIES: tuple[LibraryClient, ...] = (
    *map(_adapted, ("openai-python", "openai-node", "openai-agents-python", "pipecat", "openai-agents-js")),
    _alone("pydantic-ai", "pydantic-ai-slim", "2.68.0"),
    _alone("strands-agents", "strands-agents", "1.62.0"),
    _alone("livekit-plugins-openai", "livekit-plugins-openai", "1.8.9"),
    _adapted("go-openai-realtime", Go(_HERE / "go_openai_realtime")),
)

CLIENTS: Final = {entry.name: entry for entry in _ENTRIES}
"""Every client by name, in the order in which they are shown."""
