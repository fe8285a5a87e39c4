"""One golden vector, and how it is written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.jsontext import load, text_of
from conformance.oracle import Accept, Expectation, Free, FreeReason, Reject, Rule
from conformance.requirements.level import Level
from conformance.vectors.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector(Draft):
    """One golden payload: a draft with what must happen to it."""

    expectation: Expectation


def to_record(vector: Vector) -> dict[str, Any]:
    """A vector as the JSON object that users see; files omit ``canonical``, the value of ``canonical_text``."""
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
        # Read strictly: NaN, which Python reads and writes, would make the file itself invalid JSON.
        value = load(vector.text)
        plain = text_of(value) == vector.text
    except (ValueError, RecursionError):
        plain = False
    record |= {"input": value} if plain else {"input_text": vector.text}
    if isinstance(vector.expectation, Accept):
        record |= {"expect": "accept", "canonical": json.loads(vector.expectation.canonical_text)}
    return record | expectation_record(vector.expectation)


def expectation_record(expectation: Expectation) -> dict[str, Any]:
    """The members of a record that state what is expected."""
    match expectation:
        case Accept(canonical_text, bytes_fixed, beyond):
            record: dict[str, Any] = {"expect": "accept", "canonical_text": canonical_text}
            return record | ({} if bytes_fixed else {"bytes_fixed": False}) | ({"beyond": True} if beyond else {})
        case Reject(rule, at):
            return {"expect": "reject", "breaks": str(rule), "at": at}
        case Free(why):
            return {"expect": "free", "open": str(why)}


def from_record(record: Mapping[str, Any]) -> Vector:
    """The vector that a record of a file or of the export describes.

    Raises:
        KeyError: a member is missing.
        ValueError, TypeError, AttributeError: a member is of the wrong kind.
    """
    return Vector(
        id=record["id"],
        type=record["type"],
        level=Level(record["level"]),
        why=record["why"],
        requirements=tuple(record["requirements"]),
        provenance=record["provenance"],
        text=_text(record),
        expectation=expectation_of(record),
        aliases=tuple(record.get("aliases", ())),
    )


def dump(vectors: Iterable[Vector]) -> str:
    """The text of a type's file: a list sorted by id, one member per line. Equal vectors have equal bytes."""
    return "[\n" + ",\n".join(_lines(vector) for vector in sorted(vectors, key=lambda vector: vector.id)) + "\n]\n"


def _lines(vector: Vector) -> str:
    members = (
        f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in to_record(vector).items()
        if name != "canonical"
    )
    return "  {\n" + ",\n".join(members) + "\n  }"


def _text(record: Mapping[str, Any]) -> str:
    if "input_text" not in record:
        return text_of(record["input"])
    if not isinstance(record["input_text"], str):
        raise ValueError("input_text is not a string")
    return str(record["input_text"])


def expectation_of(record: Mapping[str, Any]) -> Expectation:
    """The expectation that those members of a record state.

    Raises:
        KeyError, ValueError: a member is missing or of the wrong kind.
    """
    match record["expect"]:
        case "accept":
            return Accept(record["canonical_text"], record.get("bytes_fixed", True), record.get("beyond", False))
        case "reject":
            return Reject(Rule(record["breaks"]), record["at"])
        case "free":
            return Free(FreeReason(record["open"]))
        case other:
            raise ValueError(f"expect is {other!r}; it is accept, reject or free")
