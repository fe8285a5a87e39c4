"""Says of an event which limit it is beyond: where exactly, and which value or bound the document expects there.

A rule in words may be about a whole event, of which one member breaks it: that member is named, where the rule's schema
tells it. Only what no schema tells is left to the sentence of the requirement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator

from conformance.jsontext import pointer, text_of, tokens
from conformance.oracle import IN_WORDS, Breach, Departure
from conformance.oracle.expected import limit
from conformance.spec.model import Sum
from conformance.spec.prose import Path, Placed, number_of

ABSENT = "no such member"
"""What is expected where a member must not be."""


def beyond(broken: Placed) -> Breach:
    """The breach of a rule that a value does not keep."""
    rule = broken.prose.rule
    within, expected = _sum(rule, broken.value) if isinstance(rule, Sum) else _first(rule, broken.value)
    got = _at(broken.value, within)
    place = pointer((*broken.path, *within))
    return Breach(Departure.BEYOND_LIMIT, place, expected, text_of(got), requirement=broken.prose.requirement)


def _sum(rule: Sum, value: Any) -> tuple[Path, str]:
    parts = sum(number_of(part)(value) or 0 for part in rule.parts)
    more = "" if rule.relation == "=" else " or more"
    return tokens(rule.total), f"{text_of(parts)}{more}, which is {' + '.join(rule.parts)}"


def _first(rule: Mapping[str, Any], value: Any) -> tuple[Path, str]:
    """The first place that a schema refuses, and what it expects there; the whole value where only words say it."""
    error = next(iter(Draft202012Validator(dict(rule)).iter_errors(value)))
    *outer, keyword = error.schema_path
    expected = _words(_at(rule, outer), str(keyword))
    return ((), IN_WORDS) if expected == IN_WORDS else (tuple(error.instance_path), expected)


def _words(schema: Mapping[str, Any], keyword: str) -> str:
    match keyword, schema[keyword]:
        case _, False:
            return ABSENT
        case "multipleOf", step:
            return f"a multiple of {step}"
        case "not", {"const": value}:
            return f"anything but {text_of(value)}"
        case "not", {"enum": values}:
            return f"anything but {', '.join(map(text_of, values))}"
        case "minimum" | "maximum", _:
            return limit(schema)
        case _, asked:
            return limit({keyword: asked})


def _at(value: Any, path: Any) -> Any:
    for step in path:
        value = value[step]
    return value
