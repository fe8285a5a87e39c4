"""The clients that ship with the suite, by name: each a library with a driver, started by ``--impl=client:NAME``.

Importing this package imports, builds and starts none of them. The package itself is imported in the environments of
clients in Python too, where only the standard library is certain to be there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conformance.adapters import REGISTRY
from conformance.adapters.golang import Go
from conformance.adapters.npm import Npm
from conformance.adapters.venv import Venv
from conformance.clients.entry import GoClient, LibraryClient, NodeClient, PythonClient

__all__ = ["CLIENTS", "LibraryClient"]

_HERE = Path(__file__).resolve().parent


def _python(name: str) -> PythonClient:
    """A client that has an adapter too, whose environment its driver runs in."""
    entry = REGISTRY[name]
    assert isinstance(entry.runtime, Venv)
    return PythonClient(name, entry.language, entry.package, entry.version, entry.runtime)


def _alone(name: str, package: str, version: str) -> PythonClient:
    """A client whose lock file is beside its driver."""
    return PythonClient(name, "python", package, version, Venv(_HERE / name.replace("-", "_"), ""))


def _node(name: str) -> NodeClient:
    entry = REGISTRY[name]
    assert isinstance(entry.runtime, Npm)
    return NodeClient(name, entry.language, entry.package, entry.version, entry.runtime)


_GO = REGISTRY["go-openai-realtime"]
_ENTRIES: tuple[LibraryClient, ...] = (
    _python("openai-python"),
    _node("openai-node"),
    _python("openai-agents-python"),
    _python("pipecat"),
    _node("openai-agents-js"),
    _alone("pydantic-ai", "pydantic-ai-slim", "2.68.0"),
    _alone("strands-agents", "strands-agents", "1.62.0"),
    _alone("livekit-plugins-openai", "livekit-plugins-openai", "1.8.9"),
    GoClient(_GO.name, _GO.language, _GO.package, _GO.version, Go(_HERE / "go_openai_realtime")),
)

CLIENTS: Final = {entry.name: entry for entry in _ENTRIES}
"""Every client by name, in the order in which they are shown."""
