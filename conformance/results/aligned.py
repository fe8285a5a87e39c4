"""A JSON text with its members in the order of another one: what differs between them is then not where they are."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass(frozen=True, slots=True)
class _Object:
    members: list[tuple[str, _Value]]

    @property
    def by_name(self) -> dict[str, _Value]:
        """Its values by the names that are meant, however they are escaped."""
        return {json.loads(name): value for name, value in self.members}


_Value = str | list["_Value"] | _Object


def aligned(expected: str, actual: str) -> str:
    """The members of ``actual`` in the order that they have in ``expected``, others after them, each lexeme as it was.

    What is not JSON, nests too deep or repeats a member is returned unchanged.
    """
    try:
        if any(_repeats(text) for text in (expected, actual)):
            return actual
        ours, theirs = (_read(_LEXEME.findall(text), 0)[0] for text in (expected, actual))
        return _text(_ordered(ours, theirs))
    except (ValueError, RecursionError):
        return actual


def _repeats(text: str) -> bool:
    """Whether an object has a member twice.

    Raises:
        ValueError: it is not JSON.
    """
    found: list[bool] = []
    json.loads(text, object_pairs_hook=lambda pairs: found.append(len(dict(pairs)) < len(pairs)))
    return any(found)


def _read(lexemes: list[str], at: int) -> tuple[_Value, int]:
    """The value that begins at a lexeme of a JSON text, and where the next one begins."""
    first, at = lexemes[at], at + 1
    if first == "{":
        members: list[tuple[str, _Value]] = []
        while lexemes[at] != "}":
            at += lexemes[at] == ","
            value, after = _read(lexemes, at + 2)  # behind the name and its colon
            members.append((lexemes[at], value))
            at = after
        return _Object(members), at + 1
    if first == "[":
        items: list[_Value] = []
        while lexemes[at] != "]":
            item, at = _read(lexemes, at + (lexemes[at] == ","))
            items.append(item)
        return items, at + 1
    return first, at


def _ordered(ours: _Value, theirs: _Value) -> _Value:
    match ours, theirs:
        case _Object(), _Object():
            expected = ours.by_name
            places = {name: place for place, name in enumerate(expected)}
            named = [(json.loads(name), name, value) for name, value in theirs.members]
            named.sort(key=lambda one: places.get(one[0], len(places)))  # a stable sort: others keep their order
            return _Object([(name, _ordered(expected.get(plain, ""), value)) for plain, name, value in named])
        case list(), list():
            there = [*ours, *[""] * (len(theirs) - len(ours))]
            return [_ordered(one, other) for one, other in zip(there, theirs, strict=False)]
        case _:
            return theirs


def _text(value: _Value) -> str:
    match value:
        case _Object(members):
            return "{" + ",".join(f"{name}:{_text(inner)}" for name, inner in members) + "}"
        case list():
            return "[" + ",".join(map(_text, value)) + "]"
        case _:
            return value
