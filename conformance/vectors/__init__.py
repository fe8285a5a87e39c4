"""Golden vectors: payloads, each with a stable id and an expectation.

``golden/<dialect>/<Type>.json`` lists the vectors of one type. An id is ``<Type>/<slug>``; it is never reused,
and its meaning changes only with a version of the dialect.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from conformance import packed
from conformance.checks.case import Case
from conformance.errors import UsageError, near
from conformance.oracle import Accept, Expectation, Free, Oracle, Reject
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import manifest_of
from conformance.spec.prose import broken_prose
from conformance.spec.unknown import has_unknown_members
from conformance.vectors.vector import Vector, dump, from_record, to_record

__all__ = [
    "GOLDEN",
    "BrokenVector",
    "Vector",
    "by_every_name",
    "case_of",
    "drifted",
    "dump",
    "export",
    "find",
    "line_of",
    "load_type",
    "load_vectors",
    "path_of",
    "read",
    "to_record",
]

_PACKAGE = Path(__file__).parent.parent
# A checkout has the vectors beside the package, a wheel in it, packed.
INSTALLED = "_golden"
GOLDEN = _PACKAGE / INSTALLED if packed.IS_INSTALLED else _PACKAGE.parent / "golden"
TOLERANCE = "decode.unknown-members"
# Other JSON files in the folder of a dialect.
_OTHER_FILES = frozenset({"examples"})


class BrokenVector(UsageError):
    """A golden file breaks its format; the message names the file, the vector and the member."""


def path_of(dialect: str, type_name: str) -> Path:
    """The file of a type's vectors."""
    return GOLDEN / dialect / f"{type_name}.json"


def load_vectors(dialect: str) -> Mapping[str, Vector]:
    """Every vector of a dialect by id, sorted by id.

    Raises:
        UsageError: there is no such dialect.
        BrokenVector: a file cannot be read as vectors.
    """
    manifest_of(dialect)
    return {name: vector for type_name in _recorded(dialect) for name, vector in load_type(dialect, type_name).items()}


@cache
def load_type(dialect: str, type_name: str) -> Mapping[str, Vector]:
    """The vectors of one type by id, sorted by id; none for a type that has none.

    Raises:
        BrokenVector: the file cannot be read as vectors.
    """
    path = path_of(dialect, type_name)
    return read(path) if type_name not in _OTHER_FILES and packed.is_file(path) else {}


def _recorded(dialect: str) -> list[str]:
    """The names of the types that have vectors."""
    return sorted({path.stem for path in packed.files(GOLDEN / dialect, ".json")} - _OTHER_FILES)


def find(dialect: str, vector_id: str) -> Vector:
    """The vector that has that id, or had it.

    Raises:
        UsageError: there is none; the message proposes similar ids.
    """
    manifest_of(dialect)
    of_type = load_type(dialect, vector_id.partition("/")[0])
    if vector_id in of_type:
        return of_type[vector_id]
    # A former id may have had another type's name, so only now is every file read.
    vectors = load_vectors(dialect)
    if vector := by_every_name(vectors).get(vector_id):
        return vector
    raise UsageError(f"no vector {vector_id!r} in dialect {dialect}{near(vector_id, vectors)}")


def by_every_name(vectors: Mapping[str, Vector]) -> dict[str, Vector]:
    """The vectors by id and by former id."""
    return {alias: vector for vector in vectors.values() for alias in vector.aliases} | dict(vectors)


def read(path: Path) -> dict[str, Vector]:
    """The vectors of one golden file by id, in the file's order.

    Raises:
        BrokenVector: the file is not a JSON list, or one of its vectors is not a vector of its type.
    """
    shown = "/".join(path.parts[-3:])
    try:
        records = json.loads(packed.read_text(path))
    except (OSError, ValueError) as error:
        raise BrokenVector(f"{shown}: not a JSON file ({error})") from None
    if not isinstance(records, list):
        raise BrokenVector(f"{shown}: expected a list of vectors")
    vectors: dict[str, Vector] = {}
    for number, record in enumerate(records, 1):
        where = f"{shown}, vector {number}"
        try:
            vector = from_record(record)
        except KeyError as error:
            raise BrokenVector(f"{where}: the member {error} is missing") from None
        except (ValueError, TypeError, AttributeError) as error:
            raise BrokenVector(f"{where}: {error}") from None
        if vector.id.partition("/")[0] != path.stem:
            raise BrokenVector(f"{where}: its id is {vector.id!r}, which belongs to another file")
        if vector.id in vectors:
            raise BrokenVector(f"{where}: the id {vector.id!r} is given twice")
        vectors[vector.id] = vector
    return vectors


def line_of(dialect: str, vector_id: str) -> int:
    """The line, from 1 on, at which the file of its type has a vector's id; 1 for a vector that is not there."""
    return _lines(dialect, vector_id.partition("/")[0]).get(vector_id, 1)


@cache
def _lines(dialect: str, type_name: str) -> Mapping[str, int]:
    if type_name not in _recorded(dialect):
        return {}
    lines = packed.read_text(path_of(dialect, type_name)).split("\n")
    ids = ((number, line.strip().partition(": ")) for number, line in enumerate(lines, 1))
    return {value.strip(' ",'): number for number, (name, _, value) in ids if name == '"id"'}


def case_of(vector: Vector, oracle: Oracle) -> Case:
    """The vector as a case to be judged."""
    match vector.expectation:
        case Accept(canonical_text, _, beyond):
            unknown = beyond or has_unknown_members(vector.type, vector.text, canonical_text, oracle.dialect)
            # The level of a vector that breaks a rule of the documentation says how binding it is to accept it.
            lowered = vector.level is not Level.MUST and broken_prose(oracle.dialect, vector.type, canonical_text)
        case _:
            unknown = lowered = False
    own = Level.SHOULD if unknown else Level.MUST
    acceptance = vector.level if lowered else None
    if unknown and acceptance is None:
        # What comes back may be a must, such as the member whose name an unknown one has in another case.
        tolerance = load_register(oracle.dialect.name).level([TOLERANCE])
        acceptance = tolerance if tolerance is not vector.level else None
    return Case(
        vector.id,
        vector.type,
        vector.text,
        vector.expectation,
        own if lowered else vector.level,
        vector.requirements,
        unknown,
        vector.why,
        acceptance,
    )


def drifted(vector: Vector, expectation: Expectation) -> str | None:
    """How the recorded expectation differs from ``expectation``, in one line, or ``None``."""
    if vector.expectation == expectation:
        return None
    return f"recorded {_described(vector.expectation)}, now {_described(expectation)}"


def _described(expectation: Expectation) -> str:
    match expectation:
        case Accept(canonical_text):
            return f"accept as {canonical_text}"
        case Reject(rule, at):
            return f"reject ({rule} at {at or 'the whole payload'})"
        case Free(why):
            return f"free ({why})"


def export(dialect: str) -> Iterator[str]:
    """Every vector as one line of JSON, for other runners.

    Beside what the files hold, a line has ``text``, ``canonical`` where something is written back, and ``version``,
    the dialect's when the vector got its meaning; an installed suite, which has no ledger, leaves it out. The lines are
    ASCII, so only a line feed can end one.
    """
    from conformance.vectors import ledger

    entries = {} if ledger.is_left_out() else ledger.read(dialect)
    for vector in load_vectors(dialect).values():
        version = {"version": entries[vector.id].version} if vector.id in entries else {}
        yield json.dumps({**to_record(vector), "text": vector.text, **version}, separators=(",", ":"))
