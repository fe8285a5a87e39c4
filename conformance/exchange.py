"""What was asked about each case and what came back, before it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from conformance.adapter.contract import Connection, Op, Request
from conformance.case import Case
from conformance.oracle import Accept
from conformance.outcome import Kind, Outcome

BATCH = 512
"""Cases asked together: enough to keep every transport's window full, few enough to stay small in memory."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A case and its outcomes.

    ``again`` is the outcome of sending back what ``roundtrip`` wrote; ``typed`` what the library's
    typed API shows. Both are ``None`` where there was nothing to ask.
    """

    case: Case
    roundtrip: Outcome
    again: Outcome | None = None
    typed: Outcome | None = None


def exchanges(
    connection: Connection, cases: Iterable[Case], *, again: bool = True, typed: bool = True
) -> Iterator[Exchange]:
    """Ask about every case, in order, several in flight.

    ``again`` and ``typed`` say whether those questions are wanted at all.
    """
    pending = iter(cases)
    while batch := list(islice(pending, BATCH)):
        yield from _batch(connection, batch, again, typed and Op.TYPED in connection.hello.ops)


def _batch(connection: Connection, cases: Sequence[Case], again: bool, typed: bool) -> Iterator[Exchange]:
    asked = (Request(Op.ROUNDTRIP, case.type, case.text) for case in cases)
    results = [Exchange(case, outcome) for case, outcome in zip(cases, connection.stream(asked), strict=True)]
    taken = [
        place
        for place, result in enumerate(results)
        if result.roundtrip.kind is Kind.OK and isinstance(result.case.expectation, Accept)
    ]
    if again:
        # What came back as it was sent is its own second round.
        changed = [place for place in taken if results[place].roundtrip.text != results[place].case.text]
        second = (
            Request(Op.ROUNDTRIP, results[place].case.type, results[place].roundtrip.text or "") for place in changed
        )
        for place, outcome in zip(changed, connection.stream(second), strict=True):
            results[place] = replace(results[place], again=outcome)
    if typed:
        reads = (Request(Op.TYPED, results[place].case.type, results[place].case.text) for place in taken)
        for place, outcome in zip(taken, connection.stream(reads), strict=True):
            results[place] = replace(results[place], typed=outcome)
    yield from results
