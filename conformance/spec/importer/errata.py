"""Corrections to the official document: data that the importer applies before it translates.

Every erratum says where, what and why, on what evidence, and how to tell that upstream fixed it. An erratum that
the document no longer needs, or whose place is gone from it, is an error: corrections never outlive their cause.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.errors import UsageError
from conformance.spec.importer.document import Document, escaped

_SCHEMA = Path(__file__).with_name("errata.schema.json")
# These stay on the outermost schema when an erratum wraps the original one.
_OURS = ("x-prose", "x-errata")


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction; ``at`` are the JSON Pointers to which it applies."""

    id: str
    at: tuple[str, ...]
    op: str
    value: Any
    why: str
    evidence: str
    provenance: str
    trips: Mapping[str, Any]


def read_errata(path: Path) -> tuple[Erratum, ...]:
    """The errata of a file, checked against their schema.

    Raises:
        UsageError: the file is not what the schema of errata allows, or an id is used twice.
    """
    return tuple(Erratum(**{"value": None, **row}) for row in read_rows(path, _SCHEMA, "errata"))


def read_rows(path: Path, schema: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a hand-written file, checked against its schema; ``at`` of each is a tuple.

    Raises:
        UsageError: the file is not what the schema allows, or an id is used twice.
    """
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    wrong = best_match(Draft202012Validator(json.loads(schema.read_bytes())).iter_errors(content))
    if wrong is not None:
        raise UsageError(f"{path}#/{'/'.join(map(str, wrong.absolute_path))}: {wrong.message[:200]}")
    ids: set[str] = set()
    for index, row in enumerate(content[name]):
        if row["id"] in ids:
            raise UsageError(f"{path}#/{name}/{index}/id: {row['id']!r} is given twice")
        ids.add(row["id"])
    return [{**row, "at": (row["at"],) if isinstance(row["at"], str) else tuple(row["at"])} for row in content[name]]


class Trips(Protocol):
    """What is known to be true of a document until upstream changes it."""

    @property
    def trips(self) -> Mapping[str, Any]:
        """How to tell that it changed."""


def fixed_upstream(document: Document, about: Trips, pointer: str) -> bool:
    """Whether what a row is about is no longer so at ``pointer``: for an erratum, the document is right.

    Raises:
        UsageError: the document has nothing at ``pointer``.
    """
    trips = about.trips
    if "accepts" in trips:
        return _accepts(document, pointer, trips["accepts"])
    if "declares" in trips:
        properties = document.location(pointer).resolved().schema.get("properties")
        return isinstance(properties, dict) and trips["declares"] in properties
    if "refuses" in trips and not _accepts(document, pointer, trips["refuses"]):
        return True
    return trips["lacks"] not in _words(document, trips.get("in", pointer))


def corrected(document: Document, errata: tuple[Erratum, ...]) -> Document:
    """A copy of the document with every erratum applied.

    Raises:
        UsageError: the document has nothing at an erratum's pointer, or nothing to correct there.
    """
    for erratum in errata:
        for pointer in erratum.at:
            if fixed_upstream(document, erratum, pointer):
                raise document.problem(pointer, f"erratum {erratum.id!r} is not needed here: the document is right")
    corrections = [(pointer, erratum) for erratum in errata for pointer in erratum.at]
    result = with_copies(document, {pointer.split("/")[3] for pointer, _ in corrections})
    # The innermost first: wrapping a schema would move the pointers into it.
    for pointer, erratum in sorted(corrections, key=lambda correction: -correction[0].count("/")):
        _apply(result, erratum, pointer)
    return result


def _accepts(document: Document, pointer: str, value: Any) -> bool:
    document.location(pointer)
    # The whole document is the root, so its own references resolve.
    validator = Draft202012Validator({**document.content, "$ref": f"#{pointer}"})
    try:
        return validator.is_valid(value)
    except Exception:  # Each kind of malformed schema raises its own error, somewhere inside the validator.
        raise document.problem(pointer, "this, or what it refers to, is not a schema") from None


def _words(document: Document, pointer: str) -> str:
    """The descriptions in a schema and in the one that it refers to, or the text that ``pointer`` leads to."""
    try:
        value = document.value(pointer)
    except KeyError:
        raise document.problem(pointer, "the document has nothing there") from None
    if isinstance(value, str):
        return value
    location = document.location(pointer)
    descriptions = [*_descriptions(location.schema), *_descriptions(location.resolved().schema)]
    return " ".join(" ".join(descriptions).split())


def _descriptions(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _descriptions(item)
    elif isinstance(schema, Mapping):
        for word, value in schema.items():
            if word == "description" and isinstance(value, str):
                yield value
            else:
                yield from _descriptions(value)


def with_copies(document: Document, changing: set[str]) -> Document:
    """The document with copies of the schemas that are about to change."""
    schemas = {
        name: copy.deepcopy(schema) if escaped(name) in changing else schema
        for name, schema in document.schemas.items()
    }
    components = {**document.content["components"], "schemas": schemas}
    return Document(document.name, {**document.content, "components": components})


def _apply(document: Document, erratum: Erratum, pointer: str) -> None:
    if erratum.op == "example":
        return
    schema = document.value(pointer)
    marked = {"x-errata": [*schema.get("x-errata", ()), erratum.id]}
    try:
        changed = _OPERATIONS[erratum.op](dict(schema), erratum.value, marked)
    except (KeyError, TypeError, ValueError):
        raise document.problem(pointer, f"erratum {erratum.id!r} ({erratum.op}) does not apply here") from None
    schema.clear()
    schema.update(changed)


def _nullable(schema: dict[str, Any], _: Any, marked: dict[str, Any]) -> dict[str, Any]:
    inner = {word: value for word, value in schema.items() if word not in _OURS}
    ours = {word: schema[word] for word in _OURS if word in schema}
    return {"anyOf": [inner, {"type": "null"}], **ours, **marked}


def _add_member(schema: dict[str, Any], value: Any, marked: dict[str, Any]) -> dict[str, Any]:
    if value["name"] in schema["properties"]:
        raise ValueError
    member = {**value["schema"], "x-errata": marked["x-errata"][-1:]}
    return {**schema, "properties": {**schema["properties"], value["name"]: member}}


def _make_optional(schema: dict[str, Any], value: Any, marked: dict[str, Any]) -> dict[str, Any]:
    required = list(schema["required"])
    required.remove(value)
    return {**schema, "required": required, **marked}


def _add_variant(schema: dict[str, Any], value: Any, marked: dict[str, Any]) -> dict[str, Any]:
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return {**schema, keyword: [*schema[keyword], value], **marked}
    return {"anyOf": [schema, value], **marked}


def _add_values(schema: dict[str, Any], value: Any, marked: dict[str, Any]) -> dict[str, Any]:
    if set(value) & set(schema["enum"]):
        raise ValueError
    return {**schema, "enum": [*schema["enum"], *value], **marked}


def _any_of(schema: dict[str, Any], _: Any, marked: dict[str, Any]) -> dict[str, Any]:
    rest = {word: value for word, value in schema.items() if word != "oneOf"}
    return {**rest, "anyOf": schema["oneOf"], **marked}


def _replace(schema: dict[str, Any], value: Any, marked: dict[str, Any]) -> dict[str, Any]:
    if _without_rules(schema) != value["from"]:
        raise ValueError
    rules = {word: schema[word] for word in ("x-prose",) if word in schema}
    return {**value["to"], **rules, **marked}


def _without_rules(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_rules(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {word: _without_rules(value) for word, value in schema.items() if word != "x-prose"}


_OPERATIONS: Mapping[str, Callable[[dict[str, Any], Any, dict[str, Any]], dict[str, Any]]] = {
    "nullable": _nullable,
    "add-member": _add_member,
    "make-optional": _make_optional,
    "add-variant": _add_variant,
    "add-values": _add_values,
    "any-of": _any_of,
    "replace": _replace,
}
