"""How binding a requirement is."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """``must`` gates, ``should`` warns, ``free`` is only shown."""

    MUST = "must"
    SHOULD = "should"
    FREE = "free"

    @property
    def rank(self) -> int:
        """0 for the most binding level; the higher, the less binding."""
        return _RANKS[self]

    def binds(self, *, strict: bool = False) -> bool:
        """Whether a failure at this level makes a run red; ``strict`` lets ``should`` gate too."""
        return self is Level.MUST or (strict and self is Level.SHOULD)


_RANKS = {level: rank for rank, level in enumerate(Level)}


def lower(left: Level, right: Level) -> Level:
    """The less binding of two levels."""
    return left if left.rank >= right.rank else right
