"""What an adapter answered to one request, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an implementation dealt with a payload.

    Adapters say the first seven; the last two are only ever observed by the transport, and so is the crash of a
    program that could not say it any more.
    """

    OK = "ok"
    """The library took the payload; ``Outcome.text`` is what it wrote back."""
    REJECTED = "rejected"
    """The library itself refused the payload; ``Outcome.message`` is its own message."""
    FALLBACK = "fallback"
    """The library kept the payload raw, as a generic value, or as a wrong class."""
    IGNORED = "ignored"
    """The library returned nothing and raised nothing."""
    UNSUPPORTED = "unsupported"
    """The adapter has no such type or operation."""
    ADAPTER_ERROR = "adapter-error"
    """The adapter, not the library under test, failed."""
    CRASHED = "crashed"
    """The library brought its program down, or would have: it ran out of stack or memory, panicked, or exited.
    Never a rejection."""
    TIMEOUT = "timeout"
    """No answer within the time limit."""
    GARBLED = "garbled"
    """The answer broke the protocol: not JSON, unknown ``seq``, missing members, a second answer."""


OBSERVED = frozenset({Kind.TIMEOUT, Kind.GARBLED})
"""Kinds that no adapter may send."""

FAULTS = OBSERVED | {Kind.CRASHED}
"""Kinds that fail whatever was expected: the library gave no orderly answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: its kind, the text that came back (for ``ok``), and a message for people."""

    kind: Kind
    text: str | None = None
    message: str | None = None
