"""Texts that match a pattern: a literal prefix, Base64, or a plain sequence of character sets."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from random import Random
from typing import Final, TypeAlias

from conformance.spec import SpecError
from strategies.forms import Choose, Const, Form, Sample

Alternative: TypeAlias = tuple[str, int, Form]
"""One way to make a value: label, weight for random sources, and form."""

_BASE64: Final = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"

_PREFIX: Final = re.compile(r"\^([\w:/]+)")
_PART: Final = re.compile(r"(?:\[([\w-]+)\]|([\w:/-])|\\([./+-]))(?:\{(\d+)(?:,(\d+))?\})?")
_EXAMPLES: Final = 16


def _one_of(*texts: str) -> Choose:
    return Choose(None, tuple(map(Const, texts)), (1,) * len(texts))


_KNOWN: Final[Mapping[str, tuple[Alternative, ...]]] = {
    _BASE64: (
        ("empty", 1, Const("")),
        ("whole", 8, Sample("base64")),
        ("padded", 3, _one_of("AA==", "AAA=", "AAAAAA==", "//79/w==", "+/+/+/8=")),
    ),
}


def matching(pattern: str, shortest: int, longest: int | None, where: str) -> list[Alternative]:
    """Texts that match ``pattern`` within the limits of length.

    Raises:
        SpecError: the form of the pattern is not supported, or no text that is tried fits the limits.
    """
    if pattern in _KNOWN and not shortest and longest is None:
        return list(_KNOWN[pattern])
    if prefix := _PREFIX.fullmatch(pattern):
        return [("matching", 1, Sample("id", prefix[1], longest))]
    found = [
        text
        for text in dict.fromkeys(_examples(pattern, where))
        if shortest <= len(text) and (longest is None or len(text) <= longest) and re.search(pattern, text)
    ]
    if not found:
        raise SpecError(where, f"nothing found that matches {pattern!r}")
    return [("matching", 1, _one_of(*found))]


def _examples(pattern: str, where: str) -> list[str]:
    """Texts of an anchored sequence of literals and character sets, each with an optional count."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        raise SpecError(where, f"pattern {pattern!r} is not understood: neither a literal prefix nor anchored")
    parts: list[tuple[str, int, int]] = []
    position, end = 1, len(pattern) - 1
    while position < end:
        if not (part := _PART.match(pattern, position, end)):
            raise SpecError(where, f"pattern {pattern!r} is not understood at {pattern[position:]!r}")
        characters, literal, escaped, least, most = part.groups()
        low = int(least or 1)
        parts.append((_expanded(characters) if characters else literal or escaped, low, int(most or low)))
        position = part.end()
    random = Random(pattern)

    def example() -> str:
        return "".join(
            alphabet[int(random.random() * len(alphabet))]
            for alphabet, low, high in parts
            for _ in range(low + int(random.random() * (high - low + 1)))
        )

    simplest = "".join(alphabet[0] * low for alphabet, low, _ in parts)
    return [simplest, *(example() for _ in range(_EXAMPLES - 1))]


def _expanded(characters: str) -> str:
    r"""The members of a character set, ranges and ``\w`` written out; digits and letters first."""
    every = string.digits + string.ascii_letters + "_-"
    belongs = re.compile(f"[{characters}]")
    return "".join(character for character in every if belongs.fullmatch(character))
