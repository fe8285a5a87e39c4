"""Tells what a dialect certainly refuses; inside untagged unions another variant may take a broken value."""

from __future__ import annotations

import re
from typing import Any

from conformance.jsontext import load
from conformance.spec import Dialect
from conformance.spec.model import (
    Array,
    Boolean,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from strategies.writing import Doubled, Raw


def refused(dialect: Dialect, node: Node, value: Any) -> bool:
    """Whether ``node`` certainly refuses ``value``; false also where the dialect leaves it open."""
    if isinstance(value, Raw):
        value = load(value.text)
    match dialect.resolve(node):
        case Json():
            return False
        case Text(shortest, longest, pattern):
            if not isinstance(value, str) or len(value) < shortest or (longest is not None and len(value) > longest):
                return True
            return pattern is not None and not re.search(pattern, value)
        case Boolean():
            return not isinstance(value, bool)
        case Integer(kind, minimum, maximum):
            if isinstance(value, float) and kind == "integer":
                return not value.is_integer()
            return type(value) is not int or _outside(value, minimum, maximum)
        case Float(_, minimum, maximum):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return not number or _outside(value, minimum, maximum)
        case Nullable(inner):
            return value is not None and refused(dialect, inner, value)
        case Enum(values, is_open):
            if not isinstance(value, str):
                return not (dialect.serde and isinstance(value, dict))
            return value not in values and not is_open
        case OpenEnum():
            return not isinstance(value, str) and not (dialect.serde and isinstance(value, dict))
        case Array(items, at_least):
            return (
                not isinstance(value, list)
                or len(value) < at_least
                or any(refused(dialect, items, item) for item in value)
            )
        case Map(values):
            return not isinstance(value, dict) or any(refused(dialect, values, item) for item in value.values())
        case Struct(members):
            if not isinstance(value, dict):
                return not (dialect.serde and isinstance(value, list))
            if isinstance(value, Doubled) and value.name in {member.name for member in members}:
                return dialect.serde
            return any(_member_refused(dialect, member, value) for member in members)
        case Tagged() as union:
            return _union_refused(dialect, union, value)
        case Untagged(variants):
            return all(refused(dialect, variant, value) for variant in variants)
    raise TypeError(f"no such node: {node!r}")


def _union_refused(dialect: Dialect, union: Tagged, value: Any) -> bool:
    if not isinstance(value, dict):
        if dialect.serde and isinstance(value, list):
            return False
        return union.fallback is None or refused(dialect, union.fallback, value)
    if isinstance(value, Doubled) and value.name == union.property:
        return dialect.serde
    if union.property not in value:
        return not union.optional or all(refused(dialect, variant.node, value) for variant in union.variants)
    tag = value[union.property]
    if not isinstance(tag, str):
        return not (dialect.serde and type(tag) is int)
    arms = [variant.node for variant in union.variants if variant.tag == tag]
    return refused(dialect, arms[0], value) if arms else not union.open


def _outside(number: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is not None and number < minimum) or (maximum is not None and number > maximum)


def _member_refused(dialect: Dialect, member: Member, value: dict[str, Any]) -> bool:
    others = [other.form for other in member.also]
    if member.name not in value:
        return member.required and "absent" not in others
    item = value[member.name]
    if item is None and (member.nullable or "null" in others):
        return False
    return all(refused(dialect, node, item) for node in (member.node, *others) if not isinstance(node, str))
