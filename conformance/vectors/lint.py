"""The linter of the golden files: format, ids, drift and coverage."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from conformance.oracle import oracle
from conformance.requirements import Register
from conformance.requirements import lint as lint_register
from conformance.requirements import load as load_register
from conformance.spec import load as load_dialect
from conformance.vectors import GOLDEN, Vector, drifted, dump, ledger, load, schema
from conformance.vectors.derive import derive
from conformance.vectors.record import ceiling
from conformance.verdict import Level


def lint(dialect: str, checks: frozenset[str]) -> list[str]:
    """Every problem of a dialect's golden files and of the register's links to them, a line each.

    Raises:
        BrokenVector: a file cannot be read at all.
    """
    register = load_register(dialect)
    vectors = load(dialect)
    return [
        *_formats(dialect),
        *_names(vectors.values(), register, dialect),
        *check(dialect),
        *_coverage(dialect, register),
        *lint_register(register, vectors=vectors, checks=checks),
    ]


def check(dialect: str) -> list[str]:
    """Drift, a line each: expectations that the oracle does not share, and promises of the ledger that are broken."""
    judge = oracle(dialect)
    drifts = [
        f"{vector.id}: {drift}"
        for vector in load(dialect).values()
        if (drift := drifted(vector, judge.expect(vector.type, vector.text)))
    ]
    return [*drifts, *ledger.check(dialect)]


def _formats(dialect: str) -> Iterator[str]:
    for path in sorted((GOLDEN / dialect).glob("*/*.json")):
        for problem in schema.problems(json.loads(path.read_text(encoding="utf-8"))):
            yield f"{path.parent.name}/{path.name}: {problem}"


def _names(vectors: Iterable[Vector], register: Register, dialect: str) -> Iterator[str]:
    types = load_dialect(dialect).types
    taken: dict[str, str] = {}
    payloads: dict[tuple[str, str], str] = {}
    for vector in vectors:
        if vector.type not in types:
            yield f"{vector.id}: the dialect has no type {vector.type}"
        if vector.id.partition("/")[0] != vector.type:
            yield f"{vector.id}: the id does not start with its type {vector.type}"
        for name in (vector.id, *vector.aliases):
            if name in taken:
                yield f"{vector.id}: the id {name} is taken by {taken[name]}"
            taken[name] = vector.id
        for row in vector.requirements:
            if row not in register.rows:
                yield f"{vector.id}: no requirement {row!r}"
            elif (
                register.rows[row].level is Level.FREE and vector.level is Level.MUST and "beyond-prose" in vector.slug
            ):
                yield f"{vector.id}: it is a must, but its requirement {row} is free"
        if vector.level.rank < (most := ceiling(vector.type, vector.expectation, load_dialect(dialect))).rank:
            yield f"{vector.id}: it is a {vector.level}, but the prose that it breaks makes it a {most} at most"
        key = (vector.type, vector.text)
        if key in payloads:
            yield f"{vector.id}: the same payload as {payloads[key]}"
        payloads[key] = vector.id
        recorded = GOLDEN / dialect / f"{vector.id}.json"
        if recorded.read_text(encoding="utf-8") != dump(vector):
            yield f"{vector.id}: the file is not written as `golden record` writes it"


def _coverage(dialect: str, register: Register) -> Iterator[str]:
    vectors = load(dialect)
    known = vectors.keys() | {alias for vector in vectors.values() for alias in vector.aliases}
    for draft in derive(load_dialect(dialect), register):
        if draft.id not in known:
            yield f"{draft.id}: follows from the spec, but is not recorded (run `realtime-conformance golden record`)"
