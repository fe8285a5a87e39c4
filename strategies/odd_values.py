"""Edges of single values: numbers, texts and enum values at and beyond what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from conformance.spec.model import Array, Enum, Integer, Json, Map, OpenEnum, Text
from strategies import spelling
from strategies.odd import Base, among
from strategies.places import Pick, Place, at
from strategies.writing import Raw

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
    """An integer at a bound of its type or of its documentation, or one off it."""
    place = base.any_place(pick, Integer)
    if place is None or not isinstance(place.node, Integer):
        return None
    limits: Mapping[str, Any] = place.member.prose.schema if place.member and place.member.prose else {}
    of_type = [number for number in (place.node.minimum, place.node.maximum) if number is not None]
    bounds = [*of_type, limits.get("minimum", 0), limits.get("maximum", 2**31)]
    return base.with_value(place.path, among(bounds, pick) + among((0, 1, -1), pick))


def number_spelling(base: Base, pick: Pick) -> str | None:
    """The number as it stands or another one, spelled oddly; leading zeros are not JSON."""
    place = base.any_place(pick, Integer)
    if place is None:
        return None
    number = place.value
    forms = (f"{number}.0", f"{number}e0", f"{number}E+0", f"{number}.50", f"0{number}", f"+{number}", f"-{number}")
    others = ("1.0", "1e2", "1E+2", "-0", "-0.0", "0e5", "00", "1e-1", "10e-1", "1e400", "1" * 40)
    return base.with_value(place.path, Raw(among(forms + others, pick)))


def deep_json(base: Base, pick: Pick) -> str | None:
    """Arrays or objects nested deep in open JSON, or in a member that is not declared."""
    depth = among(_DEPTHS, pick)
    kind = pick(3)
    starts = ("[" * depth, '{"a":' * depth, '[{"a":' * (depth // 2))
    ends = ("]" * depth, "}" * depth, "}]" * (depth // 2))
    return _in_open(base, pick, Raw(starts[kind] + ("" if kind == 0 else "0") + ends[kind]))


def long_number(base: Base, pick: Pick) -> str | None:
    """A number of many digits or of a huge exponent, where any JSON may stand."""
    return _in_open(base, pick, Raw(among(_LONG_NUMBERS, pick)))


def _in_open(base: Base, pick: Pick, new: Any) -> str | None:
    place = base.any_place(pick, Json) if pick(2) else None
    if place is not None:
        return base.with_value(place.path, new if pick(2) else {"a": [new]})
    place = base.any_object(pick)
    return None if place is None else base.with_value(place.path, {**place.value, "x-open": new})


def long_string(base: Base, pick: Pick) -> str | None:
    """A text of a thousand to a hundred thousand characters."""
    if (place := base.any_place(pick, Text, OpenEnum)) is None:
        return None
    length = among((1_000, 65_535, 65_536, 100_000), pick)
    return base.with_value(place.path, among(("x", "é", "\U0001f600", '"'), pick) * length)


def characters(base: Base, pick: Pick) -> str | None:
    """Awkward characters in a text: written raw where JSON allows it, control characters escaped."""
    if (place := base.any_place(pick, Text, OpenEnum)) is None:
        return None
    return base.with_value(place.path, spelling.awkward_text(pick))


def lone_surrogate(base: Base, pick: Pick) -> str | None:
    """Half of a surrogate pair, escaped."""
    if (place := base.any_place(pick, Text, OpenEnum)) is None:
        return None
    half = among(("\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF", "\\ude00\\ud83d", "\\ud83d\\u0041"), pick)
    return base.with_value(place.path, Raw(f'"{among(("", "a"), pick)}{half}{among(("", "b"), pick)}"'))


def enum_case(base: Base, pick: Pick) -> str | None:
    """An enum value or a tag in another case, or with white space around it."""
    found = [place.path for place in base.places if isinstance(place.node, Enum | OpenEnum)]
    found += [(*place.path, tag) for place in base.places for tag in place.tags]
    if not found:
        return None
    path = among(found, pick)
    known = at(base.value, path)
    if not isinstance(known, str):
        return None
    forms = (known.upper(), known.capitalize(), known.title().replace("_", ""), f" {known}", f"{known}\n", known * 2)
    return base.with_value(path, among(forms, pick))


def beyond_prose(base: Base, pick: Pick) -> str | None:
    """Something that only the documentation forbids."""
    found = [place for place in base.places if place.member and place.member.prose]
    if not found:
        return None
    place = among(found, pick)
    assert place.member is not None
    assert place.member.prose is not None
    values = _beyond(place, place.member.prose.schema)
    return base.with_value(place.path, among(values, pick)) if values else None


def _beyond(place: Place, limits: Mapping[str, Any]) -> list[Any]:
    match place.node:
        case Integer(_, low, high):
            numbers = {0, 1, limits.get("minimum", 1) - 1, limits.get("maximum", 2**16 - 1) + 1}
            return sorted(n for n in numbers if (low is None or n >= low) and (high is None or n <= high))
        case Text():
            return ["", "other", str(place.value).upper(), f" {place.value}", f"x{place.value}"]
        case Array():
            return [["other"], ["Audio"], ["text", "video", ""]]
        case Map() | Json():
            return [{f"k{number}": "v" for number in range(17)}, {"k" * 65: "v"}, {"k": "v" * 513}]
        case _:
            return [0, 4097, 65535]
