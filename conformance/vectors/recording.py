"""Records vectors: the oracle says what must happen, and witnesses have to agree byte for byte.

No expectation is ever taken from an implementation's output. A recorded vector keeps its meaning until a new version
of the dialect changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance import vectors as golden
from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import FAULTS, Kind, Outcome
from conformance.difference import same
from conformance.errors import UsageError, near
from conformance.jsontext import load
from conformance.oracle import Accept, Expectation, Free, Oracle, Reject
from conformance.requirements.level import Level, lower
from conformance.requirements.register import Register, load_register
from conformance.spec.importer.write import replace_files
from conformance.spec.model import Dialect
from conformance.spec.prose import broken_prose
from conformance.vectors import ledger, load_type, load_vectors, schema
from conformance.vectors.draft import Draft
from conformance.vectors.ledger import LedgerEntry
from conformance.vectors.vector import Vector, dump, to_record
from conformance.vectors.versions import authorise, check_version


class Disagreement(UsageError):
    """A witness does not do what the oracle expects; nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording did: the new vectors, those that moved to a new meaning, and how many kept theirs.

    ``relinked`` kept their meaning, but have another level or other requirements.
    """

    new: tuple[Vector, ...]
    moved: tuple[Vector, ...]
    relinked: tuple[Vector, ...]
    unchanged: int


def record(
    drafts: Iterable[Draft],
    oracle: Oracle,
    witnesses: Sequence[Connection],
    *,
    version: int | None = None,
    beside: Mapping[str, str] | None = None,
) -> Recorded:
    """Write the drafts that are not recorded yet, and with ``version`` those whose meaning changes with it.

    ``version`` is the dialect's present one, higher than the one at which the changing vectors were recorded.
    ``beside`` are other files of the dialect's golden folder, by name: they are written with the vectors, all or none.

    Raises:
        Disagreement: a witness contradicts the oracle about some draft.
        UsageError: a meaning would move without a new version, or the linter would not accept a draft.
    """
    dialect = oracle.dialect
    check_version(dialect, version)
    recorded, entries = load_vectors(dialect.name), ledger.read(dialect.name)
    done = _sorted_out(drafts, oracle, recorded)
    authorise(done.moved, entries, dialect, version)
    for problem in disagreements([*done.new, *done.moved], witnesses):
        raise Disagreement(problem)
    _write(dialect, done, entries, beside or {})
    return done


def _sorted_out(drafts: Iterable[Draft], oracle: Oracle, recorded: Mapping[str, Vector]) -> Recorded:
    """The drafts with their expectations, by what they change."""
    taken = {alias: vector.id for vector in recorded.values() for alias in vector.aliases}
    new: list[Vector] = []
    moved: list[Vector] = []
    relinked: list[Vector] = []
    unchanged = 0
    for draft in drafts:
        if draft.id in taken:
            raise UsageError(f"{draft.id} is taken by {taken[draft.id]}; an id is never used again, take a new one")
        taken[draft.id] = "another draft"
        vector = expected(draft, oracle)
        former = recorded.get(draft.id)
        if former is not None and (former.text, former.expectation) == (vector.text, vector.expectation):
            now = replace(former, level=vector.level, requirements=vector.requirements)
            if now == former:
                unchanged += 1
                continue
            relinked.append(now)
        elif former is not None:
            moved.append(replace(vector, aliases=tuple(dict.fromkeys((*former.aliases, *draft.aliases)))))
        else:
            new.append(vector)
        _check(vector, oracle.dialect.name)
    _check_payloads(recorded, [*moved, *new])
    return Recorded(tuple(new), tuple(moved), tuple(relinked), unchanged)


def _check_payloads(recorded: Mapping[str, Vector], changed: Sequence[Vector]) -> None:
    """Refuse a change after which two vectors of a type would have the same payload."""
    moving = {name for vector in changed for name in (vector.id, *vector.aliases)}
    payloads = {(vector.type, vector.text): name for name, vector in recorded.items() if name not in moving}
    for vector in changed:
        other = payloads.setdefault((vector.type, vector.text), vector.id)
        if other != vector.id:
            raise UsageError(f"{vector.id}: {other} has the same payload")


def _write(dialect: Dialect, done: Recorded, entries: Mapping[str, LedgerEntry], beside: Mapping[str, str]) -> None:
    changed = [*done.new, *done.moved]
    by_type: dict[str, dict[str, Vector]] = {}
    for vector in (*changed, *done.relinked):
        of_type = by_type.setdefault(vector.type, dict(load_type(dialect.name, vector.type)))
        of_type[vector.id] = vector
        for alias in vector.aliases:
            of_type.pop(alias, None)
    files = {f"{name}.json": dump(of_type.values()) for name, of_type in by_type.items()} | dict(beside)
    if changed:
        files[ledger.NAME] = ledger.text(ledger.entered(entries, changed, dialect.version))
    if files:
        replace_files(golden.GOLDEN / dialect.name, files)
    load_type.cache_clear()


def _check(vector: Vector, dialect: str) -> None:
    """Refuse what the linter would: a malformed id, an unknown row, text that is not Unicode."""
    try:
        dump([vector]).encode()
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


def recorded_drafts(vectors: Iterable[Vector], oracle: Oracle) -> Iterator[Draft]:
    """Recorded vectors as drafts, to find out whether they still mean the same.

    Types that the dialect no longer has are left out: nothing can be expected of their payloads.
    """
    for vector in vectors:
        if vector.type in oracle.dialect.types:
            # A level that only the old expectation imposed does not carry over.
            binding = replace(vector, level=Level.MUST)
            yield binding if vector.level is _level(binding, vector.expectation, oracle) else vector


def expected(draft: Draft, oracle: Oracle) -> Vector:
    """The draft with what the oracle expects of it."""
    expectation = oracle.expect(draft.type, draft.text)
    level = _level(draft, expectation, oracle)
    return Vector(
        id=draft.id,
        type=draft.type,
        level=level,
        why=draft.why,
        requirements=_with_binding(draft.requirements, level, load_register(oracle.dialect.name)),
        provenance=draft.provenance,
        text=draft.text,
        aliases=draft.aliases,
        expectation=expectation,
    )


# What a legal payload shows besides a rule that leaves its own subject open: a row of each level.
_BINDING = {
    ("decode.strict-types", Level.MUST): "decode.null-or-absent",
    ("decode.strict-types", Level.SHOULD): "decode.open-enum",
    ("decode.tag-required", Level.SHOULD): "decode.open-tag",
}


def _with_binding(rows: tuple[str, ...], level: Level, register: Register) -> tuple[str, ...]:
    """The rows of a vector with one that is as binding as the vector itself, where it rests on weaker ones alone."""
    if level.rank >= register.strongest(rows).rank:
        return rows
    found = (_BINDING.get((row, level), "decode.accepts-valid") for row in rows)
    return (*rows, *(row for row in dict.fromkeys(found) if row in register.rows))


def _level(draft: Draft, expectation: Expectation, oracle: Oracle) -> Level:
    if isinstance(expectation, Reject) and oracle.dialect.ceilings.get("rejects") == Level.FREE:
        return Level.FREE
    return max(draft.level, ceiling(draft.type, expectation, oracle.dialect), key=lambda level: level.rank)


def ceiling(type_name: str, expectation: Expectation, dialect: Dialect) -> Level:
    """The most binding level that a payload can have: below must where it goes beyond the dialect or its prose."""
    if isinstance(expectation, Free):
        return Level.FREE
    if not isinstance(expectation, Accept):
        return Level.MUST
    # Tolerating what the dialect does not know is never a must, and neither is accepting what its prose rules out, or
    # what only weak evidence allows.
    beyond = lower(Level(expectation.level), Level.SHOULD if expectation.unknown_value else Level.MUST)
    broken = broken_prose(dialect, type_name, expectation.canonical_text)
    return lower(beyond, load_register(dialect.name).level(one.requirement for one in broken))


def disagreements(vectors: Sequence[Vector], witnesses: Sequence[Connection]) -> Iterator[str]:
    """One line per vector for which a witness does not do what is expected."""
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
            return not bytes_fixed and same(load(canonical_text), load(outcome.text))
        case Free():
            return outcome.kind not in FAULTS
        case _:
            return outcome.kind is Kind.REJECTED
