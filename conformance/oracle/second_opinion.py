"""Asks the published schema of a type for a second opinion: does it take what the oracle does?

``jsonschema_rs`` is asked first, because it answers in a fiftieth of the time. Where it contradicts the oracle, or
cannot hold a value, ``jsonschema`` decides, and says why.

JSON Schema sees values, and the oracle texts. So there is no opinion on a text that is not JSON, repeats a name, or
spells a whole number with a fraction, an exponent or a minus zero; on a number that no double holds; and on what the
dialect leaves open. On everything else, both have to agree.

The schema is read as a reader of the wire reads it, by the dialect's own keywords: members that it does not know,
values of an enum that may grow and tags of a union that may grow are tolerated.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from conformance.jsontext import pointer, visible
from conformance.oracle.expectation import Accept, Expectation, Free, Reject
from conformance.spec.bundle import bundle

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

_LONGEST = 200
_LARGEST = int(sys.float_info.max)


class _NoOpinion(Exception):
    """The text differs from its value in a way that JSON Schema does not see."""


@lru_cache(maxsize=8)  # a case that fails is asked about once, however many checks it fails
def disagreement(dialect: str, type_name: str, text: str, expectation: Expectation) -> str | None:
    """How the published schema of a type disagrees with the oracle about a payload; ``None`` where it does not.

    Raises:
        UsageError: there is no such dialect or type.
    """
    if isinstance(expectation, Free):
        return None
    try:
        value = _decode(text)
    except (ValueError, RecursionError, _NoOpinion):
        return None
    if takes(dialect, type_name, value) is isinstance(expectation, Accept):
        return None
    error = refusal(dialect, type_name, value)
    if (error is None) is isinstance(expectation, Accept):
        return None
    schema = f"the published schema of {type_name}"
    if isinstance(expectation, Reject):
        broken = f"{expectation.rule} at {expectation.at or 'its root'}"
        return f"the oracle refuses the payload ({broken}), and {schema} takes it"
    at = pointer(map(str, error.absolute_path)) if error else ""
    why = visible(error.message, _LONGEST) if error else ""
    return f"the oracle takes the payload, and {schema} refuses it ({why} at {at or 'its root'})"


def takes(dialect: str, type_name: str, value: Any) -> bool | None:
    """Whether ``jsonschema_rs`` takes a value by the published schema; ``None`` for one that it cannot hold."""
    try:
        return _is_valid(dialect, type_name)(value)
    except ValueError:
        return None


def refusal(dialect: str, type_name: str, value: Any) -> ValidationError | None:
    """What ``jsonschema`` has against a value by the published schema."""
    # Only once it is needed: importing it takes longer than asking the other ten thousand times.
    from jsonschema.exceptions import best_match

    error: ValidationError | None = best_match(_validator(dialect, type_name).iter_errors(value))
    return error


@cache
def _validator(dialect: str, type_name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_as_read(bundle(dialect, type_name)))


@cache
def _is_valid(dialect: str, type_name: str) -> Callable[[Any], bool]:
    return jsonschema_rs.Draft202012Validator(_as_read(bundle(dialect, type_name))).is_valid


def _as_read(schema: Any) -> Any:
    """The schema with what its keywords say that a reader tolerates."""
    if isinstance(schema, list):
        return [_as_read(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    read = {name: _as_read(part) for name, part in schema.items() if (name, part) != ("additionalProperties", False)}
    if read.get("x-open") == "tolerate":
        del read["enum"]
    match read.get("x-tag"):
        case {"property": tag, **more} if more.keys() & {"open", "optional"}:
            arms = read.pop("oneOf")
            other = [_other_tag(tag, arms)] if "open" in more else []
            # Without a tag, the first arm that fits has the object.
            read["anyOf"] = [*(_without(tag, arm) if "optional" in more else arm for arm in arms), *other]
    return read


def _without(tag: str, arm: dict[str, Any]) -> dict[str, Any]:
    return arm | {"required": [name for name in arm.get("required", ()) if name != tag]}


def _other_tag(tag: str, arms: list[Any]) -> dict[str, Any]:
    # An arm without the tag is what is tried where the value is no object.
    known = [arm["properties"][tag]["const"] for arm in arms if tag in arm.get("properties", ())]
    return {"type": "object", "properties": {tag: {"type": "string", "not": {"enum": known}}}, "required": [tag]}


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _NoOpinion
    return value


def _fraction(lexeme: str) -> float:
    value = float(lexeme)
    if value.is_integer() or value in (float("inf"), float("-inf")):
        raise _NoOpinion
    return value


def _integer(lexeme: str) -> int:
    value = int(lexeme)
    if lexeme == "-0" or not -_LARGEST <= value <= _LARGEST:
        raise _NoOpinion
    return value


def _constant(name: str) -> Any:
    raise _NoOpinion


_decode = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_fraction, parse_int=_integer, parse_constant=_constant
).decode
