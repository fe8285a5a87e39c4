"""The contract between the suite and an adapter, which plugs an implementation in.

Every transport (in process, stdio, TCP) offers a :class:`Connection`. Adapters know no dialect: they are asked to
run a payload text through a type of a library, and say what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from conformance.adapter.outcome import Outcome

PROTOCOL_VERSION = 2


class Op(StrEnum):
    """What can be asked about a payload."""

    ROUNDTRIP = "roundtrip"
    """Decode ``text`` as ``type`` and encode it again as the library itself would."""
    TYPED = "typed"
    """Decode, then write as JSON only the members reachable through the library's typed API."""
    BUILD = "build"
    """Make a value through the library's own constructors from ``text`` (a JSON object of members) and encode it."""


class Request(NamedTuple):
    """One question. ``text`` is ``bytes`` only where the payload is not valid UTF-8 on purpose."""

    op: Op
    type: str
    text: str | bytes


@dataclass(frozen=True, slots=True)
class Hello:
    """What an adapter says about itself.

    ``types`` and ``ops`` are what it declares to have; everything else is answered ``unsupported``
    without being asked. ``declares`` holds facts that change expectations, such as
    ``preserves_unknown`` or ``bytes`` (payloads that are not UTF-8 can be sent).

    ``decodes`` are those of the ``types`` that the library's users only receive, ``sends`` those that they only
    send. A type in both, or in neither, goes both ways (:class:`~conformance.adapter.declared.Direction`).
    """

    name: str
    version: str
    language: str
    profile: str
    dialect: str
    types: frozenset[str]
    ops: frozenset[Op]
    declares: Mapping[str, bool] = field(default_factory=dict)
    homepage: str | None = None
    issues: str | None = None
    decodes: frozenset[str] = frozenset()
    sends: frozenset[str] = frozenset()


class Connection(Protocol):
    """A running implementation. Open by construction; close it, or use it as a context manager."""

    @property
    def hello(self) -> Hello:
        """What the adapter said about itself when it was opened."""
        ...

    def ask(self, request: Request) -> Outcome:
        """Ask one question and wait for its outcome. Never raises for what the adapter does."""
        ...

    def stream(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Ask many questions, several in flight, and yield their outcomes in the order asked.

        ``requests`` is consumed lazily, at most one window ahead of the outcomes yielded.
        """
        ...

    def close(self) -> None:
        """Say ``bye`` and release everything; leaves no process behind. May be called twice."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
