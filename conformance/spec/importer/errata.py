"""Corrections to the official document: data that the importer applies before it translates.

Every erratum says where, what and why, on what evidence, and how to tell that upstream fixed it. An erratum that
the document no longer needs, or whose place is gone from it, is an error: corrections never outlive their cause.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.errors import UsageError
from conformance.spec.importer.document import SCHEMAS, WORDS, Document, escaped
from conformance.spec.model import LEVELS, LevelName

_SCHEMA = Path(__file__).with_name("errata.schema.json")
# What each kind of evidence is worth at most: what the wire or the document shows binds like the document.
_WORTH: Mapping[str, LevelName] = {
    "recorded": "must",
    "document": "must",
    "example": "must",
    "prose": "must",
    "reported": "should",
    "sdk": "should",
    "inferred": "free",
}
# Operations that wrap a schema, applied after those that change what is inside it.
_WRAPPING = frozenset({"nullable"})


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction; ``at`` are the JSON Pointers to which it applies.

    ``side`` is who writes what it corrects: ``client``, ``server`` or ``both``. ``at_most`` lowers its level below
    what its provenance is worth.
    """

    id: str
    at: tuple[str, ...]
    op: str
    value: Any
    why: str
    evidence: str
    provenance: str
    trips: Mapping[str, Any]
    side: str = "both"
    at_most: LevelName = "must"

    @property
    def level(self) -> LevelName:
        """How binding it is: as its evidence is worth, and ``should`` for a member that no document has."""
        alone: LevelName = "should" if self.op == "add-member" else "must"
        return max(_WORTH[self.provenance], alone, self.at_most, key=LEVELS.index)


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
    if isinstance(about, Erratum) and about.op == "add-type":
        return pointer.removeprefix(SCHEMAS) in document.schemas
    if "accepts" in trips:
        return _accepts(document, pointer, trips["accepts"])
    if "declares" in trips:
        properties = document.location(pointer).resolved().schema.get("properties")
        return isinstance(properties, dict) and trips["declares"] in properties
    if "refuses" in trips and not _accepts(document, pointer, trips["refuses"]):
        return True
    return trips["lacks"] not in _words(document, trips.get("in", pointer))


def corrected(document: Document, errata: tuple[Erratum, ...], shared: Set[str] = frozenset()) -> Document:
    """A copy of the document with every erratum applied.

    A form that binds below ``must``, or on one side of a type that both sides write (``shared``), is noted beside
    what the document has, as ``x-also``; any other becomes part of the schema itself.

    Raises:
        UsageError: the document has nothing at an erratum's pointer, or nothing to correct there.
    """
    corrections = [(pointer, erratum) for erratum in errata if erratum.op != "add-type" for pointer in erratum.at]
    result = with_copies(with_new_types(document, errata), {pointer.split("/")[3] for pointer, _ in corrections})
    for pointer, erratum in corrections:
        _check_needed(result, erratum, pointer)
    # The innermost first: wrapping a schema would move the pointers into it.
    for pointer, erratum in sorted(corrections, key=_when):
        _apply(result, erratum, pointer, shared=pointer.split("/")[3] in shared)
    return result


def with_new_types(document: Document, errata: Iterable[Erratum]) -> Document:
    """The document with the types that errata add; whatever else they correct is as it was.

    Raises:
        UsageError: the document has such a type.
    """
    result = with_copies(document, set())
    for erratum in errata:
        for pointer in erratum.at if erratum.op == "add-type" else ():
            _check_needed(document, erratum, pointer)
            result.schemas[pointer.removeprefix(SCHEMAS)] = {**erratum.value, "x-errata": [erratum.id]}
    return result


def _check_needed(document: Document, erratum: Erratum, pointer: str) -> None:
    if fixed_upstream(document, erratum, pointer):
        raise document.problem(pointer, f"erratum {erratum.id!r} is not needed here: the document is right")


def _when(correction: tuple[str, Erratum]) -> tuple[int, bool]:
    pointer, erratum = correction
    return -pointer.count("/"), erratum.op in _WRAPPING


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


def _apply(document: Document, erratum: Erratum, pointer: str, *, shared: bool) -> None:
    if erratum.op == "example":
        return
    beside = erratum.op in _FORMS and (erratum.level != "must" or (shared and erratum.side != "both"))
    if beside and erratum.op == "make-optional":
        pointer = f"{pointer}/properties/{erratum.value}"
    schema = document.location(pointer).schema
    assert isinstance(schema, dict)
    marked = {"x-errata": [*schema.get("x-errata", ()), erratum.id]}
    try:
        if beside:
            changed = {**schema, "x-also": [*schema.get("x-also", ()), _form(erratum)], **marked}
        else:
            changed = _OPERATIONS[erratum.op](dict(schema), erratum, marked)
    except (KeyError, TypeError, ValueError):
        raise document.problem(pointer, f"erratum {erratum.id!r} ({erratum.op}) does not apply here") from None
    schema.clear()
    schema.update(changed)


# Operations that let a place have one more form, and that form.
_FORMS: Mapping[str, Callable[[Erratum], Any]] = {
    "nullable": lambda _: "null",
    "make-optional": lambda _: "absent",
    "add-variant": lambda erratum: erratum.value,
}


def _form(erratum: Erratum) -> dict[str, Any]:
    """The form as an entry of ``x-also``."""
    return {"erratum": erratum.id, "level": erratum.level, **_side(erratum), "form": _FORMS[erratum.op](erratum)}


def _side(erratum: Erratum) -> dict[str, str]:
    return {} if erratum.side == "both" else {"side": erratum.side}


def _nullable(schema: dict[str, Any], _: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    inner = {word: value for word, value in schema.items() if word not in WORDS}
    ours = {word: schema[word] for word in WORDS if word in schema}
    return {"anyOf": [inner, {"type": "null"}], **ours, **marked}


def _add_member(schema: dict[str, Any], erratum: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    value = erratum.value
    if value["name"] in schema["properties"]:
        raise ValueError
    marks = {"x-errata": marked["x-errata"][-1:], "x-level": erratum.level}
    member = {**value["schema"], **marks, **{f"x-{word}": side for word, side in _side(erratum).items()}}
    return {**schema, "properties": {**schema["properties"], value["name"]: member}}


def _make_optional(schema: dict[str, Any], erratum: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    required = list(schema["required"])
    required.remove(erratum.value)
    return {**schema, "required": required, **marked}


def _add_variant(schema: dict[str, Any], erratum: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    value = erratum.value
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return {**schema, keyword: [*schema[keyword], value], **marked}
    return {"anyOf": [schema, value], **marked}


def _add_values(schema: dict[str, Any], erratum: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    if set(erratum.value) & set(schema["enum"]):
        raise ValueError
    return {**schema, "enum": [*schema["enum"], *erratum.value], **marked}


def _any_of(schema: dict[str, Any], _: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    rest = {word: value for word, value in schema.items() if word != "oneOf"}
    return {**rest, "anyOf": schema["oneOf"], **marked}


def _replace(schema: dict[str, Any], erratum: Erratum, marked: dict[str, Any]) -> dict[str, Any]:
    value = erratum.value
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


_OPERATIONS: Mapping[str, Callable[[dict[str, Any], Erratum, dict[str, Any]], dict[str, Any]]] = {
    "nullable": _nullable,
    "add-member": _add_member,
    "make-optional": _make_optional,
    "add-variant": _add_variant,
    "add-values": _add_values,
    "any-of": _any_of,
    "replace": _replace,
}
