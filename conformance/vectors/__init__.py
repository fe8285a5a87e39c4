"""Golden vectors: one payload with a stable id and an expectation, one JSON file each.

They stand in ``golden/<dialect>/<Type>/<slug>.json``. An id is ``<Type>/<slug>``; it never changes its
meaning and is never used again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance import jsontext
from conformance.case import Case
from conformance.errors import UsageError, near
from conformance.oracle import Accept, Expectation, Free, Open, Oracle, Reject, Rule
from conformance.spec import manifest_of
from conformance.unknown import has_unknown_members
from conformance.verdict import Level

_PACKAGE = Path(__file__).parent.parent
# In a checkout the vectors stand beside the package; a wheel carries them inside it.
GOLDEN = _PACKAGE / "_golden" if (_PACKAGE / "_golden").is_dir() else _PACKAGE.parent / "golden"


@dataclass(frozen=True, slots=True)
class Vector:
    """One golden payload.

    ``text`` is what is sent; ``aliases`` are former ids that still find it; ``provenance`` says where
    the expectation comes from.
    """

    id: str
    type: str
    level: Level
    why: str
    requirements: tuple[str, ...]
    provenance: str
    text: str
    expectation: Expectation
    aliases: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The part of the id after the type."""
        return self.id.partition("/")[2]


class BrokenVector(UsageError):
    """A golden file is not what its format says; names the file and the member."""


def path_of(dialect: str, vector_id: str) -> Path:
    """The file in which a vector stands."""
    return GOLDEN / dialect / f"{vector_id}.json"


@cache
def load(dialect: str) -> Mapping[str, Vector]:
    """Every vector of a dialect by id, sorted by id.

    Raises:
        UsageError: there is no such dialect.
        BrokenVector: a file cannot be read as a vector.
    """
    manifest_of(dialect)
    files = sorted((GOLDEN / dialect).glob("*/*.json"), key=lambda path: (path.parent.name, path.stem))
    vectors = (read(path) for path in files)
    return {vector.id: vector for vector in vectors}


def find(dialect: str, vector_id: str) -> Vector:
    """The vector with that id or former id.

    Raises:
        UsageError: there is none; the message proposes near ids.
    """
    vectors = load(dialect)
    if vector_id in vectors:
        return vectors[vector_id]
    for vector in vectors.values():
        if vector_id in vector.aliases:
            return vector
    raise UsageError(f"no vector {vector_id!r} in dialect {dialect}{near(vector_id, vectors)}")


def read(path: Path) -> Vector:
    """One golden file as a vector.

    Raises:
        BrokenVector: the file is not JSON or a member is missing or of the wrong kind.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenVector(f"{_shown(path)}: not a JSON file ({error})") from None
    try:
        vector = _from_record(record)
    except KeyError as error:
        raise BrokenVector(f"{_shown(path)}: the member {error} is missing") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenVector(f"{_shown(path)}: {error}") from None
    if vector.id != f"{path.parent.name}/{path.stem}":
        raise BrokenVector(f"{_shown(path)}: its id is {vector.id!r}, but the file's place says otherwise")
    return vector


def dump(vector: Vector) -> str:
    """The text of a vector's file, a member a line: equal vectors have equal bytes."""
    members = (
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in to_record(vector).items()
    )
    return "{\n" + ",\n".join(members) + "\n}\n"


def to_record(vector: Vector) -> dict[str, Any]:
    """A vector as the JSON object that its file and the export hold."""
    record: dict[str, Any] = {
        "id": vector.id,
        "type": vector.type,
        "level": str(vector.level),
        "why": vector.why,
        "requirements": list(vector.requirements),
        "provenance": vector.provenance,
    }
    if vector.aliases:
        record["aliases"] = list(vector.aliases)
    try:
        # Strictly: NaN, which Python reads and writes, would make the file itself no JSON.
        value = jsontext.load(vector.text)
        plain = text_of(value) == vector.text
    except (ValueError, RecursionError):
        plain = False
    record |= {"input": value} if plain else {"input_text": vector.text}
    match vector.expectation:
        case Accept(canonical_text, bytes_fixed, beyond):
            record |= {"expect": "accept", "canonical": json.loads(canonical_text), "canonical_text": canonical_text}
            if not bytes_fixed:
                record["bytes_fixed"] = False
            if beyond:
                record["beyond"] = True
        case Reject(rule, at):
            record |= {"expect": "reject", "breaks": str(rule), "at": at}
        case Free(why):
            record |= {"expect": "free", "open": str(why)}
    return record


def text_of(value: Any) -> str:
    """The payload text that ``input`` stands for: compact, members in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def case_of(vector: Vector, oracle: Oracle) -> Case:
    """The vector as a case to be judged."""
    expectation = vector.expectation
    return Case(
        id=vector.id,
        type=vector.type,
        text=vector.text,
        expectation=expectation,
        level=vector.level,
        requirements=vector.requirements,
        unknown=isinstance(expectation, Accept)
        and (
            expectation.beyond
            or has_unknown_members(vector.type, vector.text, expectation.canonical_text, oracle.dialect)
        ),
        why=vector.why,
    )


def _from_record(record: Mapping[str, Any]) -> Vector:
    return Vector(
        id=record["id"],
        type=record["type"],
        level=Level(record["level"]),
        why=record["why"],
        requirements=tuple(record["requirements"]),
        provenance=record["provenance"],
        text=_text(record),
        expectation=_expectation(record),
        aliases=tuple(record.get("aliases", ())),
    )


def _text(record: Mapping[str, Any]) -> str:
    if "input_text" not in record:
        return text_of(record["input"])
    if not isinstance(record["input_text"], str):
        raise ValueError("input_text is no string")
    return str(record["input_text"])


def _expectation(record: Mapping[str, Any]) -> Expectation:
    match record["expect"]:
        case "accept":
            return Accept(record["canonical_text"], record.get("bytes_fixed", True), record.get("beyond", False))
        case "reject":
            return Reject(Rule(record["breaks"]), record["at"])
        case "free":
            return Free(Open(record["open"]))
        case other:
            raise ValueError(f"expect is {other!r}; it is accept, reject or free")


def _shown(path: Path) -> str:
    return "/".join(path.parts[-4:])


def drifted(vector: Vector, expectation: Expectation) -> str | None:
    """How the recorded expectation differs from ``expectation``, in one line, or ``None``."""
    if vector.expectation == expectation:
        return None
    return f"recorded {_said(vector.expectation)}, now {_said(expectation)}"


def _said(expectation: Expectation) -> str:
    match expectation:
        case Accept(canonical_text):
            return f"accept as {canonical_text}"
        case Reject(rule, at):
            return f"reject ({rule} at {at or 'the whole payload'})"
        case Free(why):
            return f"free ({why})"


def export(dialect: str) -> Iterator[str]:
    """Every vector as one JSON line, for runners that are not ours; ``text`` is always there.

    In ASCII, so that nothing but a line feed can be taken for the end of a line.
    """
    for vector in load(dialect).values():
        yield json.dumps({**to_record(vector), "text": vector.text}, separators=(",", ":"))
