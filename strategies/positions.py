"""The positions in a value: everywhere that the dialect says something, so that it can be broken there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from conformance.spec import Dialect
from conformance.spec.model import (
    Array,
    Map,
    Member,
    Node,
    Nullable,
    Struct,
    Tagged,
    Untagged,
)
from strategies.refusal import refused

Path: TypeAlias = tuple[str | int, ...]

Pick: TypeAlias = Callable[[int], int]
"""Picks a number below the given one, where an edge or a break leaves something open."""


@dataclass(frozen=True, slots=True)
class Position:
    """A path into a value, the value there, and what the dialect allows.

    ``member`` is the declaration, if it is a member. ``unions`` are the tagged unions of which the object is an
    arm, outermost first, and ``struct`` its declared members. ``untagged`` is the outermost untagged union around
    or at it, and its path: an error inside is reported there.
    """

    path: Path
    node: Node
    value: Any
    member: Member | None = None
    unions: tuple[Tagged, ...] = ()
    struct: Struct | None = None
    untagged: tuple[Path, Untagged] | None = None
    nullable: bool = False

    @property
    def limits(self) -> Mapping[str, Any]:
        """The limits that only the documentation sets to the member, as keywords of JSON Schema."""
        rules = self.member.prose if self.member else ()
        return {keyword: limit for rule in rules for keyword, limit in rule.limits.items()}

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of the object's tags."""
        return tuple(union.property for union in self.unions)

    @property
    def members(self) -> tuple[Member, ...]:
        """The declared members of the object, without tags that a variant declares itself."""
        tags = self.tags
        return () if self.struct is None else tuple(one for one in self.struct.members if one.name not in tags)


def positions(dialect: Dialect, node: Node, value: Any) -> Iterator[Position]:
    """All positions in a legal value, outermost first."""
    return _positions(dialect, Position((), dialect.resolve(node), value))


def _positions(dialect: Dialect, here: Position) -> Iterator[Position]:
    value = here.value
    match here.node:
        case Struct() as struct:
            yield from _object(dialect, replace(here, struct=struct))
        case Tagged() as union:
            inner: Node = union
            unions: list[Tagged] = []
            while isinstance(inner, Tagged) and isinstance(value, dict):
                unions.append(inner)
                tag = value[inner.property]
                arm = next(variant.node for variant in inner.variants if variant.tag == tag)
                inner = dialect.resolve(arm)
            if isinstance(inner, Struct):
                yield from _object(dialect, replace(here, unions=tuple(unions), struct=inner))
            else:
                yield here
        case Untagged(variants) as node:
            untagged = (here.path, node) if here.untagged is None else here.untagged
            around = replace(here, untagged=untagged)
            yield around
            for variant in variants:
                if not refused(dialect, variant, value):
                    taker = dialect.resolve(variant)
                    yield from _positions(dialect, replace(around, node=taker))
                    return
        case Nullable(inner):
            if value is None:
                yield here
            else:
                yield from _positions(dialect, replace(here, node=dialect.resolve(inner), nullable=True))
        case Array(items):
            yield here
            for index, item in enumerate(value):
                yield from _below(dialect, here, index, items, item)
        case Map(values):
            yield here
            for name, item in value.items():
                yield from _below(dialect, here, name, values, item)
        case _:
            yield here


def _object(dialect: Dialect, here: Position) -> Iterator[Position]:
    yield here
    for member in here.members:
        item = here.value.get(member.name)
        if item is not None:
            yield from _below(dialect, here, member.name, member.node, item, member)


def _below(
    dialect: Dialect, here: Position, step: str | int, node: Node, value: Any, member: Member | None = None
) -> Iterator[Position]:
    nullable = member is not None and (member.nullable or any(other.form == "null" for other in member.also))
    path = (*here.path, step)
    below = Position(path, dialect.resolve(node), value, member, untagged=here.untagged, nullable=nullable)
    return _positions(dialect, below)


def at(value: Any, path: Path) -> Any:
    """The value at ``path``."""
    for step in path:
        value = value[step]
    return value


def changed(value: Any, path: Path, new: Any) -> Any:
    """``value`` with ``new`` at ``path``; the containers along the path are copied."""
    if not path:
        return new
    step, *rest = path
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[step] = changed(value[step], tuple(rest), new)  # type: ignore[index]
    return copy
