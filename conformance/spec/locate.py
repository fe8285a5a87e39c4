"""Where a path into a payload leads in the spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from conformance.spec.model import Array, Dialect, Json, Map, Member, Node, Nullable, Ref, Struct, Tagged, Untagged

_Found: TypeAlias = tuple[str, Node, Member | None]
"""What the spec calls a place (``Type.member.inner``), its node, and the member if it is one."""


def declares(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> bool:
    """Whether ``path`` into ``value`` names something that the spec knows.

    Unknown members of structs are not declared; everything inside maps and open JSON is.
    """
    return node_at(dialect, type_name, value, path) is not None


def node_at(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> Node | None:
    """The node that ``path`` into ``value`` leads to, or ``None`` where the spec declares nothing."""
    found = _walked(dialect, type_name, value, path)
    return None if found is None else found[1]


def member_at(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> tuple[str, Member] | None:
    """The declared member at the end of ``path`` into ``value``, if there is one, and its name in the spec.

    The name is the type that declares the member and the names from there on: ``Type.member``, ``Type.member.inner``.
    """
    found = _walked(dialect, type_name, value, path)
    return None if found is None or found[2] is None else (found[0], found[2])


def _walked(dialect: Dialect, type_name: str, value: Any, path: Sequence[str | int]) -> _Found | None:
    found: _Found = type_name, dialect.node(type_name), None
    for token in path:
        step = next(_steps(dialect, found[0], found[1], value, token), None)
        if step is None:
            return None
        found = step
        try:
            value = value[token]
        except (LookupError, TypeError):
            value = None
    return found


def _steps(dialect: Dialect, name: str, node: Node, value: Any, token: str | int) -> Iterator[_Found]:
    """Where ``token`` may lead from ``node``, the first reading of the value first."""
    match node:
        case Ref(type_name):
            yield from _steps(dialect, type_name, dialect.node(type_name), value, token)
        case Json():
            yield name, node, None
        case Array(inner) | Map(inner):
            # A list has no names and an object no indexes: another variant of the union is meant.
            if isinstance(token, int) is isinstance(node, Array):
                yield name, inner, None
        case Nullable(inner):
            yield from _steps(dialect, name, inner, value, token)
        case Struct(members):
            yield from ((f"{name}.{token}", member.node, member) for member in members if member.name == token)
        case Tagged(property_, variants, fallback):
            tag = value.get(property_) if isinstance(value, dict) else None
            arm = next((variant.node for variant in variants if variant.tag == tag), fallback)
            inside = iter(()) if arm is None else _steps(dialect, name, arm, value, token)
            if token == property_:
                owner, _, member = next(inside, (name, node, None))
                yield owner, Json(), member
            elif arm is None and node.open:
                # An unknown variant declares nothing that could be told from the rest: all of it counts.
                yield name, Json(), None
            else:
                yield from inside
        case Untagged(variants):
            for variant in variants:
                yield from _steps(dialect, name, variant, value, token)
