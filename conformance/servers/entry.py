"""One row of the registry of servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from conformance.adapters.pinned import Pinned
from conformance.impl import SERVER
from conformance.peer.capabilities import Capabilities, load_capabilities
from conformance.peer.server import ReferenceServer
from conformance.peer.started import Started, free_port
from conformance.peer.target import Target

_START_SECONDS = 300.0
"""How long one may take until it listens: they import for half a minute, and on a busy machine for several."""


@dataclass(frozen=True, slots=True)
class ServerEntry(Pinned):
    """A server by others: what is under test, and how it is started.

    ``start`` is the command, with its program in the folder of the environment; ``{port}`` and ``{folder}``, that of
    its configuration, are filled in. ``upstream`` is the variable in which a proxy is told its upstream, which is
    the reference server: that passes every scenario, so what fails is the proxy's.
    """

    prefix = SERVER

    start: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    upstream: str | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, and with which words."""
        return load_capabilities(self.runtime.folder / "capabilities.yaml")

    @contextmanager
    def running(self, seconds: float = _START_SECONDS) -> Iterator[tuple[Target, Started]]:
        """Start it, and end it afterwards with everything that it has started.

        It may take so many ``seconds`` until it listens, or as long as it is known to need.

        Raises:
            UsageError: it cannot be built, or does not start.
        """
        home = self.build()
        with _upstream(self.upstream) as variables:
            port = str(free_port())
            program, *arguments = (
                part.replace("{port}", port).replace("{folder}", str(self.runtime.folder)) for part in self.start
            )
            # A key, as clients send one: some servers refuse those that have none, and none of them looks at it.
            address = f"ws://127.0.0.1:{port}/v1/realtime?model=gpt-realtime"
            target = Target(address, {"Authorization": "Bearer nothing"})
            command = (str(home / program), *arguments)
            environment = {**self.variables, **variables}
            limit = max(seconds, _START_SECONDS)
            started = Started(command, target, limit, environment, named=f"--impl={self.prefix}{self.name}")
            try:
                yield target, started
            finally:
                started.close()


@contextmanager
def _upstream(variable: str | None) -> Iterator[dict[str, str]]:
    if variable is None:
        yield {}
    else:
        with ReferenceServer() as server:
            yield {variable: server.base_url.replace("ws", "http", 1)}
