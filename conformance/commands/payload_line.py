"""One payload that was read, and where it was read."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.oracle import Breach
from conformance.spec.model import Side


@dataclass(frozen=True, slots=True)
class PayloadLine:
    """A payload, where it was read, and what was said of it.

    ``number`` is that of the line on which it begins, ``item`` its position where it was part of an array. ``name`` is
    the type or the event that the line states, ``None`` where the payload says it itself; ``side`` is the one that
    wrote it, where that was stated. With a ``problem`` there is no payload.
    """

    number: int
    item: int | None = None
    text: str = ""
    name: str | None = None
    side: Side | None = None
    problem: Breach | None = None
