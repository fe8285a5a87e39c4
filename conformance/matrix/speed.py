"""How many answers a second an implementation gives, all of them asked the same vectors on this machine."""

from __future__ import annotations

from time import perf_counter

from conformance.adapter import ANY
from conformance.adapter.contract import Op, Request
from conformance.adapter.outcome import FAULTS, Kind
from conformance.errors import UsageError
from conformance.matrix.rows import Row
from conformance.oracle import Accept
from conformance.vectors import load

UNION = "RealtimeServerEvent"
"""The type that is measured: what every client decodes, and nearly every implementation has."""
_SECONDS = 1.0
_PASSES = 20


def requests(dialect: str) -> list[Request]:
    """The round trips that are measured: the dialect's legal server events."""
    vectors = (vector for vector in load(dialect).values() if vector.type == UNION)
    return [Request(Op.ROUNDTRIP, UNION, vector.text) for vector in vectors if isinstance(vector.expectation, Accept)]


def speed(row: Row) -> int | None:
    """Answers a second over about a second, after one pass that warms up; ``None`` where the type is not decoded."""
    asked = requests(row.dialect)
    try:
        connection = row.entry.open(row.profile, dialect=row.dialect)
    except UsageError:
        return None
    with connection:
        if not {UNION, ANY} & connection.hello.types:
            return None
        first = {outcome.kind for outcome in connection.stream(asked)}
        if first & FAULTS or first == {Kind.UNSUPPORTED}:
            return None
        began, passes = perf_counter(), 0
        while passes < _PASSES and perf_counter() - began < _SECONDS:
            for _ in connection.stream(asked):
                pass
            passes += 1
        return round(passes * len(asked) / (perf_counter() - began))
