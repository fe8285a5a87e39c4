"""The bounds of a limit that only the documentation states: the last values within it, and the first ones beyond."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bound:
    """A value at a bound: the end of its slug, the value, and why it is within or beyond."""

    slug: str
    value: Any
    why: str


KEYWORDS = frozenset(
    {
        "type",
        "const",
        "enum",
        "minimum",
        "maximum",
        "pattern",
        "minLength",
        "maxLength",
        "items",
        "maxProperties",
        "propertyNames",
        "additionalProperties",
    }
)
"""The keywords of a limit on one value. A rule with others says itself how it is kept and broken."""

_Make = Callable[[Any], Any]

# By keyword: the end of the slug, the value from the keyword's, and what there is to say about it.
_WITHIN: Mapping[str, tuple[str, _Make, str]] = {
    "minimum": ("minimum", lambda limit: limit, "is the documented minimum {}"),
    "maximum": ("maximum", lambda limit: limit, "is the documented maximum {}"),
    "minLength": ("min-length", lambda limit: "x" * limit, "has the documented minimum of {} characters"),
    "maxLength": ("max-length", lambda limit: "x" * limit, "has the documented maximum of {} characters"),
    "maxProperties": ("max-properties", lambda limit: _pairs(limit), "has the documented maximum of {} pairs"),
    "propertyNames": (
        "name-length",
        lambda rule: {"k" * rule["maxLength"]: "value"},
        "has a name of the documented maximum of {[maxLength]} characters",
    ),
    "additionalProperties": (
        "value-length",
        lambda rule: {"key": "v" * rule["maxLength"]},
        "has a value of the documented maximum of {[maxLength]} characters",
    ),
}
_BEYOND: Mapping[str, tuple[str, _Make, str]] = {
    "minimum": ("minimum", lambda limit: limit - 1, "is below the documented minimum {}"),
    "maximum": ("maximum", lambda limit: limit + 1, "is above the documented maximum {}"),
    "const": (
        "const",
        lambda value: 16000 if isinstance(value, int) else "something.else",
        "is not the documented constant {}",
    ),
    "enum": (
        "enum",
        lambda values: [item for value in values for item in value] if _lists(values) else "something_else",
        "is none of the documented values",
    ),
    "pattern": ("pattern", lambda _: "0b9d5c2e-6b8f-4f0e-9a51-3f1d2c4b5a69", "does not look as documented"),
    "minLength": ("min-length", lambda limit: "x" * (limit - 1), "is shorter than the documented {} characters"),
    "maxLength": ("max-length", lambda limit: "x" * (limit + 1), "is longer than the documented {} characters"),
    "items": ("items", lambda _: ["audio", "video"], "holds a value that is not documented"),
    "maxProperties": ("max-properties", lambda limit: _pairs(limit + 1), "has more than the documented {} pairs"),
    "propertyNames": (
        "name-length",
        lambda rule: {"k" * (rule["maxLength"] + 1): "value"},
        "has a name longer than {[maxLength]} characters",
    ),
    "additionalProperties": (
        "value-length",
        lambda rule: {"key": "v" * (rule["maxLength"] + 1)},
        "has a value longer than {[maxLength]} characters",
    ),
}


def within(limits: Mapping[str, Any]) -> Iterator[Bound]:
    """The last values within each limit."""
    return _bounds(limits, _WITHIN)


def beyond(limits: Mapping[str, Any]) -> Iterator[Bound]:
    """The first value beyond each limit, or one that breaks it."""
    return _bounds(limits, _BEYOND)


def _bounds(limits: Mapping[str, Any], table: Mapping[str, tuple[str, _Make, str]]) -> Iterator[Bound]:
    for keyword, limit in limits.items():
        counted = keyword not in ("propertyNames", "additionalProperties") or "maxLength" in limit
        if keyword in table and counted:
            slug, make, why = table[keyword]
            yield Bound(slug, make(limit), why.format(limit))


def _pairs(count: int) -> dict[str, str]:
    return {f"key{number}": "value" for number in range(count)}


def _lists(values: Any) -> bool:
    return isinstance(values[0], list)
