"""The linter of the golden files: format, ids, drift and coverage."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from conformance import packed
from conformance.jsontext import text_of
from conformance.oracle import Accept, Oracle, Reject, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import Register, load_register
from conformance.requirements.register import lint as lint_register
from conformance.requirements.sessions import session_rules
from conformance.spec import load_dialect
from conformance.spec.prose import broken_prose
from conformance.vectors import (
    Vector,
    by_every_name,
    drifted,
    dump,
    example,
    ledger,
    load_type,
    load_vectors,
    path_of,
    schema,
)
from conformance.vectors.derive import derive
from conformance.vectors.growth import grown
from conformance.vectors.recording import ceiling
from conformance.vectors.undo import Undoing


def lint(dialect: str, checks: frozenset[str]) -> list[str]:
    """Problems in a dialect's golden files and in the register's links to them, one line per problem.

    Raises:
        BrokenVector: a file cannot be read at all.
    """
    register = load_register(dialect)
    vectors = load_vectors(dialect)
    return [
        *_formats(dialect),
        *_examples(dialect),
        *_names(vectors.values(), register, dialect),
        *check(dialect),
        *_breaks(dialect),
        *_coverage(dialect, register),
        *lint_register(register, cases=vectors, checks=checks, sessions=session_rules(dialect)),
    ]


def check(dialect: str) -> list[str]:
    """Expectations that differ from the oracle's and broken promises of the ledger, one line per problem."""
    judge = oracle(dialect)
    drifts = [
        f"{vector.id}: {drift}"
        for vector in load_vectors(dialect).values()
        if (drift := drifted(vector, judge.expect(vector.type, vector.text)))
    ]
    return [*drifts, *ledger.check(dialect)]


def _formats(dialect: str) -> Iterator[str]:
    for type_name in dict.fromkeys(vector.type for vector in load_vectors(dialect).values()):
        path = path_of(dialect, type_name)
        text = packed.read_text(path)
        for record in json.loads(text):
            for problem in schema.problems(record):
                yield f"{record['id']}: {problem}"
        if text != dump(load_type(dialect, type_name).values()):
            yield f"{path.name}: the file is not written as `golden record` writes it"


def _names(vectors: Iterable[Vector], register: Register, dialect: str) -> Iterator[str]:
    spec, judge = load_dialect(dialect), oracle(dialect)
    taken: dict[str, str] = {}
    payloads: dict[tuple[str, str], str] = {}
    for vector in vectors:
        if vector.type not in spec.types:
            yield f"{vector.id}: the dialect has no type {vector.type}"
            continue
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
        strongest = register.strongest(vector.requirements)
        if vector.level.rank < strongest.rank:
            yield f"{vector.id}: it is a {vector.level}, but none of its requirements is more than a {strongest}"
        most = ceiling(vector.type, judge.expect(vector.type, vector.text), spec)
        if vector.level.rank < most.rank:
            yield f"{vector.id}: it is a {vector.level}, but what it breaks or rests on makes it a {most} at most"
        key = (vector.type, vector.text)
        if key in payloads:
            yield f"{vector.id}: the same payload as {payloads[key]}"
        payloads[key] = vector.id


def _examples(dialect: str) -> Iterator[str]:
    stored = example.read(dialect)
    path = path_of(dialect, "").with_name(example.NAME)
    if packed.is_file(path) and packed.read_text(path) != example.text(stored):
        yield f"{example.NAME}: the file is not written as `golden record` writes it"
    spec, judge = load_dialect(dialect), oracle(dialect)
    for type_name in sorted(stored.keys() & spec.types.keys()):
        full = [text_of(value) for value in example.full_values(spec, type_name, stored[type_name])]
        whole = [text_of(value) for value in example.whole_values(spec, type_name, stored[type_name])]
        wrong = {problem for text in whole for problem in _wrong(judge, type_name, text, must=text in full)}
        yield from (f"{example.NAME}: {type_name}: an example {problem}" for problem in sorted(wrong))


def _wrong(judge: Oracle, type_name: str, text: str, *, must: bool) -> Iterator[str]:
    """What is wrong with an example; one with all members is legal at ``must``, and keeps the prose too."""
    expectation = judge.expect(type_name, text)
    if isinstance(expectation, Reject):
        yield f"breaks {expectation.rule} at {expectation.at or '/'}"
    elif not isinstance(expectation, Accept):
        yield f"is left open ({expectation.why})"
    elif must:
        prose = broken_prose(judge.dialect, type_name, expectation.canonical_text)
        yield from (f"breaks {one.requirement} at {one.at or '/'}" for one in prose)
        if expectation.unknown_value:
            yield "has a value that the dialect does not list"


def _breaks(dialect: str) -> Iterator[str]:
    """Rejected payloads that are wrong in a second way."""
    examples = grown(load_dialect(dialect), example.read(dialect))
    undoing = Undoing(oracle(dialect), examples)
    for vector in load_vectors(dialect).values():
        if isinstance(broken := vector.expectation, Reject) and undoing.leaves_a_fault(vector):
            yield f"{vector.id}: it breaks more than {broken.rule} at {broken.at or '/'}, or that cannot be undone"


def _coverage(dialect: str, register: Register) -> Iterator[str]:
    vectors = load_vectors(dialect)
    known = by_every_name(vectors)
    payloads = {(vector.type, vector.text) for vector in vectors.values()}
    spec = load_dialect(dialect)
    for draft in derive(spec, register, grown(spec, example.read(dialect))):
        if draft.id not in known and (draft.type, draft.text) not in payloads:
            yield f"{draft.id}: follows from the spec, but is not recorded (run `realtime-conformance golden record`)"
        for row in vectors[draft.id].requirements if draft.id in vectors else ():
            # Recipes name their rows; that the rows name new vectors of a recipe is easily forgotten.
            if row in register.rows and not register.rows[row].cites(draft.id):
                yield (
                    f"{draft.id}: it tests {row}, whose `vectors` do not name it "
                    f"(add a pattern in conformance/requirements/{dialect}.yaml)"
                )
