"""Measures the answers per second of an implementation; all of them are asked the same vectors."""

from __future__ import annotations

from time import perf_counter

from conformance.adapter import ANY
from conformance.adapter.contract import Op, Request
from conformance.adapter.outcome import FAULTS, Kind
from conformance.adapters import RegistryEntry
from conformance.errors import UsageError
from conformance.matrix.rows import Row
from conformance.oracle import Accept
from conformance.vectors import load_vectors

UNION = "RealtimeServerEvent"
"""The type that is measured: every client decodes it, and nearly every implementation has it."""
_SECONDS = 1.0
_PASSES = 20


def requests(dialect: str) -> list[Request]:
    """The round trips that are measured: the dialect's legal server events."""
    vectors = (vector for vector in load_vectors(dialect).values() if vector.type == UNION)
    return [Request(Op.ROUNDTRIP, UNION, vector.text) for vector in vectors if isinstance(vector.expectation, Accept)]


def speed(row: Row) -> int | None:
    """Answers per second over about a second, after a pass to warm up.

    ``None`` if the type is not decoded, or a server or a client is judged.
    """
    if not isinstance(row.entry, RegistryEntry):
        return None
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
