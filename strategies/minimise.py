"""Makes a failing payload smaller, working on the JSON itself.

The payload is read without losing anything that may cause the failure: repeated names stay, numbers keep their
spelling. Then parts are dropped, hoisted and simplified while the payload still fails. Text that is not JSON, or
whose bytes matter, is cut down as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeAlias

from strategies.generator import render

_SIMPLE_TEXTS: Final = ("", "0", "a")
_SIMPLE_NUMBERS: Final = ("0", "1", "-1", "0.5")


@dataclass(frozen=True, slots=True)
class _Number:
    lexeme: str


@dataclass(frozen=True, slots=True)
class _Object:
    members: tuple[tuple[str, _Json], ...]


_Json: TypeAlias = bool | str | _Number | _Object | list[Any] | None


class _Spent(Exception):
    """The allowed number of calls is used up."""


@dataclass(slots=True)
class _Search:
    """The smallest failing text so far, and how often the predicate may still be asked."""

    fails: Callable[[str], bool]
    best: str
    calls_left: int

    def try_(self, text: str) -> bool:
        """Take ``text`` as the new best if it is smaller and still fails; whether it does."""
        if len(text) > len(self.best) or _size(text) >= _size(self.best):
            return False
        if self.calls_left == 0:
            raise _Spent
        self.calls_left -= 1
        if not self.fails(text):
            return False
        self.best = text
        return True


def minimise(text: str, still_fails: Callable[[str], bool], *, calls: int = 5000, parts: Iterable[str] = ()) -> str:
    """The smallest text found for which ``still_fails`` is true; ``text`` itself if there is no smaller one.

    ``parts`` are JSON texts to be tried in place of larger objects: dropping members never makes one variant
    of a union out of another (:func:`strategies.parts.simplest_variants` has them for a dialect).

    ``still_fails`` is called at most ``calls`` times. It also decides what the text has to remain: a predicate that
    needs valid payloads checks for them.
    """
    search = _Search(still_fails, text, calls)
    try:
        value = _read(text)
        compact = _write(value)
        # If the compact spelling does not fail, the bytes matter.
        if search.try_(compact) or compact == text:
            _shrink_json(search, value, [_read(part) for part in sorted(parts, key=_size)])
        else:
            _shrink_text(search)
    except _Spent:
        pass
    except (ValueError, RecursionError):
        with suppress(_Spent):
            _shrink_text(search)
    return search.best


def _size(text: str) -> tuple[int, int, str]:
    """A sort key: shorter texts are smaller, then those with fewer odd characters."""
    plain = text.isascii() and text.isprintable()
    odd = 0 if plain else sum(not character.isascii() or not character.isprintable() for character in text)
    return len(text), odd, text


def _shrink_json(search: _Search, value: _Json, parts: list[_Json]) -> None:
    """Take the first simpler value that still fails, until there is none."""
    current = value
    again = True
    while again:
        again = False
        for candidate in chain(_simpler(current), _replaced(current, parts)):
            if search.try_(_write(candidate)):
                current = candidate
                again = True
                break


def _simpler(value: _Json) -> Iterator[_Json]:
    """Simpler values: first changes to ``value`` as a whole, then changes to its parts, boldest first."""
    match value:
        case _Object(members):
            yield from (None, _Number("0"), _Object(()))
            yield from (item for _, item in members)
            yield from (_Object(tuple(rest)) for rest in _fewer(members))
            yield from _with_one(value, _simpler)
            for index, (name, item) in enumerate(members):
                for shorter in _simpler_texts(name):
                    yield _Object((*members[:index], (shorter, item), *members[index + 1 :]))
        case list():
            yield from (None, _Number("0"), [])
            yield from value
            yield from _fewer(value)
            yield from _with_one(value, _simpler)
        case _Number(lexeme):
            yield from (_Number(simple) for simple in _SIMPLE_NUMBERS if simple != lexeme)
            if lexeme.lstrip("-").isdigit():
                yield from (_Number(str(smaller)) for smaller in _towards_zero(int(lexeme)))
            else:
                yield from (_Number(rest) for rest in map("".join, _fewer(lexeme)) if _is_number(rest))
        case str():
            yield from (None, _Number("0"))
            yield from _simpler_texts(value)
        case _:
            yield _Number("0")


def _replaced(value: _Json, parts: list[_Json]) -> Iterator[_Json]:
    """``value`` with one of its objects replaced by a part."""
    if isinstance(value, _Object):
        yield from parts
    yield from _with_one(value, lambda item: _replaced(item, parts))


def _with_one(value: _Json, others: Callable[[_Json], Iterator[_Json]]) -> Iterator[_Json]:
    """``value`` with one of its members or items exchanged for each of ``others``."""
    match value:
        case _Object(members):
            for index, (name, item) in enumerate(members):
                for other in others(item):
                    yield _Object((*members[:index], (name, other), *members[index + 1 :]))
        case list():
            for index, item in enumerate(value):
                for other in others(item):
                    yield [*value[:index], other, *value[index + 1 :]]


def _fewer(sequence: Any) -> Iterator[Any]:
    """``sequence`` without a part of it: the large parts first, then each single element."""
    length = len(sequence)
    size = length // 2
    while size > 0:
        for start in range(0, length, size):
            yield [*sequence[:start], *sequence[start + size :]]
        size //= 2
    if length == 1:
        yield []


def _simpler_texts(text: str) -> Iterator[str]:
    yield from (simple for simple in _SIMPLE_TEXTS if simple != text)
    yield from ("".join(rest) for rest in _fewer(text))
    for index, character in enumerate(text[:64]):
        for simple in "0a":
            if character > simple:
                yield f"{text[:index]}{simple}{text[index + 1 :]}"


def _towards_zero(number: int) -> Iterator[int]:
    """Smaller numbers by bisection, coming ever nearer to ``number``."""
    step = number
    while step not in (0, -1):
        step = int(step / 2) if abs(step) < 2**53 else step // 2
        if step:
            yield number - step


def _is_number(lexeme: str) -> bool:
    try:
        return isinstance(_read(lexeme), _Number)
    except ValueError:
        return False


def _shrink_text(search: _Search) -> None:
    again = True
    while again:
        again = False
        for shorter in map("".join, _fewer(search.best)):
            if search.try_(shorter):
                again = True
                break


_decode = json.JSONDecoder(
    object_pairs_hook=lambda pairs: _Object(tuple(pairs)), parse_int=_Number, parse_float=_Number
).decode


def _read(text: str) -> _Json:
    value: _Json = _decode(text)
    return value


def _write(value: _Json) -> str:
    match value:
        case _Number(lexeme):
            return lexeme
        case _Object(members):
            return "{" + ",".join(f"{render(name)}:{_write(item)}" for name, item in members) + "}"
        case list():
            return f"[{','.join(map(_write, value))}]"
        case str():
            # Half a surrogate pair has no UTF-8 form: it is written as the escape that it was.
            return render(value) if value.isascii() or _is_unicode(value) else json.dumps(value)
        case _:
            return render(value)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
