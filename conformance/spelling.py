"""JSON values that can be written again as they were spelt, for what others have wrapped into records of their own.

``json.loads`` ends with an error at an integer of thousands of digits, and forgets ``-0``, ``1.00``, repeated names and
numbers beyond a double. Here they are kept as marked values, so that a frame inside a record stays what it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from conformance.jsontext import Number, Repeated, quote, text_of

_DIGITS = 600
"""How many digits an integer has at most: this many are read whatever the interpreter's limit is."""
_LONE = re.compile("[\ud800-\udfff]")


def integer(lexeme: str) -> int | float:
    """The integer of a JSON text, of any length: one that is spelt in another way, or too long, is marked."""
    return Number.of(lexeme) if lexeme == "-0" or len(lexeme) > _DIGITS else int(lexeme)


def _fraction(lexeme: str) -> float:
    value = float(lexeme)
    return value if repr(value) == lexeme else Number.of(lexeme)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Repeated(pairs)


_decoder = json.JSONDecoder(object_pairs_hook=_members, parse_int=integer, parse_float=_fraction)


def begun(text: str, at: int = 0) -> tuple[Any, int]:
    """The value that begins at a place of a text, and where it ends.

    Raises:
        JSONDecodeError: none begins there.
        RecursionError: it is nested deeper than this interpreter can read.
    """
    return _decoder.raw_decode(text, at)


def parts(text: str) -> Iterator[tuple[int, int]]:
    """Where each element of an array begins and ends in its text; of an object, each name and each value in turn."""
    at = _after_blanks(text, _after_blanks(text, 0) + 1)
    while text[at] not in "]}":
        _, end = begun(text, at)
        yield at, end
        at = _after_blanks(text, end)
        if text[at] in ",:":
            at = _after_blanks(text, at + 1)


def members(text: str) -> list[tuple[str, str]]:
    """The names and the values of an object, as they are spelt."""
    spelt = (text[start:end] for start, end in parts(text))
    return list(zip(spelt, spelt, strict=True))


def _after_blanks(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at


def loaded(text: str) -> Any:
    """The value that a whole text is.

    Raises:
        JSONDecodeError: it is not JSON.
        RecursionError: it is nested deeper than this interpreter can read.
    """
    return _decoder.decode(text)


def object_in(text: str) -> dict[str, Any] | None:
    """The object that a whole text is, ``None`` where it is none."""
    try:
        value = loaded(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def spelt(value: Any) -> str:
    """The compact text of a value, with the numbers and the repeated names that it was read with.

    Half of a surrogate pair is written as its escape: that is how it can be in a text.
    """
    text = text_of(value) if _plain(value) else _written(value)
    return text if text.isascii() else _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _plain(value: Any) -> bool:
    """Whether nothing in a value is marked."""
    kind = type(value)
    if kind is dict:
        return all(map(_plain, value.values()))
    if kind is list:
        return all(map(_plain, value))
    return kind is not Number and kind is not Repeated


def _written(value: Any) -> str:
    if isinstance(value, Number):
        return value.lexeme
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, Repeated) else value.items()
        return "{" + ",".join(f"{quote(name)}:{_written(inner)}" for name, inner in pairs) + "}"
    if isinstance(value, list):
        return f"[{','.join(map(_written, value))}]"
    return text_of(value)
