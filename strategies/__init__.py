"""Payloads for every wire type of a dialect: legal, odd and broken.

``valid``, ``edge`` and ``invalid`` are Hypothesis strategies for your own tests; ``seeded`` makes the same kinds
in bulk, without Hypothesis; ``covering`` is a fixed set in which all choices of a type meet in pairs. All of them
produce :class:`Payload`. ``sessions`` are whole sessions, right in every rule. Importing this package is cheap:
Hypothesis is loaded when it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from strategies.payload import Kind, Payload

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from conformance.session import Connection, Frame, Header

__all__ = ["Kind", "Payload", "covering", "edge", "invalid", "seeded", "sessions", "valid"]

_DIALECT = "async-openai"


def valid(type: str, dialect: str = _DIALECT) -> SearchStrategy[Payload]:
    """Legal payloads of a type, also within the limits that only the documentation states.

    Raises:
        UsageError: there is no such dialect or type (as for all functions here).
    """
    return _strategy(type, "valid", dialect)


def edge(type: str, dialect: str = _DIALECT) -> SearchStrategy[Payload]:
    """Odd payloads of a type; ``Payload.edge`` names the class. The oracle says which of them are legal."""
    return _strategy(type, "edge", dialect)


def invalid(type: str, dialect: str = _DIALECT) -> SearchStrategy[Payload]:
    """Payloads that break exactly one rule, ``Payload.breaks``, at the JSON Pointer ``Payload.at``."""
    return _strategy(type, "invalid", dialect)


def seeded(
    type: str, kind: Kind = "valid", seed: int = 0, count: int = 1000, dialect: str = _DIALECT
) -> Iterator[Payload]:
    """``count`` payloads of one kind, without Hypothesis.

    The same seed gives the same payloads in every process and on every platform, and the i-th one does not
    depend on ``count``.
    """
    from strategies.bulk import stream

    return islice(stream(dialect, type, kind, seed), count)


def covering(type: str, dialect: str = _DIALECT) -> Iterator[Payload]:
    """The covering array of a type: a few legal payloads, always the same ones.

    Together they have every optional member present, absent and ``null``, every variant, every enum value,
    every integer boundary, and every two such choices that can occur in one payload.
    """
    from strategies.pairs import payloads

    return payloads(dialect, type)


def sessions(*, acts: int = 8, connection: Connection | None = None) -> SearchStrategy[tuple[Header, list[Frame]]]:
    """Right sessions of the ``openai-ga`` dialect, each a header and its frames.

    A client does up to ``acts`` things, such as asking for a response, speaking or deleting an item; a server answers,
    and whatever may interleave does. ``connection`` is how the connection belongs to the session, by default one that
    opens it, or a call's data channel. Sessions shrink to fewer acts, done one after another.
    """
    from strategies.sessions_drawn import strategy

    return strategy(acts, connection)


def _strategy(type: str, kind: Kind, dialect: str) -> SearchStrategy[Payload]:
    from strategies.drawn import strategy

    return strategy(dialect, type, kind)
