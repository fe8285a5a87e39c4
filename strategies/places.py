"""The places of a value: each spot at which the dialect says something, so that it can be broken there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

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
from strategies.writing import Doubled

Path: TypeAlias = tuple[str | int, ...]

Pick: TypeAlias = Callable[[int], int]
"""Picks a number below the given one: where an edge or a break leaves something open."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what stands there and what may.

    ``member`` is the declaration that holds it, if it is a member. ``unions`` are the tagged unions that
    the object is an arm of, outermost first, and ``struct`` its declared members. ``untagged`` is the
    outermost untagged union around or at it, and its path: what is wrong inside is reported there.
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
    def tags(self) -> tuple[str, ...]:
        """The names of the tags that the object here has."""
        return tuple(union.property for union in self.unions)


def places(dialect: Dialect, node: Node, value: Any) -> Iterator[Place]:
    """All places of a legal value, outermost first."""
    return _places(dialect, Place((), dialect.resolve(node), value))


def _places(dialect: Dialect, here: Place) -> Iterator[Place]:
    value = here.value
    match here.node:
        case Struct() as struct:
            yield _with_arms(here, (), struct)
            yield from _members(dialect, here, struct)
        case Tagged() as union:
            inner: Node = union
            unions: list[Tagged] = []
            while isinstance(inner, Tagged) and isinstance(value, dict):
                unions.append(inner)
                tag = value[inner.property]
                arm = next(variant.node for variant in inner.variants if variant.tag == tag)
                inner = dialect.resolve(arm)
            if isinstance(inner, Struct):
                yield _with_arms(here, tuple(unions), inner)
                yield from _members(dialect, here, inner)
            else:
                yield here
        case Untagged(variants) as node:
            untagged = (here.path, node) if here.untagged is None else here.untagged
            around = replace(here, untagged=untagged)
            yield around
            for variant in variants:
                if not refused(dialect, variant, value):
                    taker = dialect.resolve(variant)
                    yield from _places(dialect, replace(around, node=taker))
                    return
        case Nullable(inner):
            if value is None:
                yield here
            else:
                yield from _places(dialect, replace(here, node=dialect.resolve(inner), nullable=True))
        case Array(items):
            yield here
            for number, item in enumerate(value):
                yield from _below(dialect, here, number, items, item, None)
        case Map(values):
            yield here
            for name, item in value.items():
                yield from _below(dialect, here, name, values, item, None)
        case _:
            yield here


def _with_arms(here: Place, unions: tuple[Tagged, ...], struct: Struct) -> Place:
    return replace(here, unions=unions, struct=struct)


def _members(dialect: Dialect, here: Place, struct: Struct) -> Iterator[Place]:
    for member in struct.members:
        item = here.value.get(member.name)
        if item is not None:
            yield from _below(dialect, here, member.name, member.node, item, member)


def _below(
    dialect: Dialect, here: Place, step: str | int, node: Node, value: Any, member: Member | None
) -> Iterator[Place]:
    nullable = member is not None and member.nullable
    path = (*here.path, step)
    below = Place(path, dialect.resolve(node), value, member, untagged=here.untagged, nullable=nullable)
    return _places(dialect, below)


def refused(dialect: Dialect, node: Node, value: Any) -> bool:
    """Whether ``node`` certainly refuses ``value``; false also where the dialect leaves it open."""
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
            if type(value) is float and kind == "integer":
                return not value.is_integer()
            return type(value) is not int or _outside(value, minimum, maximum)
        case Float(_, minimum, maximum):
            return type(value) not in (int, float) or _outside(value, minimum, maximum)
        case Nullable(inner):
            return value is not None and refused(dialect, inner, value)
        case Enum(values, is_open):
            return not isinstance(value, dict) and value not in values and not (is_open and isinstance(value, str))
        case OpenEnum():
            return not isinstance(value, str | dict)
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
                return not isinstance(value, list)
            names = {member.name for member in members}
            return (isinstance(value, Doubled) and value.name in names) or any(
                _member_refused(dialect, member, value) for member in members
            )
        case Tagged(tag, variants, fallback) as union:
            if not isinstance(value, dict):
                return not isinstance(value, list) and (fallback is None or refused(dialect, fallback, value))
            if isinstance(value, Doubled) and value.name == tag:
                return True
            if type(value.get(tag)) is int or union.optional or union.open:
                return False
            arms = [variant.node for variant in variants if variant.tag == value.get(tag)]
            return not arms or refused(dialect, arms[0], value)
        case Untagged(variants):
            return all(refused(dialect, variant, value) for variant in variants)
    raise TypeError(f"no such node: {node!r}")


def _outside(number: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is not None and number < minimum) or (maximum is not None and number > maximum)


def _member_refused(dialect: Dialect, member: Member, value: dict[str, Any]) -> bool:
    if member.name not in value:
        return member.required
    item = value[member.name]
    return not (item is None and member.nullable) and refused(dialect, member.node, item)


def at(value: Any, path: Path) -> Any:
    """What stands at ``path``."""
    for step in path:
        value = value[step]
    return value


def changed(value: Any, path: Path, new: Any) -> Any:
    """``value`` with ``new`` at ``path``; whatever lies along the path is copied."""
    if not path:
        return new
    step, *rest = path
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[step] = changed(value[step], tuple(rest), new)  # type: ignore[index]
    return copy


def pointer(path: Path) -> str:
    """``path`` as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
