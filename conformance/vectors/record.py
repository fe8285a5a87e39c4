"""Recording vectors: the oracle says what must happen, and witnesses have to agree byte for byte.

No expectation is ever taken from an implementation's output. A vector that stands is never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conformance import jsontext
from conformance.adapter.contract import Connection, Op, Request
from conformance.difference import same
from conformance.errors import UsageError, near
from conformance.oracle import Accept, Expectation, Free, Oracle, Reject
from conformance.outcome import FAULTS, Kind, Outcome
from conformance.prose import broken_prose
from conformance.requirements import load as load_register
from conformance.spec.model import Dialect
from conformance.vectors import Vector, drifted, dump, ledger, load, path_of, schema, to_record
from conformance.vectors.draft import Draft
from conformance.verdict import Level


class Disagreement(UsageError):
    """A witness does something else than the oracle expects; nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording did: the vectors that are new, and how many stood already."""

    new: tuple[Vector, ...]
    kept: int


def record(drafts: Iterable[Draft], oracle: Oracle, witnesses: Sequence[Connection]) -> Recorded:
    """Write a file for every draft that has none yet.

    Raises:
        Disagreement: a witness contradicts the oracle about some draft.
        UsageError: an id stands already with another payload or another expectation, or a draft is not one that
            the linter would accept.
    """
    standing = load(oracle.dialect.name)
    payloads = {(vector.type, vector.text): vector.id for vector in standing.values()}
    taken = {alias: vector.id for vector in standing.values() for alias in vector.aliases}
    new: list[Vector] = []
    kept = 0
    for draft in drafts:
        if draft.id in taken:
            raise UsageError(
                f"{draft.id} is taken by {taken[draft.id]}; an id never changes its meaning, take a new one"
            )
        taken[draft.id] = "another draft"
        vector = expected(draft, oracle)
        former = standing.get(draft.id)
        if former is None:
            _check(vector, oracle.dialect.name)
            if other := payloads.get((vector.type, vector.text)):
                raise UsageError(f"{vector.id}: {other} has the same payload")
            new.append(vector)
            continue
        kept += 1
        if former.text != draft.text:
            raise UsageError(f"{draft.id} stands with another payload; an id never changes its meaning, take a new one")
        if drift := drifted(former, vector.expectation):
            raise UsageError(f"{draft.id} would change its meaning: {drift}")
    for problem in disagreements(new, witnesses):
        raise Disagreement(problem)
    for vector in new:
        path = path_of(oracle.dialect.name, vector.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(vector), encoding="utf-8")
    load.cache_clear()
    ledger.extend(oracle.dialect.name, new)
    return Recorded(tuple(new), kept)


def _check(vector: Vector, dialect: str) -> None:
    """Refuse what the linter would: a malformed id, an unknown row, text that is not Unicode."""
    try:
        dump(vector).encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"{vector.id!a}: it holds half of a surrogate pair, which UTF-8 cannot write: "
            r"send it as an escape, such as \ud800"
        ) from None
    for problem in schema.problems(to_record(vector)):
        raise UsageError(f"{vector.id!r}: {problem}")
    rows = load_register(dialect).rows
    for row in vector.requirements:
        if row not in rows:
            raise UsageError(f"{vector.id}: no requirement {row!r}{near(row, rows)}")


def expected(draft: Draft, oracle: Oracle) -> Vector:
    """The draft with what the oracle expects of it."""
    expectation = oracle.expect(draft.type, draft.text)
    return Vector(
        id=draft.id,
        type=draft.type,
        level=_level(draft, expectation, oracle),
        why=draft.why,
        requirements=draft.requirements,
        provenance=draft.provenance,
        text=draft.text,
        expectation=expectation,
    )


def _level(draft: Draft, expectation: Expectation, oracle: Oracle) -> Level:
    if isinstance(expectation, Reject) and oracle.dialect.ceilings.get("rejects") == Level.FREE:
        return Level.FREE
    return max(draft.level, ceiling(draft.type, expectation, oracle.dialect), key=lambda level: level.rank)


def ceiling(type_name: str, expectation: Expectation, dialect: Dialect) -> Level:
    """The most that can be asked for a payload: less than must where it goes beyond the dialect or its prose."""
    if not isinstance(expectation, Accept):
        return Level.MUST
    # To tolerate what the dialect does not know is never a must, and neither is to take what its prose rules out.
    levels = [Level.SHOULD] if expectation.beyond else []
    rows = load_register(dialect.name).rows
    prose = broken_prose(dialect, type_name, expectation.canonical_text)
    levels += [level for row in prose if row in rows and (level := rows[row].level)]
    return max(levels, key=lambda level: level.rank, default=Level.MUST)


def disagreements(vectors: Sequence[Vector], witnesses: Sequence[Connection]) -> Iterator[str]:
    """One line for every vector about which a witness does not do what is expected."""
    for witness in witnesses:
        asked = (Request(Op.ROUNDTRIP, vector.type, vector.text) for vector in vectors)
        for vector, outcome in zip(vectors, witness.stream(asked), strict=True):
            if not agrees(vector.expectation, outcome):
                yield (
                    f"{vector.id}: expected {vector.expectation}, but {witness.hello.name} {witness.hello.version} "
                    f"answered {outcome.kind}: {outcome.text if outcome.kind is Kind.OK else outcome.message}"
                )


def agrees(expectation: Expectation, outcome: Outcome) -> bool:
    """Whether an outcome is what the oracle expects, byte for byte where the bytes are fixed."""
    match expectation:
        case Accept(canonical_text, bytes_fixed, _):
            if outcome.kind is not Kind.OK or outcome.text is None:
                return False
            if outcome.text == canonical_text:
                return True
            return not bytes_fixed and same(jsontext.load(canonical_text), jsontext.load(outcome.text))
        case Free():
            return outcome.kind not in FAULTS
        case _:
            return outcome.kind is Kind.REJECTED
