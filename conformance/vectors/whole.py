"""The places in a whole payload, those inside named types too, and values put into many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from conformance.jsontext import path_in, text_of
from conformance.spec.model import (
    Array,
    Dialect,
    Enum,
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
from conformance.spec.prose import broken_prose
from conformance.vectors.edit import put

Path: TypeAlias = tuple[str | int, ...]

_ROUNDS = 16


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a payload: its path, the node there without names and null, and the value.

    It is the type's ``own`` if no named object is on the way to it.
    """

    path: Path
    node: Node
    value: Any
    own: bool


def spots(dialect: Dialect, node: Node, value: Any) -> Iterator[Spot]:
    """Every place in a legal value that is not null, outermost first."""
    yield from _spots(dialect, dialect.resolve(node), value, (), own=True)


def _spots(dialect: Dialect, node: Node, value: Any, path: Path, *, own: bool) -> Iterator[Spot]:
    if value is None:
        return
    found = dialect.resolve(node)
    if isinstance(found, Nullable):
        yield from _spots(dialect, found.node, value, path, own=own)
        return
    yield Spot(path, found, value, own)
    own = own and not (isinstance(node, Ref) and isinstance(found, Struct))
    for token, inner in _inside(dialect, found, value):
        if token is None:
            within = list(_spots(dialect, inner, value, path, own=own))
            # What a recipe makes of a variant as a whole would lack its tag.
            yield from within[1:] if isinstance(found, Tagged) else within
        else:
            yield from _spots(dialect, inner, value[token], (*path, token), own=own)


def _inside(dialect: Dialect, node: Node, value: Any) -> Iterator[tuple[str | int | None, Node]]:
    match node, value:
        case Struct(members), dict():
            yield from ((member.name, member.node) for member in members if member.name in value)
        case Array(items), list():
            yield from ((index, items) for index in range(len(value)))
        case Map(values), dict():
            yield from ((name, values) for name in value)
        case Tagged() as union, dict():
            yield from ((None, one.node) for one in [union.variant(value)] if one is not None)
        case Untagged(variants), _:
            yield from [(None, one) for one in variants if _takes(dialect.resolve(one), value)][:1]
        case _:
            return


def _takes(node: Node, value: Any) -> bool:
    """Whether a value has the form of an arm of an untagged union, as far as its outside tells."""
    match node:
        case Struct(members):
            return isinstance(value, dict) and value.keys() <= {member.name for member in members}
        case Tagged() as union:
            return union.variant(value) is not None
        case Array():
            return isinstance(value, list)
        case Map():
            return isinstance(value, dict)
        case Text() | Enum() | OpenEnum():
            return isinstance(value, str)
        case Json():
            return True
        case _:
            return False


def settled(
    dialect: Dialect, type_name: str, payload: Any, options: Mapping[Path, Sequence[Any]]
) -> tuple[Any, frozenset[Path]]:
    """The payload with a new value at each path, and the paths that have one.

    Each gets the first of its options that keeps what the documentation says in words, or keeps its value.
    """
    chosen = dict.fromkeys(options, 0)
    for _ in range(_ROUNDS):
        whole = payload
        for path, index in chosen.items():
            whole = put(whole, path, options[path][index])
        broken = broken_prose(dialect, type_name, text_of(whole))
        if not broken:
            return whole, frozenset(chosen)
        at = [tuple(path_in(whole, one.at)) for one in broken]
        # A rule about several places is put right by giving up what is inside it.
        guilty = [path for path in chosen if path in at] or [
            path for path in chosen if any(path[: len(one)] == one or one[: len(path)] == path for one in at)
        ]
        for path in guilty:
            chosen[path] += 1
            if chosen[path] == len(options[path]):
                del chosen[path]
        if not guilty:
            break
    return payload, frozenset()


def is_inside(path: Path, others: Iterable[Path]) -> bool:
    """Whether a place is one of these, or inside one."""
    return any(path[: len(one)] == one for one in others)


def named(path: Path) -> tuple[str, ...]:
    """What a place is called: the names on the way to it, whatever the positions in lists."""
    return tuple(token for token in path if isinstance(token, str))
