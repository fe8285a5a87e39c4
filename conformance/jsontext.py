"""Strict JSON text: a reader that keeps the spelling, and a writer that writes as serde_json does.

``json.loads`` loses what matters to conformance: repeated names, ``-0``, numbers too long for their
type. This reader keeps each of them as a marked value and still uses the standard library's C scanner.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as _python_quote
from typing import Any, NamedTuple

try:
    from _json import encode_basestring as quote
except ImportError:  # pragma: no cover - other Python implementations
    quote = _python_quote

__all__ = [
    "NotJson",
    "Number",
    "Parsed",
    "Repeated",
    "compact",
    "load",
    "nesting",
    "number",
    "parse",
    "path_in",
    "pointer",
    "quote",
    "readable",
    "text_of",
    "tokens",
    "visible",
]


class NotJson(ValueError):
    """The text is not JSON (RFC 8259); the message says what was found and where."""


class Repeated(dict[str, Any]):
    """An object that has some names more than once.

    As a dict it holds the last value of each name; ``pairs`` are all values, ``names`` the repeated names.
    """

    __slots__ = ("names", "pairs")

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.pairs = tuple(pairs)
        self.names = frozenset(name for name, count in counts.items() if count > 1)


class Number(float):
    """A number that a double may not hold exactly; ``lexeme`` is its spelling."""

    __slots__ = ("lexeme",)
    lexeme: str

    @classmethod
    def of(cls, lexeme: str) -> Number:
        """The nearest double, with the spelling kept."""
        number = cls(lexeme)
        number.lexeme = lexeme
        return number


class Parsed(NamedTuple):
    """A JSON text as Python values, with what a dialect may need to know about its spelling.

    ``overflow``: some number is beyond the range of a double. ``depth``: how deep arrays and objects
    nest, counted only from ``DEPTH_COUNTED`` brackets on (0 with fewer: the text is shallower than that).
    ``repeated``: some object has a name more than once.
    """

    value: Any
    overflow: bool = False
    depth: int = 0
    repeated: bool = False


DEPTH_COUNTED = 100
_U64 = 2**64
_I64 = -(2**63)
_LONG_DIGITS = 18
_EXACT_DIGITS = 15
_EXACT_EXPONENT = 22
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_LONE = re.compile("[\ud800-\udfff]")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def _integer(lexeme: str) -> int | float:
    if len(lexeme) <= _LONG_DIGITS:
        # serde_json reads -0 as the double -0.0, which no integer type takes.
        return int(lexeme) if lexeme != "-0" else -0.0
    if len(lexeme) <= _LONG_DIGITS + 3 and _I64 <= (value := int(lexeme)) < _U64:
        return value
    return _overflow_checked(Number.of(lexeme))


def _fraction(lexeme: str) -> float:
    # Up to 15 digits and 10^±22, reading a double is exact in one step on every platform; beyond that
    # fast parsers differ in the last place, so the spelling is kept.
    if len(lexeme) <= _EXACT_DIGITS and "e" not in lexeme and "E" not in lexeme:
        return float(lexeme)
    mantissa, _, exponent = lexeme.lower().partition("e")
    digits = mantissa.lstrip("-").replace(".", "").lstrip("0")
    fraction_digits = len(mantissa.partition(".")[2])
    power = (int(exponent) if len(exponent) < 6 else 10**6) - fraction_digits if exponent else -fraction_digits
    if len(digits) <= _EXACT_DIGITS and abs(power) <= _EXACT_EXPONENT:
        return float(lexeme)
    return _overflow_checked(Number.of(lexeme))


_overflows: list[str] = []
_repeats: list[Repeated] = []


def _overflow_checked(number: Number) -> Number:
    if number in (float("inf"), float("-inf")):
        _overflows.append(number.lexeme)
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    _repeats.append(repeated := Repeated(pairs))
    return repeated


def _constant(name: str) -> Any:
    raise NotJson(f"{name} is not JSON")


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_constant
).decode
_decode_plain = json.JSONDecoder(parse_int=_integer, parse_float=_fraction, parse_constant=_constant).decode


def parse(text: str | bytes) -> Parsed:
    """Read one JSON document.

    Raises:
        NotJson: not UTF-8, not JSON, or followed by something else.
        RecursionError: nested deeper than this interpreter can read.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotJson(f"not UTF-8: {error.reason} at byte {error.start}") from None
    elif not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotJson(f"not Unicode text: lone surrogate at character {error.start}") from None
    _overflows.clear()
    _repeats.clear()
    try:
        value = _decode(text)
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at line {error.lineno} column {error.colno}") from None
    depth = 0
    if text.count("[") + text.count("{") >= DEPTH_COUNTED:
        depth = nesting(text)
    return Parsed(value, bool(_overflows), depth, bool(_repeats))


def load(text: str) -> Any:
    """The plain value, for comparisons; the last one of a repeated name counts.

    Raises:
        NotJson: the text is not JSON.
    """
    try:
        return _decode_plain(text)
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at line {error.lineno} column {error.colno}") from None


def readable(text: str | bytes) -> Any:
    """The value as ``json.loads`` reads it; ``None`` also for what is not JSON, or nested too deep to be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def nesting(text: str) -> int:
    """How deep arrays and objects nest in ``text``; works in one pass and without recursion."""
    depth = deepest = 0
    for token in _STRUCTURE.finditer(text):
        match token.group()[0]:
            case "[" | "{":
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}":
                depth -= 1
    return deepest


def has_lone_surrogate(text: str, value: Any) -> bool:
    """Whether some string of ``value``, read from ``text``, holds half of a surrogate pair."""
    return bool(_SURROGATE_ESCAPE.search(text)) and _lone(value)


def _lone(value: Any) -> bool:
    if isinstance(value, str):
        return not value.isascii() and bool(_LONE.search(value))
    if isinstance(value, Mapping):
        return any(_lone(name) or _lone(item) for name, item in value.items())
    return isinstance(value, list) and any(_lone(item) for item in value)


def number(value: float) -> str:
    """A double as serde_json writes it: shortest digits, ``1.0``, ``1e+22``, ``1.5e-7``; ``1e999`` for infinity."""
    if math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    sign, digits, exponent = Decimal(repr(float(value))).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = int(exponent) + len(digits) - len(text)
    head = "-" if sign else ""
    if text == "0":
        return f"{head}0.0"
    point = len(text) + power  # how many digits are before the decimal point
    if power >= 0 and point <= 16:
        return f"{head}{text}{'0' * power}.0"
    if 0 < point <= 16:
        return f"{head}{text[:point]}.{text[point:]}"
    if -5 < point <= 0:
        return f"{head}0.{'0' * -point}{text}"
    mantissa = text if len(text) == 1 else f"{text[0]}.{text[1:]}"
    return f"{head}{mantissa}e{point - 1:+d}"


def pointer(path: Iterable[str | int]) -> str:
    """A path of names and indexes as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in path)


@lru_cache(maxsize=4096)
def tokens(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a JSON Pointer."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def path_in(value: Any, pointer: str) -> list[str | int]:
    """A JSON Pointer into a value as names and indexes; what leads nowhere is a name."""
    path: list[str | int] = []
    for token in tokens(pointer):
        path.append(int(token) if isinstance(value, list) and token.isdecimal() else token)
        try:
            value = value[path[-1]]
        except (LookupError, TypeError):
            value = None
    return path


def compact(value: Any) -> str:
    """A JSON value on one line, names in the order given, numbers as :func:`number` writes them."""
    match value:
        case None:
            return "null"
        case True:
            return "true"
        case False:
            return "false"
        case str():
            return quote(value)
        case int():
            return int.__repr__(value)
        case float():
            return number(value)
        case list():
            return f"[{','.join(map(compact, value))}]"
        case dict():
            return "{" + ",".join(f"{quote(name)}:{compact(item)}" for name, item in value.items()) + "}"
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def text_of(value: Any) -> str:
    """A payload as text: compact, members in the order given, numbers as Python spells them."""
    return _encode(value)


# Made once: `json.dumps` makes an encoder for each text that is not spelt as it spells by itself.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def visible(text: str, width: int | None = None) -> str:
    """Renders untrusted text on one line: control characters as JSON escapes, at most ``width`` characters."""
    if not text.isprintable():
        text = "".join(map(_escaped, text))
    return text if width is None or len(text) <= width else f"{text[: max(width - 1, 0)]}…"


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code_point = ord(character)
    if code_point <= 0xFFFF:
        return f"\\u{code_point:04x}"
    high, low = divmod(code_point - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
