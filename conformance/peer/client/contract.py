"""What a driver of a client and the suite say to each other.

Only the standard library is imported here and in all that :mod:`conformance.peer.client.serve` needs: a driver in
Python runs in the environment of its client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

PROTOCOL_VERSION = 1


class Op(StrEnum):
    """What a driver is asked to have its client do."""

    HELLO = "hello"
    """Say who you are."""
    CONNECT = "connect"
    """Open a session with the server at ``url``."""
    SAY = "say"
    """The user writes ``text`` and wants an answer."""
    AUDIO = "audio"
    """The user says ``audio`` (PCM16, 24 kHz, mono, in base64), which ends in silence, and wants an answer."""
    INTERRUPT = "interrupt"
    """The user interrupts the answer."""
    CLOSE = "close"
    """End the session."""
    BYE = "bye"
    """Exit."""


class Can(StrEnum):
    """What a client's users can do with it, which a driver declares."""

    SAY = "say"
    AUDIO = "audio"
    INTERRUPT = "interrupt"
    TOOLS = "tools"


class Kind(StrEnum):
    """What a client shows to the program that uses it."""

    TEXT = "text"
    """Words of the assistant: ``delta`` is a piece of them, ``text`` a whole message; either or both."""
    AUDIO = "audio"
    """Sound of the assistant: ``bytes``, how many of them."""
    TURN = "turn"
    """The assistant has finished; ``status`` where the client says how."""
    ERROR = "error"
    """Something went wrong: ``message``, and ``code`` where the client has one."""
    TOOL = "tool"
    """A tool was called: ``name`` and ``arguments``, as text."""
    STATUS = "status"
    """Anything else that the client says about the session or a response: ``status``, ``message``."""
    CLOSED = "closed"
    """The session has ended: ``code`` and ``reason`` where the client knows them."""


class Outcome(StrEnum):
    """How a request ended."""

    OK = "ok"
    """The client did it. An answer to the user comes later."""
    FAILED = "failed"
    """The client refused or raised; ``message`` is its own."""
    UNSUPPORTED = "unsupported"
    """The client has no such thing."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a driver says about its client.

    ``can`` is what the client's users can do with it. With ``tls`` the client connects over TLS alone.
    """

    name: str
    version: str
    language: str
    can: frozenset[Can]
    profile: str = "default"
    tls: bool = False
    homepage: str | None = None
    issues: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what is to be done, and its members."""

    op: Op
    members: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request."""

    outcome: Outcome
    message: str = ""


@dataclass(frozen=True, slots=True)
class Surfaced:
    """Something that a client has shown: its kind, and its members by name."""

    kind: Kind
    members: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A member that is a string; empty where it is none."""
        found = self.members.get(name)
        return found if isinstance(found, str) else ""


class Show(Protocol):
    """Says what the client has shown: a :class:`Kind` by its value, and its members."""

    def __call__(self, kind: str, **members: Any) -> None:
        """Say it, from any thread. Ignored once the session has ended and another one has begun."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the client is to offer; it returns ``result`` whatever it is called with."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    result: str


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect: the same address as ``url`` and, for clients that take one, as ``base_url`` and ``model``.

    ``output`` is "text" or "audio": what the answers should be. ``ca`` is the path of the certificate to trust, for
    addresses with TLS.
    """

    url: str
    base_url: str
    model: str
    key: str
    output: str
    ca: str | None
    tools: tuple[Tool, ...]
