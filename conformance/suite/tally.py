"""Judges the generated payloads of a type, and counts: thousands that pass are a number, and only failures are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.register import conforms, judge
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import Accept, Oracle


@dataclass(slots=True)
class Tally:
    """The verdicts of one check: how many of each status, those that failed, and the note of the first."""

    statuses: Counter[Status] = field(default_factory=Counter)
    failed: list[tuple[Verdict, Case]] = field(default_factory=list)
    note: str = ""

    def add(self, verdict: Verdict, case: Case) -> None:
        """Count one verdict."""
        if not self.statuses:
            self.note = verdict.note
        self.statuses[verdict.status] += 1
        if verdict.failed:
            self.failed.append((verdict, case))

    def with_more(self, other: Tally) -> Tally:
        """This one and another, as one."""
        note = self.note if self.statuses else other.note
        return Tally(self.statuses + other.statuses, [*self.failed, *other.failed], note)


class Tallies:
    """Judges one exchange after the other, by the ``selected`` checks, and counts by check."""

    def __init__(self, oracle: Oracle, selected: Collection[str]) -> None:
        self._oracle = oracle
        self._selected = selected
        self._of: dict[str, Tally] = defaultdict(Tally)
        self._alike: dict[object, list[Tally]] = {}

    def of(self, check: str) -> Tally:
        """The verdicts of a check; none of one that had nothing to say."""
        return self._of.get(check) or Tally()

    def add(self, exchange: Exchange) -> None:
        """Judge an exchange; of those that are sure to pass, only the first of each form is judged."""
        form = _form(exchange) if conforms(exchange) else None
        passed = None if form is None else self._alike.get(form)
        if passed is not None:
            for tally in passed:
                tally.statuses[Status.PASS] += 1
            return
        verdicts = list(judge(exchange, self._oracle, self._selected))
        for verdict in verdicts:
            self._of[verdict.check].add(verdict, exchange.case)
        if form is not None and all(verdict.status is Status.PASS for verdict in verdicts):
            self._alike[form] = [self._of[verdict.check] for verdict in verdicts]


def _form(exchange: Exchange) -> object:
    """What decides which checks have something to say about an exchange that conforms."""
    case, expected = exchange.case, exchange.case.expectation
    return (
        (expected.bytes_fixed, expected.unknown_value) if isinstance(expected, Accept) else None,
        case.unknown,
        case.acceptance,
        exchange.direction,
        exchange.roundtrip.kind,
        exchange.typed is None,
        exchange.built is None,
    )
