"""The linter of the spec files: the vocabulary's forms, and what its meta-schema cannot say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.jsontext import pointer
from conformance.spec.loader import SpecError, documents, load, manifest_of

_VOCABULARY = Path(__file__).with_name("vocabulary.schema.json")
_RANGES = {
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "u64": (0, 2**64 - 1),
    "i64": (-(2**63), 2**63 - 1),
}


def lint(dialect: str) -> list[str]:
    """Every problem of a dialect's files, a line each, with file and JSON Pointer."""
    keeps_null = manifest_of(dialect)["reading"] == "document"
    problems: list[str] = []
    for module, document in documents(dialect).items():
        problems += lint_document(f"{dialect}/{module}.json", document, keeps_null=keeps_null)
    if not problems:
        try:
            load(dialect)
        except SpecError as error:
            problems.append(str(error))
    return problems


def lint_document(name: str, document: Mapping[str, Any], *, keeps_null: bool = False) -> list[str]:
    """Every problem of one module's document; ``keeps_null`` where optional members need no ``x-absent``."""
    error = best_match(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(document))
    if error is not None:
        return [f"{name}#{pointer(error.absolute_path)}: no JSON Schema: {error.message[:300]}"]
    vocabulary = json.loads(_VOCABULARY.read_text(encoding="utf-8"))
    forms = {"$defs": vocabulary["$defs"], "$ref": "#/$defs/type"}
    quick, telling = jsonschema_rs.Draft202012Validator(forms), Draft202012Validator(forms)
    problems = []
    for type_name, schema in document.get("$defs", {}).items():
        # Type by type, so that each tells the form that it comes closest to.
        error = None if quick.is_valid(schema) else best_match(telling.iter_errors(schema))
        if error is not None:
            at = pointer(["$defs", type_name, *error.absolute_path])
            problems.append(f"{name}#{at}: {error.message[:300]}")
        problems += [f"{name}#/$defs/{type_name}{at}: {problem}" for at, problem in _unsaid(schema, "", keeps_null)]
    return problems


def _unsaid(schema: Any, at: str, keeps_null: bool) -> Iterator[tuple[str, str]]:
    """What holds between keywords, which a meta-schema cannot say."""
    if isinstance(schema, list):
        for place, item in enumerate(schema):
            yield from _unsaid(item, f"{at}/{place}", keeps_null)
        return
    if not isinstance(schema, dict):
        return
    number = schema.get("x-number")
    if number in _RANGES and (schema.get("minimum"), schema.get("maximum")) != _RANGES[number]:
        yield at, f"minimum and maximum are not the range of {number}"
    if isinstance(schema.get("properties"), dict):
        required = schema.get("required", [])
        for name in set(required) - set(schema["properties"]):
            yield f"{at}/required", f"{name} is required, but no property"
        for name, property_ in schema["properties"].items():
            if not isinstance(property_, dict):
                continue
            if (name in required or keeps_null) and "x-absent" in property_:
                yield (
                    f"{at}/properties/{name}",
                    "x-absent is for optional properties of a dialect that does not keep null",
                )
            if name not in required and not keeps_null and "x-absent" not in property_:
                yield f"{at}/properties/{name}", "an optional property says x-absent"
    tag = schema.get("x-tag", {})
    if tag.get("kind") == "internal":
        yield from _tagged_arms(schema, tag, at)
    for keyword, value in schema.items():
        if keyword != "x-prose":
            yield from _unsaid(value, f"{at}/{keyword}", keeps_null)


def _tagged_arms(schema: Mapping[str, Any], tag: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, arm in enumerate(schema.get("oneOf", ())):
        if place == tag.get("fallback"):
            continue
        value = arm.get("properties", {}).get(tag["property"], {}).get("const")
        if value is None or tag["property"] not in arm.get("required", ()):
            yield f"{at}/oneOf/{place}", f"a variant requires its tag {tag['property']} as a const"
        elif value in seen:
            yield f"{at}/oneOf/{place}", f"the tag {value!r} is taken by another variant"
        seen.add(value)
