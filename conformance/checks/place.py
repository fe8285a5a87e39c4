"""Finds what is declared at a place of a payload."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from conformance import jsontext
from conformance.checks.case import Case
from conformance.difference import Path
from conformance.spec import dialects, load_dialect
from conformance.spec.locate import member_at, node_at
from conformance.spec.model import (
    Array,
    Dialect,
    Enum,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Struct,
    Tagged,
    Untagged,
    children,
)


def member_of(case: Case, at: str, dialect: Dialect) -> tuple[str, Member] | None:
    """The member at a JSON Pointer into what was sent, and its name in the spec (``Type.member``), if there is one."""
    try:
        sent = jsontext.load(case.text)
    except jsontext.NotJson:
        return None
    return member_at(dialect, case.type, sent, _path(sent, at)[0])


def is_typed(case: Case, at: str, dialect: Dialect) -> bool:
    """Whether the value at a JSON Pointer into what was sent has a type of its own; maps and open JSON have none."""
    try:
        sent = jsontext.load(case.text)
    except jsontext.NotJson:
        return False
    path, value = _path(sent, at)
    node = dialect.node(case.type) if not path else node_at(dialect, case.type, sent, path)
    return node is not None and _is_typed(dialect, node, value)


def _is_typed(dialect: Dialect, node: Node, value: Any) -> bool:
    match dialect.resolve(node):
        case Struct() | Tagged():
            return isinstance(value, dict)
        case Enum(values) | OpenEnum(values):
            return value in values
        case Nullable(inner):
            return value is not None and _is_typed(dialect, inner, value)
        case Array(inner):
            return isinstance(value, list) and any(_is_typed(dialect, inner, item) for item in value)
        case Map(inner):
            return isinstance(value, dict) and any(_is_typed(dialect, inner, item) for item in value.values())
        case Untagged(variants):
            return any(_is_typed(dialect, variant, value) for variant in variants)
        case _:
            return False


@cache
def member_names() -> frozenset[str]:
    """The names of the members of every type of every dialect: a library may have them where this dialect does not."""
    types = (node for name in dialects() for node in load_dialect(name).types.values())
    return frozenset(name for node in types for name in _names(node))


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Struct):
        yield from (member.name for member in node.members)
    for child in children(node):
        yield from _names(child)


def _path(sent: Any, at: str) -> tuple[Path, Any]:
    """A JSON Pointer as names and indexes, and the value that it leads to; ``None`` where there is none."""
    path: list[str | int] = []
    inner = sent
    for token in at.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        path.append(int(name) if isinstance(inner, list) and name.isdigit() else name)
        try:
            inner = inner[path[-1]]
        except (LookupError, TypeError):
            inner = None
    return tuple(path), inner
