"""Where a path into a payload leads in the spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.spec.model import Array, Dialect, Json, Map, Member, Node, Nullable, Ref, Struct, Tagged, Untagged


def declares(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> bool:
    """Whether ``path`` into ``value`` names something that the spec knows.

    Unknown members of structs are not declared; whatever lies in maps and open JSON is.
    """
    return node_at(dialect, type_name, value, path) is not None


def node_at(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> Node | None:
    """The node that ``path`` into ``value`` leads to, or ``None`` where the spec declares nothing."""
    node = dialect.node(type_name)
    for token in path:
        step = _step(dialect, dialect.resolve(node), value, token)
        if step is None:
            return None
        node = step
        try:
            value = value[token]
        except (LookupError, TypeError):
            value = None
    return node


def member_at(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> tuple[str, Member] | None:
    """The declared member that ``path`` into ``value`` ends at, if it does, and what it is called in the spec.

    That is the type that declares it and the names from there on: ``Type.member``, ``Type.member.inner``.
    """
    name, node, member = type_name, dialect.node(type_name), None
    for token in path:
        for owner, holder in _holders(dialect, name, node, value):
            match holder:
                case Struct(members) if found := next((one for one in members if one.name == token), None):
                    name, node, member = f"{owner}.{found.name}", found.node, found
                    break
                case Array(inner) | Map(inner):
                    name, node, member = owner, inner, None
                    break
        else:
            return None
        try:
            value = value[token]
        except (LookupError, TypeError):
            value = None
    return None if member is None else (name, member)


def _holders(dialect: Dialect, name: str, node: Node, value: Any) -> Iterator[tuple[str, Node]]:
    """What a value may be read as, each under the name of the type that says so."""
    match node:
        case Ref(type_name):
            yield from _holders(dialect, type_name, dialect.node(type_name), value)
        case Nullable(inner):
            yield from _holders(dialect, name, inner, value)
        case Tagged(property_, variants, fallback):
            tag = value.get(property_) if isinstance(value, dict) else None
            arm = next((variant.node for variant in variants if variant.tag == tag), fallback)
            if arm is not None:
                yield from _holders(dialect, name, arm, value)
        case Untagged(variants):
            for variant in variants:
                yield from _holders(dialect, name, variant, value)
        case _:
            yield name, node


def _step(dialect: Dialect, node: Node, value: Any, token: str | int) -> Node | None:
    match node:
        case Json():
            return node
        case Map(values):
            return values
        case Array(items):
            return items
        case Nullable(inner):
            return _step(dialect, dialect.resolve(inner), value, token)
        case Struct(members):
            return next((member.node for member in members if member.name == token), None)
        case Tagged(property_, variants, fallback):
            if token == property_:
                return Json()
            tag = value.get(property_) if isinstance(value, dict) else None
            arm = next((variant.node for variant in variants if variant.tag == tag), fallback)
            if arm is None:
                # An unknown variant declares nothing that could be told from the rest: all of it counts.
                return Json() if node.open else None
            return _step(dialect, dialect.resolve(arm), value, token)
        case Untagged(variants):
            steps = (_step(dialect, dialect.resolve(variant), value, token) for variant in variants)
            return next((step for step in steps if step is not None), None)
        case _:
            return None
