"""Says in words what a place in a payload is expected to hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Node,
    Nullable,
    OpenEnum,
    Struct,
    Sum,
    Tagged,
    Text,
    Untagged,
)

IN_WORDS = "what its requirement says"
"""What is expected where only a sentence says it, that of the requirement."""

LISTED = 8
"""The longest list of values that is shown; of a longer one, only its length is."""

_READABLE = 40


def expected(dialect: Dialect, node: Node) -> str:
    """What a node takes: ``"a string"``, ``"an integer from 10 to 7200"``, ``'"text" or "audio"'``."""
    return _either(_choices(dialect, node))


def _choices(dialect: Dialect, node: Node) -> Iterator[str]:
    match dialect.resolve(node):
        case Text() as text:
            yield _text(text)
        case OpenEnum():
            yield "a string"
        case Boolean():
            yield "true or false"
        case Integer(_, minimum, maximum):
            yield f"an integer{_range(minimum, maximum)}"
        case Float(_, minimum, maximum):
            yield f"a number{_range(minimum, maximum)}"
        case Enum(values):
            yield one_of(values)
        case Array(_, min_items):
            yield f"an array of at least {min_items} items" if min_items else "an array"
        case Map() | Struct():
            yield "an object"
        case Tagged(fallback=fallback):
            yield "an object"
            if fallback is not None:
                yield from _choices(dialect, fallback)
        case Nullable(inner):
            yield from _choices(dialect, inner)
            yield "null"
        case Untagged(variants):
            for variant in variants:
                yield from _choices(dialect, variant)
        case Json():
            yield "any JSON"


def limit(rule: Mapping[str, Any] | Sum) -> str:
    """What a rule asks for that only the documentation states."""
    match rule:
        case Sum(total, parts, relation):
            return f"{total} {relation} {' + '.join(parts)}"
        case {"const": value}:
            return one_of([value])
        case {"enum": values} | {"items": {"enum": values}}:
            return one_of(values)
        case {"pattern": pattern}:
            return (
                f"a string that matches {pattern}" if len(pattern) <= _READABLE else "a string of the documented form"
            )
        case {"minimum": _} | {"maximum": _}:
            return f"a number{_range(rule.get('minimum'), rule.get('maximum'))}"
        case {"maxProperties": pairs}:
            return f"a map of at most {pairs} pairs of the documented lengths"
        case _:
            return IN_WORDS


def one_of(values: Iterable[Any]) -> str:
    """Values to choose from, as JSON; of a long list, only how many there are."""
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    return _either(quoted) if len(quoted) <= LISTED else f"one of {len(quoted)} listed values"


def _either(choices: Iterable[str]) -> str:
    *first, last = dict.fromkeys(choices)
    return f"{', '.join(first)} or {last}" if first else last


def _text(text: Text) -> str:
    length = _range(text.min_length or None, text.max_length)
    limited = f" of length{length}" if length else ""
    return f"a string{limited}{f' that matches {text.pattern}' if text.pattern is not None else ''}"


def _range(minimum: float | None, maximum: float | None) -> str:
    match minimum, maximum:
        case None, None:
            return ""
        case _, None:
            return f" from {minimum}"
        case None, _:
            return f" up to {maximum}"
        case _ if minimum == maximum:
            return f" equal to {minimum}"
        case _:
            return f" from {minimum} to {maximum}"
