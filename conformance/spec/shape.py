"""Puts what a type is into a few words, for people who look for their own type among those of a dialect."""

from __future__ import annotations

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
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)


def shape(dialect: Dialect, type_name: str) -> str:
    """What a type is, such as ``server event response.done``, ``object: id, object, …`` or ``map of text``."""
    wire = next((name for name, types in dialect.events.items() if type_name in types), None)
    if wire is not None:
        sides = " and ".join(sorted(dialect.sides[type_name]))
        return f"{sides} event {wire}"
    return _shape(dialect, dialect.node(type_name))


def _shape(dialect: Dialect, node: Node) -> str:
    match node:
        case Ref(name):
            return name
        case Nullable(inner):
            return f"{_shape(dialect, inner)}, or null"
        case Struct(members):
            return f"object: {_some([member.name for member in members])}"
        case Tagged(tag, variants, fallback):
            other = "" if fallback is None else f", or {_inner(dialect, fallback)}"
            return f"one of {len(variants)} by {tag}: {_some([variant.tag for variant in variants])}{other}"
        case Untagged(variants):
            return " or ".join(_inner(dialect, variant) for variant in variants)
        case Enum(values) | OpenEnum(values):
            return f"text: {_some(values)}"
        case Array(items):
            return f"list of {_inner(dialect, items)}"
        case Map(values):
            return f"map of {_inner(dialect, values)}"
        case _:
            return _PLAIN[type(node)]


_PLAIN: dict[type[Node], str] = {
    Text: "text",
    Boolean: "true or false",
    Integer: "whole number",
    Float: "number",
    Json: "any JSON",
}
_SHOWN = 4


def _inner(dialect: Dialect, node: Node) -> str:
    return _shape(dialect, node).partition(":")[0]


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
