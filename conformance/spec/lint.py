"""The linter for spec files: checks the vocabulary's forms, and what its meta-schema cannot express."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.jsontext import pointer
from conformance.spec.bounds import KEYWORDS
from conformance.spec.loader import SpecError, documents, load_dialect, manifest_of
from conformance.spec.model import Dialect, Struct, within

_VOCABULARY = Path(__file__).with_name("vocabulary.schema.json")
_RANGES = {
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "u64": (0, 2**64 - 1),
    "i64": (-(2**63), 2**63 - 1),
}


def lint(dialect: str) -> list[str]:
    """Every problem of a dialect's files, one line per problem, with file and JSON Pointer."""
    keeps_null = manifest_of(dialect)["reading"] == "document"
    problems = [
        problem
        for module, document in documents(dialect).items()
        for problem in lint_document(f"{dialect}/{module}.json", document, keeps_null=keeps_null)
    ]
    if not problems:
        try:
            problems += lint_sides(load_dialect(dialect))
        except SpecError as error:
            problems.append(str(error))
    return problems


def lint_sides(dialect: Dialect) -> list[str]:
    """Types that nobody writes, and members for a side that does not write their type."""
    problems = [f"{dialect.name}: {name}: no side writes it" for name, sides in dialect.sides.items() if not sides]
    for name, node in dialect.types.items():
        problems += [
            f"{dialect.name}: {name}: {member.name} is the {member.side}'s, which does not write the type"
            for inner in within(node)
            if isinstance(inner, Struct)
            for member in inner.members
            if member.side is not None and member.side not in dialect.sides[name]
        ]
    return problems


def lint_document(name: str, document: Mapping[str, Any], *, keeps_null: bool = False) -> list[str]:
    """Every problem of one module's document; ``keeps_null`` where optional members need no ``x-absent``."""
    error = best_match(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(document))
    if error is not None:
        return [f"{name}#{pointer(error.absolute_path)}: not a JSON Schema: {error.message[:300]}"]
    vocabulary = json.loads(_VOCABULARY.read_text(encoding="utf-8"))
    forms = {"$defs": vocabulary["$defs"], "$ref": "#/$defs/type"}
    quick, telling = jsonschema_rs.Draft202012Validator(forms), Draft202012Validator(forms)
    problems = []
    for type_name, schema in document.get("$defs", {}).items():
        # Type by type, so that each error names the form that the type comes closest to.
        error = None if quick.is_valid(schema) else best_match(telling.iter_errors(schema))
        if error is not None:
            at = pointer(["$defs", type_name, *error.absolute_path])
            problems.append(f"{name}#{at}: {error.message[:300]}")
        problems += [
            f"{name}#/$defs/{type_name}{at}: {problem}" for at, problem in _contradictions(schema, "", keeps_null)
        ]
    return problems


def _contradictions(schema: Any, at: str, keeps_null: bool) -> Iterator[tuple[str, str]]:
    """Problems between keywords, which a meta-schema cannot express."""
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from _contradictions(item, f"{at}/{index}", keeps_null)
        return
    if not isinstance(schema, dict):
        return
    number = schema.get("x-number")
    if number in _RANGES and (schema.get("minimum"), schema.get("maximum")) != _RANGES[number]:
        yield at, f"minimum and maximum are not the range of {number}"
    if isinstance(schema.get("properties"), dict):
        required = schema.get("required", [])
        for name in set(required) - set(schema["properties"]):
            yield f"{at}/required", f"{name} is required, but not a property"
        for name, property_ in schema["properties"].items():
            if not isinstance(property_, dict):
                continue
            if (name in required or keeps_null) and "x-absent" in property_:
                yield (
                    f"{at}/properties/{name}",
                    "x-absent is for optional properties of a dialect that does not keep null",
                )
            if name not in required and not keeps_null and "x-absent" not in property_:
                yield f"{at}/properties/{name}", "an optional property needs x-absent"
    for index, rule in enumerate(schema.get("x-prose", ())):
        for problem in _one_sided(rule, of_object="properties" in schema):
            yield f"{at}/x-prose/{index}", problem
    tag = schema.get("x-tag", {})
    if tag.get("kind") == "internal":
        yield from _tagged_arms(schema, tag, at)
    for keyword, value in schema.items():
        if keyword != "x-prose":
            yield from _contradictions(value, f"{at}/{keyword}", keeps_null)


def _one_sided(rule: Mapping[str, Any], *, of_object: bool) -> Iterator[str]:
    """What a rule has to say besides, so that payloads of both its sides can be made."""
    schema = rule.get("schema")
    if isinstance(schema, dict) and (of_object or schema.keys() - KEYWORDS):
        for change, makes in (("repair", "keep"), ("broken", "break")):
            if change not in rule:
                yield f"the rule {rule.get('requirement')} needs `{change}`, which makes a payload {makes} it"


def _tagged_arms(schema: Mapping[str, Any], tag: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for index, arm in enumerate(schema.get("oneOf", ())):
        if index == tag.get("fallback"):
            continue
        value = arm.get("properties", {}).get(tag["property"], {}).get("const")
        if value is None or tag["property"] not in arm.get("required", ()):
            yield f"{at}/oneOf/{index}", f"a variant requires its tag {tag['property']} as a const"
        elif value in seen:
            yield f"{at}/oneOf/{index}", f"the tag {value!r} is taken by another variant"
        seen.add(value)
