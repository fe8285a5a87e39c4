"""Says where a member belongs that a payload has in the wrong place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.jsontext import pointer
from conformance.oracle.expected import one_of
from conformance.spec.model import Dialect, Enum, Node, Side, Struct, Tagged, children

_CLOSE = 0.75


class Belonging:
    """Finds the places of a dialect's members."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._structs = [(name, struct) for name, node in dialect.types.items() for struct in _structs(node)]

    def hint(
        self,
        name: str,
        value: dict[str, Any],
        struct: Struct,
        unions: Sequence[Tagged],
        path: Sequence[str | int],
        side: Side | None,
    ) -> str:
        """Where the unknown member ``name`` of ``value`` belongs, or what it should be called; else nothing.

        ``value``, which ``side`` wrote, was read as ``struct`` through the ``unions`` at ``path``.
        """
        for union in unions:
            if tags := [variant.tag for variant in union.variants if self._declares(variant.node, name)]:
                return f"belongs to {_place(path)} whose {union.property} is {one_of(tags)}"
        close = spelling(name, [member.name for member in struct.members])
        owners = [one for one in self._structs if self._declares(one[1], name)]
        if not owners:
            return close or f"no type of {self._dialect.name} declares it"
        alike = [one for one in owners if _has_constants(one[1], value)]
        inside = next(self._inside(struct, name, tuple(path)), None)
        return self._other_side(alike, side) or inside or close or self._other_side(owners, side)

    def _inside(self, struct: Struct, name: str, path: tuple[str | int, ...]) -> Iterator[str]:
        """The places in objects that are declared as part of this one and have such a member."""
        for member in struct.members:
            if isinstance(member.node, Struct):
                below = (*path, member.name)
                if self._declares(member.node, name):
                    yield f"belongs at {pointer((*below, name))}"
                yield from self._inside(member.node, name, below)

    def _other_side(self, owners: Sequence[tuple[str, Struct]], side: Side | None) -> str:
        writers = {writer for owner, _ in owners for writer in self._dialect.sides[owner]}
        return f"only the {min(writers)} writes it" if side is not None and writers and side not in writers else ""

    def _declares(self, node: Node, name: str) -> bool:
        match self._dialect.resolve(node):
            case Struct(members):
                return any(member.name == name for member in members)
            case Tagged(_, variants):
                return any(self._declares(variant.node, name) for variant in variants)
            case _:
                return False


def spelling(name: str, known: Iterable[str]) -> str:
    """The one of the known names that is meant, where ``name`` is close to it but for case and underscores."""
    by_folded = {_folded(one): one for one in known}
    close = difflib.get_close_matches(_folded(name), by_folded, n=1, cutoff=_CLOSE)
    return f"did you mean {by_folded[close[0]]}?" if close else ""


def _structs(node: Node) -> Iterator[Struct]:
    if isinstance(node, Struct):
        yield node
    for child in children(node):
        yield from _structs(child)


def _has_constants(struct: Struct, value: dict[str, Any]) -> bool:
    """Whether a value has constants of a struct, and no other in their place."""
    constants = [
        (member.name, member.node.values[0])
        for member in struct.members
        if isinstance(member.node, Enum) and len(member.node.values) == 1 and not member.node.open
    ]
    given = [value[name] == constant for name, constant in constants if name in value]
    return bool(given) and all(given)


def _place(path: Sequence[str | int]) -> str:
    names = [token for token in path if isinstance(token, str)]
    if not names:
        return "one"
    if isinstance(path[-1], int):
        return f"an entry of {names[-1]}"
    return f"{'an' if names[-1][0] in 'aeiou' else 'a'} {names[-1]}"


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()
