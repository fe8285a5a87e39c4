"""Edges of spelling: the same value in other bytes."""

from __future__ import annotations

from strategies.generator import render
from strategies.odd import Base
from strategies.pools import UNICODE_PARTS
from strategies.positions import Pick
from strategies.writing import written

_SPACES = (" ", "\t", "\n", "\r", "\r\n", " \t\n\r", "")
_SHORT_ESCAPES = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "/": "\\/"}


def awkward_text(pick: Pick) -> str:
    """A text of up to eight characters or sequences that string handling often gets wrong."""
    return "".join(UNICODE_PARTS[pick(len(UNICODE_PARTS))] for _ in range(1 + pick(8)))


def whitespace(base: Base, pick: Pick) -> str:
    """White space around every token: one kind of it, or a different one each time."""
    kind = pick(len(_SPACES) + 1)
    turn = pick(len(_SPACES))

    def gap() -> str:
        nonlocal turn
        if kind < len(_SPACES) - 1:
            return _SPACES[kind]
        turn = (turn + 3) % len(_SPACES)
        return _SPACES[turn]

    return written(base.value, gap=gap)


def escapes(base: Base, pick: Pick) -> str:
    """All characters escaped, or every few, in names and texts."""
    every = (1, 1, 2, 3, 7)[pick(5)]
    upper = pick(2) == 1
    short = pick(2) == 1
    count = pick(every)

    def quote(text: str) -> str:
        nonlocal count
        parts = []
        for character in text:
            count += 1
            if count % every:
                parts.append(render(character)[1:-1])
            elif short and character in _SHORT_ESCAPES:
                parts.append(_SHORT_ESCAPES[character])
            else:
                parts.append(_escape(character, upper))
        return f'"{"".join(parts)}"'

    return written(base.value, quote=quote)


def _escape(character: str, upper: bool) -> str:
    units = character.encode("utf-16-be")
    form = "\\u{:04X}" if upper else "\\u{:04x}"
    return "".join(form.format(units[index] << 8 | units[index + 1]) for index in range(0, len(units), 2))
