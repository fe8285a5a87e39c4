"""Says in words what a place in a payload is expected to hold."""

from __future__ import annotations

import json
from collections.abc import Iterable

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
    Tagged,
    Text,
    Untagged,
)

_LISTED = 12


def expected(dialect: Dialect, node: Node) -> str:
    """What a node takes: ``"a string"``, ``"an integer from 10 to 7200"``, ``'"text" or "audio"'``."""
    match dialect.resolve(node):
        case Text() as text:
            return _text(text)
        case OpenEnum():
            return "a string"
        case Boolean():
            return "true or false"
        case Integer(_, minimum, maximum):
            return f"an integer{_range(minimum, maximum)}"
        case Float(_, minimum, maximum):
            return f"a number{_range(minimum, maximum)}"
        case Enum(values):
            return one_of(values)
        case Array(_, min_items):
            return f"an array of at least {min_items} items" if min_items else "an array"
        case Map() | Struct() | Tagged(fallback=None):
            return "an object"
        case Tagged(fallback=fallback) if fallback is not None:
            return _either(["an object", expected(dialect, fallback)])
        case Nullable(inner):
            return _either([expected(dialect, inner), "null"])
        case Untagged(variants):
            return _either(expected(dialect, variant) for variant in variants)
        case Json():
            return "any JSON"
        case other:
            raise TypeError(f"{other!r} is not a node")


def one_of(values: Iterable[str]) -> str:
    """Strings to choose from; of a long list, the first ones."""
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    if len(quoted) > _LISTED:
        return f"{', '.join(quoted[:_LISTED])} or one of {len(quoted) - _LISTED} others"
    return _either(quoted)


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
