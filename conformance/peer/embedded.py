"""The reference server as a server under test: it passes every scenario."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.peer.capabilities import CAPABILITIES, Capabilities
from conformance.peer.server import ReferenceServer
from conformance.peer.target import Target

_TRIGGERS = {"long": "speak long", "tool": "get_weather", "mcp": "lookup"}
_NAMES = {"transcription": "whisper-1", "mcp-server": "https://mcp.example/"}


@contextmanager
def embedded(defect: str | None = None) -> Iterator[tuple[Target, Capabilities]]:
    """The server on a port of its own, and what it can do: everything. ``defect`` is one of its planted defects."""
    with ReferenceServer(defect=defect) as server:
        yield Target(server.url), Capabilities(frozenset(CAPABILITIES), _TRIGGERS, _NAMES)
