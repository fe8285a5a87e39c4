"""What an adapter answered to one request, before anybody judges it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an implementation dealt with a payload.

    Adapters say the first eight; the last two are only ever observed by the transport, and so is the crash of a
    program that could not say it any more.
    """

    OK = "ok"
    """The library took the payload; ``Outcome.text`` is what it wrote back."""
    REJECTED = "rejected"
    """The library itself refused the payload; ``Outcome.message`` is its own message."""
    NOT_WRITTEN = "not-written"
    """The library decoded or built the value, and its encoder refused it; ``Outcome.message`` is the encoder's own."""
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

DECODED = frozenset({Kind.OK, Kind.NOT_WRITTEN})
"""Kinds that say that the library decoded the payload."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: its kind, the text that came back (for ``ok``), and a message for people.

    ``raw`` are JSON Pointers into the payload: values inside it that the library kept raw, as generic values, or as a
    wrong class. Where that is the whole payload, the kind is ``fallback``.
    """

    kind: Kind
    text: str | None = None
    message: str | None = None
    raw: tuple[str, ...] = ()


_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")


def is_pointer(text: str) -> bool:
    """Whether a text is a JSON Pointer (RFC 6901)."""
    return _POINTER.fullmatch(text) is not None
