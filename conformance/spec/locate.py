"""Where a path into a payload leads in the spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.spec.model import Array, Dialect, Json, Map, Node, Nullable, Struct, Tagged, Untagged


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
