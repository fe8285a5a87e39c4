"""What an implementation gets right, in shares of the golden vectors: the one definition that every report uses.

*Read* are the vectors that are accepted and whose values can be reached: through the typed API where it was asked,
else as the round trip shows them. *Sent* are those that are built, or written back, legal and complete. A type that
users only receive has no part in the second, one that they only send none in the first. *Correct* are the vectors
that are right in everything that was asked.

Only verdicts at level must count, known failures among the failures, and a vector without such a verdict is in none
of the shares: neither ``--strict-levels`` nor a list changes the numbers by which two runs are compared. Golden
vectors alone count, so the numbers do not depend on how many payloads were generated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.checks.case import CaseId
from conformance.checks.finding import What
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level

NOT_JUDGED = frozenset({Status.UNSUPPORTED, Status.FREE, Status.SUITE_FAULT})
"""The statuses that say nothing about the implementation."""

_TAKES = ("accepts", "tolerates", "rejects", "robust")
_TYPED, _ROUND_TRIP, _BUILD = "typed-read", "round-trip", "build"
_WRITES = ("canonical", "canonical-bytes", "idempotent")


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def ratio(self) -> float | None:
        """From 0 to 1; ``None`` where there is nothing to have a share of."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """For people, one decimal, rounded down: only all is ``100 %``. A dash where there is nothing."""
        if not self.whole:
            return "–"
        tenths = self.part * 1000 // self.whole
        return "100 %" if tenths == 1000 else f"{tenths // 10}.{tenths % 10} %"

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


@dataclass(frozen=True, slots=True)
class Shares:
    """The golden vectors of a run that are ``read`` and ``sent`` rightly, and those that are right in everything."""

    read: Share
    sent: Share
    correct: Share

    def __str__(self) -> str:
        return f"read {self.read.percent}, sent {self.sent.percent}"


class Tally:
    """Counts the verdicts of a run as they come."""

    def __init__(self) -> None:
        self._cases: dict[str, dict[str, _Right]] = defaultdict(dict)

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        judged = verdict.status not in NOT_JUDGED and verdict.level is Level.MUST
        if judged and CaseId.parse(verdict.case).golden:
            self._cases[verdict.case][verdict.check] = _right(verdict)

    def shares(self) -> Shares:
        """The shares so far."""
        found = self._cases.values()
        return Shares(
            _share(_read(checks) for checks in found),
            _share(_sent(checks) for checks in found),
            _share([right.in_all for right in checks.values()] for checks in found),
        )


def shares(verdicts: Iterable[Verdict]) -> Shares:
    """The shares of a run."""
    tally = Tally()
    for verdict in verdicts:
        tally.add(verdict)
    return tally.shares()


@dataclass(frozen=True, slots=True)
class _Right:
    """Whether a verdict passes; it may still say nothing about reading, or only that something else failed first."""

    in_all: bool
    of_reading: bool = True
    testable: bool = True


_PASSED = _Right(True)


def _right(verdict: Verdict) -> _Right:
    if not verdict.failed:
        return _PASSED
    # What was decoded and then could not be written was read all the same, as far as anybody can tell.
    unwritten = bool(verdict.findings) and all(one.what is What.NOT_WRITTEN for one in verdict.findings)
    return _Right(False, not unwritten, verdict.status is not Status.UNTESTABLE)


def _read(checks: Mapping[str, _Right]) -> list[bool]:
    """Whether each thing that says how a vector is read is right; empty if nothing says it."""
    shows = _TYPED if _TYPED in checks else _ROUND_TRIP
    return [checks[name].in_all for name in (*_TAKES, shows) if name in checks and checks[name].of_reading]


def _sent(checks: Mapping[str, _Right]) -> list[bool]:
    """Whether each thing that says how a vector is sent is right; empty if nothing says it."""
    built = [checks[_BUILD].in_all] if _BUILD in checks else []
    # What is built need not be read first.
    return built + [checks[name].in_all for name in _WRITES if name in checks and (not built or checks[name].testable)]


def _share(vectors: Iterable[list[bool]]) -> Share:
    judged = [all(rights) for rights in vectors if rights]
    return Share(sum(judged), len(judged))
