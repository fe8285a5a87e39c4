"""A strict reader of JSON text, as strict as serde_json's.

It builds on the scanner of :mod:`json`, which is fast but lenient, and adds what that one lets through: constants
that are not JSON, numbers beyond ``f64``, lone surrogates, unlimited nesting, repeated members.
"""

from __future__ import annotations

import json
import re
from math import isinf
from typing import Any, NoReturn

from pydantic import ValidationError

MAX_DEPTH = 127
"""How many arrays and objects may hold one another; serde_json stops at the same depth."""


class DecodeError(ValueError):
    """The text is not JSON, or is JSON that the type refuses. The message says what and where."""


def refusal_of(type_name: str, error: ValidationError) -> DecodeError:
    """The first problem that pydantic found, as a :class:`DecodeError`."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return DecodeError(f"{'.'.join(map(str, (type_name, *first['loc'])))}: {first['msg']}")


class Repeated:
    """All values of a member that occurs more than once in its object, in the order of the text.

    The owner of the member decides whether that matters: a struct refuses it for a member that it knows (no field
    accepts this class) and ignores it for any other; a map takes the last value.
    """

    __slots__ = ("values",)

    def __init__(self, values: list[Any]) -> None:
        self.values = values


def read(text: str | bytes, *, last_wins: bool = False) -> Any:
    """Read one JSON text: ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool`` or ``None``.

    Integers outside ``i64`` and ``u64`` become ``float``, and so does ``-0``, as in ``serde_json::Number``.
    A member that repeats has a :class:`Repeated` for its value, or its last one with ``last_wins``.
    Raises :class:`DecodeError`.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            raise DecodeError(f"not UTF-8: {error.reason} at byte {error.start}") from None
    _refuse_lone_surrogates(text)
    _refuse_deep_nesting(text)
    try:
        return (_LAST_WINS if last_wins else _DECODER).decode(text)
    except json.JSONDecodeError as error:
        raise DecodeError(f"not JSON: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        values: dict[str, list[Any]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        members.update((name, Repeated(found)) for name, found in values.items() if len(found) > 1)
    return members


def _integer(digits: str) -> int | float:
    if len(digits) < 19:
        return int(digits) or (-0.0 if digits[0] == "-" else 0)
    if len(digits) <= 20:
        value = int(digits)
        if -(2**63) <= value < 2**64:
            return value
    return _float(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if isinf(value):
        raise DecodeError(f"number out of range: {digits[:40]}")
    return value


def _constant(name: str) -> NoReturn:
    raise DecodeError(f"not JSON: {name}")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)

_LAST_WINS = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)

_SURROGATE_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F])|.)", re.DOTALL
)


def _refuse_lone_surrogates(text: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise DecodeError(f"lone surrogate at character {error.start}") from None
    if "\\u" in text:
        for escape in _SURROGATE_ESCAPE.finditer(text):
            if escape["lone"]:
                raise DecodeError(f"lone surrogate in an escape at character {escape.start()}")


# Possessive, so that a string of megabytes keeps no backtracking state.
_NO_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^"\[\]{}]+', re.DOTALL)


def _refuse_deep_nesting(text: str) -> None:
    """Count brackets before the scanner runs: how deep it can go depends on the caller's stack."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    skeleton = _NO_BRACKET.sub("", text).replace("{", "[").replace("}", "]")
    opened_at_once = "[" * (MAX_DEPTH + 1) in skeleton
    for _ in range(0 if opened_at_once else MAX_DEPTH):
        if not skeleton:
            return
        skeleton = skeleton.replace("[]", "")  # the innermost level everywhere
    if skeleton:
        raise DecodeError(f"nested deeper than {MAX_DEPTH} levels, or brackets that do not match")
