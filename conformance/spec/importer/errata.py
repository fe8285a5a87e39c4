"""Corrections of the official document: data that the importer applies before it translates.

Every erratum says where, what and why, on what evidence, and how one knows that upstream mended it. An erratum
that the document no longer needs, or to which it has no place, is an error: corrections never outlive their cause.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.errors import UsageError
from conformance.spec.importer.document import Document, escaped

_SCHEMA = Path(__file__).with_name("errata.schema.json")
# They belong to the outermost schema of a place, whatever is wrapped around the original one.
_OURS = ("x-prose", "x-errata")


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction; ``at`` are the JSON Pointers of the places that are corrected alike."""

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
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    schema = json.loads(_SCHEMA.read_bytes())
    wrong = best_match(Draft202012Validator(schema).iter_errors(content))
    if wrong is not None:
        raise UsageError(f"{path}#/{'/'.join(map(str, wrong.absolute_path))}: {wrong.message[:200]}")
    errata = tuple(
        Erratum(
            id=row["id"],
            at=(row["at"],) if isinstance(row["at"], str) else tuple(row["at"]),
            op=row["op"],
            value=row.get("value"),
            why=row["why"],
            evidence=row["evidence"],
            provenance=row["provenance"],
            trips=row["trips"],
        )
        for row in content["errata"]
    )
    ids = [erratum.id for erratum in errata]
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            raise UsageError(f"{path}#/errata/{place}/id: {id_!r} is taken by another erratum")
    return errata


def mended(document: Document, erratum: Erratum, pointer: str) -> bool:
    """Whether the document itself says at ``pointer`` what the erratum corrects there.

    Raises:
        UsageError: the document has no such place.
    """
    trips = erratum.trips
    if "accepts" in trips:
        return _accepts(document, pointer, trips["accepts"])
    if "declares" in trips:
        properties = document.place(pointer).resolved().schema.get("properties")
        return isinstance(properties, dict) and trips["declares"] in properties
    if "refuses" in trips and not _accepts(document, pointer, trips["refuses"]):
        return True
    return trips["lacks"] not in _words(document, pointer)


def corrected(document: Document, errata: tuple[Erratum, ...]) -> Document:
    """A copy of the document with every erratum applied.

    Raises:
        UsageError: an erratum finds no place, or nothing to correct there.
    """
    for erratum in errata:
        for pointer in erratum.at:
            if mended(document, erratum, pointer):
                raise document.problem(pointer, f"erratum {erratum.id!r} is not needed here: the document is mended")
    result = _copy(document, {pointer.split("/")[3] for erratum in errata for pointer in erratum.at})
    places = [(pointer, erratum) for erratum in errata for pointer in erratum.at]
    # The innermost first: what is wrapped around a place would move the places inside it.
    for pointer, erratum in sorted(places, key=lambda place: -place[0].count("/")):
        _apply(result, erratum, pointer)
    return result


def _accepts(document: Document, pointer: str, value: Any) -> bool:
    document.place(pointer)
    # The whole document is the root, so that its own references resolve.
    validator = Draft202012Validator({**document.content, "$ref": f"#{pointer}"})
    try:
        return validator.is_valid(value)
    except Exception:  # What is malformed there fails in a way of its own, somewhere inside the validator.
        raise document.problem(pointer, "what stands there, or what it refers to, is no schema") from None


def _words(document: Document, pointer: str) -> str:
    """The descriptions of a place and of what it refers to, or the text itself that stands there."""
    try:
        value = document.value(pointer)
    except KeyError:
        raise document.problem(pointer, "the document has nothing there") from None
    if isinstance(value, str):
        return value
    place = document.place(pointer)
    said = [*_descriptions(place.schema), *_descriptions(place.resolved().schema)]
    return " ".join(" ".join(said).split())


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


def _copy(document: Document, changing: set[str]) -> Document:
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
    if schema != value["from"]:
        raise ValueError
    return {**value["to"], **marked}


def _prose(schema: dict[str, Any], value: Any, marked: dict[str, Any]) -> dict[str, Any]:
    if "x-prose" in schema:
        raise ValueError
    # What the document says itself is no correction of it.
    return {**schema, "x-prose": value}


_OPERATIONS: Mapping[str, Callable[[dict[str, Any], Any, dict[str, Any]], dict[str, Any]]] = {
    "nullable": _nullable,
    "add-member": _add_member,
    "make-optional": _make_optional,
    "add-variant": _add_variant,
    "add-values": _add_values,
    "any-of": _any_of,
    "replace": _replace,
    "prose": _prose,
}
