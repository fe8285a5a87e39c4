"""Says where a member belongs that a payload has in the wrong place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.oracle.expected import one_of
from conformance.spec.model import Dialect, Enum, Node, Side, Struct, Tagged, children

_CLOSE = 0.7


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
        declared = [member.name for member in struct.members]
        by_folded = {_folded(one): one for one in declared}
        folded = _folded(name)
        if close := difflib.get_close_matches(folded, by_folded, n=1, cutoff=_CLOSE):
            return f"did you mean {by_folded[close[0]]}?"
        other = self._writer(name, value)
        return f"only the {other} writes it" if side is not None and other not in (None, side) else ""

    def _declares(self, node: Node, name: str) -> bool:
        match self._dialect.resolve(node):
            case Struct(members):
                return any(member.name == name for member in members)
            case Tagged(_, variants):
                return any(self._declares(variant.node, name) for variant in variants)
            case _:
                return False

    def _writer(self, name: str, value: dict[str, Any]) -> Side | None:
        """The only side that writes such a member, in types whose constants the value has, if there are any."""
        owners = [one for one in self._structs if self._declares(one[1], name)]
        alike = [one for one in owners if _constants_of(one[1], value)]
        sides = {side for owner, _ in alike or owners for side in self._dialect.sides[owner]}
        return next(iter(sides)) if len(sides) == 1 else None


def _structs(node: Node) -> Iterator[Struct]:
    if isinstance(node, Struct):
        yield node
    for child in children(node):
        yield from _structs(child)


def _constants_of(struct: Struct, value: dict[str, Any]) -> bool:
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
