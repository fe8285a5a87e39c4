"""Odd payloads, by class: what decoders and encoders get wrong. Legal or not is the oracle's to say.

A class is a function that makes the text of a legal payload odd in one way, or returns ``None`` where the
payload has nothing to make odd in that way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from conformance.spec import Dialect, load
from conformance.spec.model import Array, Enum, Integer, Json, Map, OpenEnum, Ref, Tagged, Text
from strategies import spelling
from strategies.payload import Payload
from strategies.places import Path, Pick, Place, at, changed, places
from strategies.writing import Doubled, Raw, written

HOSTILE_NAMES: Final = (
    "",
    "__proto__",
    "constructor",
    "toString",
    "__class__",
    "$ref",
    "$schema",
    "type ",
    " id",
    "Type",
    "TYPE",
    "type\x00",
    "null",
    "0",
    "a/b~c",
    "class",
    "self",
    "model_config",
    "\ufeffid",
    "é",
    "e\u0301",
    "\U0001f600",
    "n" * 10_000,
)
_UNKNOWN_VALUES: Final = (None, True, 0, -1.5, "", "text", [], [[]], {}, {"type": "message"}, {"": [None]})
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


@dataclass(frozen=True, slots=True)
class Base:
    """The legal payload that is made odd: its text, its value and the places of the value."""

    dialect: Dialect
    text: str
    value: Any
    places: list[Place]

    def any_place(self, pick: Pick, *kinds: type) -> Place | None:
        """Some place whose node is of one of the kinds."""
        found = [place for place in self.places if isinstance(place.node, kinds)]
        return found[pick(len(found))] if found else None

    def any_object(self, pick: Pick) -> Place | None:
        """Some place that holds an object with declared members."""
        found = [place for place in self.places if place.struct is not None]
        return found[pick(len(found))] if found else None

    def with_value(self, path: Path, new: Any) -> str:
        """The text with ``new`` at ``path``."""
        return written(changed(self.value, path, new))


Edge: TypeAlias = Callable[[Base, Pick], str | None]


def edge_payload(dialect: str, type_name: str, text: str, pick: Pick) -> Payload:
    """Make the legal payload ``text`` of a type odd, as ``pick`` has it."""
    spec = load(dialect)
    value = json.loads(text)
    base = Base(spec, text, value, list(places(spec, Ref(type_name), value)))
    names = list(EDGES)
    first = pick(len(names))
    for name in names[first:] + names[:first]:
        # A class that this value offers nothing for passes on to the next one.
        odd = EDGES[name](base, pick)
        if odd is not None:
            return Payload(type_name, "edge", odd, edge=name)
    raise AssertionError("white space can be put into any JSON text")


def _among(values: Any, pick: Pick) -> Any:
    return values[pick(len(values))]


def bound(base: Base, pick: Pick) -> str | None:
    """An integer at a bound of its type or of its documentation, or one off it."""
    place = base.any_place(pick, Integer)
    if place is None or not isinstance(place.node, Integer):
        return None
    limits: Mapping[str, Any] = place.member.prose.schema if place.member and place.member.prose else {}
    bounds = [place.node.minimum, place.node.maximum, limits.get("minimum", 0), limits.get("maximum", 2**31)]
    return base.with_value(place.path, _among(bounds, pick) + _among((0, 1, -1), pick))


def number_spelling(base: Base, pick: Pick) -> str | None:
    """The number as it stands or another one, spelled oddly; leading zeros are not JSON."""
    place = base.any_place(pick, Integer)
    if place is None:
        return None
    number = place.value
    forms = (f"{number}.0", f"{number}e0", f"{number}E+0", f"{number}.50", f"0{number}", f"+{number}", f"-{number}")
    others = ("1.0", "1e2", "1E+2", "-0", "-0.0", "0e5", "00", "1e-1", "10e-1", "1e400", "1" * 40)
    return base.with_value(place.path, Raw(_among(forms + others, pick)))


def null(base: Base, pick: Pick) -> str | None:
    """``null`` where a value stands or may stand."""
    if (place := base.any_object(pick)) is None:
        return base.with_value((), None)
    members = [*place.tags, *(member.name for member in place.struct.members)] if place.struct else []
    return base.with_value(place.path, {**place.value, _among(members, pick): None}) if members else None


def absent(base: Base, pick: Pick) -> str | None:
    """A member left out, required or not; or all that are optional."""
    if (place := base.any_object(pick)) is None or place.struct is None or not place.value:
        return None
    if pick(4) == 0:
        optional = {member.name for member in place.struct.members if not member.required}
        gone = optional & place.value.keys()
    else:
        gone = {_among(list(place.value), pick)}
    return base.with_value(place.path, {name: item for name, item in place.value.items() if name not in gone})


def empty(base: Base, pick: Pick) -> str | None:
    """The empty text, array or object."""
    place = _among(base.places, pick)
    kinds: dict[type, Any] = {str: "", list: [], dict: {}}
    nothing = kinds.get(type(place.value))
    return None if nothing is None else base.with_value(place.path, nothing)


def unknown_member(base: Base, pick: Pick) -> str | None:
    """A member that is not declared, of a hostile name, at the start or the end."""
    if (place := base.any_object(pick)) is None:
        return None
    extra = {_among(HOSTILE_NAMES, pick): _among(_UNKNOWN_VALUES, pick)}
    members = {**extra, **place.value} if pick(2) else {**place.value, **extra}
    return base.with_value(place.path, members)


def tag_position(base: Base, pick: Pick) -> str | None:
    """The tag first, in the middle or last."""
    found = [place for place in base.places if place.tags]
    if not found:
        return None
    place = _among(found, pick)
    tag = _among(place.tags, pick)
    members = [(name, item) for name, item in place.value.items() if name != tag]
    position = (0, (len(members) + 1) // 2, len(members))[pick(3)]
    members.insert(position, (tag, place.value[tag]))
    return base.with_value(place.path, dict(members))


def key_order(base: Base, pick: Pick) -> str | None:
    """The members of all objects shuffled, or turned round."""
    if not any(place.struct for place in base.places):
        return None
    reverse = pick(3) == 0

    def shuffled(value: Any) -> Any:
        if isinstance(value, list):
            return [shuffled(item) for item in value]
        if not isinstance(value, dict):
            return value
        rest = list(value)
        order = [rest.pop(-1 if reverse else pick(len(rest))) for _ in value]
        return {name: shuffled(value[name]) for name in order}

    return written(shuffled(base.value))


def duplicate_member(base: Base, pick: Pick) -> str | None:
    """A member or a tag twice, with the same or another value."""
    place = base.any_object(pick)
    if place is None or not place.value:
        return None
    name = _among(list(place.value), pick)
    again = _among((place.value[name], None, "other", 0, [], {}), pick)
    return base.with_value(place.path, Doubled(place.value, name, again, first=pick(2) == 0))


def duplicate_unknown(base: Base, pick: Pick) -> str | None:
    """A member twice that is not declared, or a free name of a map or of open JSON."""
    place = base.any_place(pick, Map, Json) if pick(2) else None
    if place is None or not isinstance(place.value, dict):
        place = base.any_object(pick)
    if place is None:
        return None
    text = Doubled({**place.value, "x-twice": "1"}, "x-twice", _among(("1", "2"), pick), first=pick(2) == 0)
    return base.with_value(place.path, text)


def collection_size(base: Base, pick: Pick) -> str | None:
    """An array of none, many or very many items; a map at or beyond its documented limits."""
    place = base.any_place(pick, Array, Map)
    if place is None:
        found = [p for p in base.places if isinstance(p.node, Json) and p.member and p.member.prose]
        if not found:
            return None
        place = _among(found, pick)
    if isinstance(place.node, Array):
        if not place.value:
            return None
        return base.with_value(place.path, place.value[:1] * _among((0, 10, 100, 1000), pick))
    pairs = _among((0, 1, 15, 16, 17, 100), pick)
    name, value = _among(((64, 512), (65, 512), (64, 513), (1, 1), (5, 0), (5, 10_000)), pick)
    entries = {f"{number:x}".ljust(name, "k")[:name]: "v" * value for number in range(pairs)}
    return base.with_value(place.path, entries)


def deep_json(base: Base, pick: Pick) -> str | None:
    """Arrays or objects nested deep in open JSON, or in a member that is not declared."""
    depth = _among(_DEPTHS, pick)
    kind = pick(3)
    starts = ("[" * depth, '{"a":' * depth, '[{"a":' * (depth // 2))
    ends = ("]" * depth, "}" * depth, "}]" * (depth // 2))
    return _in_open(base, pick, Raw(starts[kind] + ("" if kind == 0 else "0") + ends[kind]))


def long_number(base: Base, pick: Pick) -> str | None:
    """A number of many digits or of a huge exponent, where any JSON may stand."""
    return _in_open(base, pick, Raw(_among(_LONG_NUMBERS, pick)))


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
    length = _among((1_000, 65_535, 65_536, 100_000), pick)
    return base.with_value(place.path, _among(("x", "é", "\U0001f600", '"'), pick) * length)


def characters(base: Base, pick: Pick) -> str | None:
    """Awkward characters in a text: written raw where JSON allows it, control characters escaped."""
    if (place := base.any_place(pick, Text, OpenEnum)) is None:
        return None
    return base.with_value(place.path, spelling.awkward_text(pick))


def lone_surrogate(base: Base, pick: Pick) -> str | None:
    """Half of a surrogate pair, escaped."""
    if (place := base.any_place(pick, Text, OpenEnum)) is None:
        return None
    half = _among(("\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF", "\\ude00\\ud83d", "\\ud83d\\u0041"), pick)
    return base.with_value(place.path, Raw(f'"{_among(("", "a"), pick)}{half}{_among(("", "b"), pick)}"'))


def enum_case(base: Base, pick: Pick) -> str | None:
    """An enum value or a tag in another case, or with white space around it."""
    found = [place.path for place in base.places if isinstance(place.node, Enum | OpenEnum)]
    found += [(*place.path, tag) for place in base.places for tag in place.tags]
    if not found:
        return None
    path = _among(found, pick)
    known = at(base.value, path)
    if not isinstance(known, str):
        return None
    forms = (known.upper(), known.capitalize(), known.title().replace("_", ""), f" {known}", f"{known}\n", known * 2)
    return base.with_value(path, _among(forms, pick))


def beyond_prose(base: Base, pick: Pick) -> str | None:
    """Something that only the documentation forbids."""
    found = [place for place in base.places if place.member and place.member.prose]
    if not found:
        return None
    place = _among(found, pick)
    assert place.member is not None
    assert place.member.prose is not None
    return base.with_value(place.path, _among(_beyond(place, place.member.prose.schema), pick))


def _beyond(place: Place, limits: Mapping[str, Any]) -> list[Any]:
    match place.node:
        case Integer(_, low, high):
            numbers = {0, 1, limits.get("minimum", 1) - 1, limits.get("maximum", high - 1) + 1, high}
            return sorted(number for number in numbers if low <= number <= high)
        case Text():
            return ["", "other", str(place.value).upper(), f" {place.value}", f"x{place.value}"]
        case Array():
            return [["other"], ["Audio"], ["text", "video", ""]]
        case Map() | Json():
            return [{f"k{number}": "v" for number in range(17)}, {"k" * 65: "v"}, {"k": "v" * 513}]
        case _:
            return [4097, 0, 65535, "INF"]


def open_form(base: Base, pick: Pick) -> str | None:
    """A form that the dialect leaves open: an object as an array, an enum as an object."""
    found = [place for place in base.places if place.struct is not None or isinstance(place.node, Enum | OpenEnum)]
    if not found:
        return None
    place = _among(found, pick)
    if isinstance(place.value, dict):
        return base.with_value(place.path, list(place.value.values()))
    return base.with_value(place.path, {place.value: None})


def other_variant(base: Base, pick: Pick) -> str | None:
    """The tag of another variant on the members of this one."""
    found = [place for place in base.places if place.unions]
    if not found:
        return None
    place = _among(found, pick)
    union: Tagged = _among(place.unions, pick)
    return base.with_value((*place.path, union.property), _among(union.variants, pick).tag)


def whitespace(base: Base, pick: Pick) -> str | None:
    """All four white space characters of JSON in every legal place."""
    return spelling.spaced(base.value, pick)


def escapes(base: Base, pick: Pick) -> str | None:
    """Characters of texts and names as escapes."""
    return spelling.escaped(base.value, pick)


EDGES: Final[Mapping[str, Edge]] = {
    edge.__name__.replace("_", "-"): edge
    for edge in (
        bound,
        number_spelling,
        null,
        absent,
        empty,
        unknown_member,
        tag_position,
        key_order,
        whitespace,
        escapes,
        characters,
        lone_surrogate,
        duplicate_member,
        duplicate_unknown,
        collection_size,
        deep_json,
        long_number,
        long_string,
        enum_case,
        beyond_prose,
        open_form,
        other_variant,
    )
}
"""Every class by its name, as ``Payload.edge`` gives it."""
