"""Edges of single values: numbers, texts and enum values at and beyond their limits."""

from __future__ import annotations

from typing import Any, Final

from conformance.spec.mending import breaking
from conformance.spec.model import Enum, Integer, Json, OpenEnum, Text
from conformance.spec.prose import placed_rules
from strategies import spelling
from strategies.odd import Base, among
from strategies.positions import Pick, at
from strategies.refusal import refused
from strategies.writing import Raw, written

_DEPTHS: Final = (2, 10, 50, 100, 110, 120, 128, 129, 200, 1000)
_LONG_NUMBERS: Final = (
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "0." + "1" * 40,
    "1." + "0" * 60,
    "3.141592653589793238",
    "0.1e-6",
    "1e308",
    "1e309",
    "-1e400",
    "1e-400",
    "5e-324",
    "9007199254740993.0",
    "1" + "0" * 400,
)


def bound(base: Base, pick: Pick) -> str | None:
    """An integer at a bound of its type or of its documentation, or one off."""
    position = base.any_of(pick, Integer)
    if position is None or not isinstance(position.node, Integer):
        return None
    limits = position.limits
    of_type = [number for number in (position.node.minimum, position.node.maximum) if number is not None]
    bounds = [*of_type, limits.get("minimum", 0), limits.get("maximum", 2**31)]
    return base.with_value(position.path, among(bounds, pick) + among((0, 1, -1), pick))


def number_spelling(base: Base, pick: Pick) -> str | None:
    """The same number or another one, spelled oddly; some spellings are not JSON."""
    position = base.any_of(pick, Integer)
    if position is None:
        return None
    number = position.value
    forms = (f"{number}.0", f"{number}e0", f"{number}E+0", f"{number}.50", f"0{number}", f"+{number}", f"-{number}")
    others = ("1.0", "1e2", "1E+2", "-0", "-0.0", "0e5", "00", "1e-1", "10e-1", "1e400", "1" * 40)
    return base.with_value(position.path, Raw(among(forms + others, pick)))


def deep_json(base: Base, pick: Pick) -> str | None:
    """Deeply nested arrays or objects in open JSON, or in an undeclared member."""
    depth = among(_DEPTHS, pick)
    kind = pick(3)
    starts = ("[" * depth, '{"a":' * depth, '[{"a":' * (depth // 2))
    ends = ("]" * depth, "}" * depth, "}]" * (depth // 2))
    return _in_open(base, pick, Raw(starts[kind] + ("" if kind == 0 else "0") + ends[kind]))


def long_number(base: Base, pick: Pick) -> str | None:
    """A number with many digits or a huge exponent, where any JSON is allowed."""
    return _in_open(base, pick, Raw(among(_LONG_NUMBERS, pick)))


def _in_open(base: Base, pick: Pick, new: Any) -> str | None:
    position = base.any_of(pick, Json) if pick(2) else None
    if position is not None:
        return base.with_value(position.path, new if pick(2) else {"a": [new]})
    position = base.any_object(pick)
    return None if position is None else base.with_value(position.path, {**position.value, "x-open": new})


def long_string(base: Base, pick: Pick) -> str | None:
    """A text of a thousand to a hundred thousand characters."""
    if (position := base.any_of(pick, Text, OpenEnum)) is None:
        return None
    length = among((1_000, 65_535, 65_536, 100_000), pick)
    return base.with_value(position.path, among(("x", "é", "\U0001f600", '"'), pick) * length)


def characters(base: Base, pick: Pick) -> str | None:
    """Awkward characters in a text: written raw where JSON allows it, control characters escaped."""
    if (position := base.any_of(pick, Text, OpenEnum)) is None:
        return None
    return base.with_value(position.path, spelling.awkward_text(pick))


def lone_surrogate(base: Base, pick: Pick) -> str | None:
    """Half of a surrogate pair, escaped."""
    if (position := base.any_of(pick, Text, OpenEnum)) is None:
        return None
    half = among(("\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF", "\\ude00\\ud83d", "\\ud83d\\u0041"), pick)
    return base.with_value(position.path, Raw(f'"{among(("", "a"), pick)}{half}{among(("", "b"), pick)}"'))


def enum_case(base: Base, pick: Pick) -> str | None:
    """An enum value or a tag in another case, or with white space around it."""
    found = [position.path for position in base.positions if isinstance(position.node, Enum | OpenEnum)]
    found += [(*position.path, tag) for position in base.positions for tag in position.tags]
    if not found:
        return None
    path = among(found, pick)
    known = at(base.value, path)
    if not isinstance(known, str):
        return None
    forms = (known.upper(), known.capitalize(), known.title().replace("_", ""), f" {known}", f"{known}\n", known * 2)
    return base.with_value(path, among(forms, pick))


def beyond_prose(base: Base, pick: Pick) -> str | None:
    """Something that the documentation alone forbids, and nothing else that it does."""
    rules = list(placed_rules(base.dialect, base.root, base.value))
    if not rules:
        return None
    broken = breaking(base.dialect, base.root, base.value, among(rules, pick))
    values = [value for value in broken if not refused(base.dialect, base.root, value)]
    return written(among(values, pick)) if values else None
