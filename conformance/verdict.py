"""What the suite makes of an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.difference import Difference


class Level(StrEnum):
    """How binding a requirement is: ``must`` gates, ``should`` warns, ``free`` is only shown."""

    MUST = "must"
    SHOULD = "should"
    FREE = "free"

    @property
    def rank(self) -> int:
        """0 for the most binding level; the higher, the less binding."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Status(StrEnum):
    """The judgement of one check on one case."""

    PASS = "pass"
    FAIL = "fail"
    FREE = "free"
    """The dialect leaves it open: what happened is shown, without judgement."""
    UNSUPPORTED = "unsupported"
    """The implementation declares that it does not have the type or operation."""
    UNTESTABLE = "untestable"
    """Something this check needs failed first; counts as a failure."""
    ADAPTER_FAULT = "adapter-fault"
    """The adapter, not the implementation, is at fault; counts as a failure."""


FAILURES = frozenset({Status.FAIL, Status.UNTESTABLE, Status.ADAPTER_FAULT})
"""The statuses that make a run red, at a level that gates."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's judgement of one case.

    ``reason`` is one line, stable between runs of the same implementation; ``expected`` and
    ``actual`` are what a person compares; ``differences`` say it by JSON Pointer.
    """

    case: str
    type: str
    check: str
    level: Level
    status: Status
    reason: str = ""
    expected: str | None = None
    actual: str | None = None
    differences: tuple[Difference, ...] = ()

    def gates(self, *, strict: bool = False) -> bool:
        """Whether this verdict makes the run red; ``strict`` lets ``should`` gate too."""
        binding = self.level is Level.MUST or (strict and self.level is Level.SHOULD)
        return binding and self.status in FAILURES
