"""Edges of shape: members that are missing, unknown, repeated or elsewhere; collections of other sizes."""

from __future__ import annotations

from typing import Any, Final

from conformance.spec.model import Array, Enum, Json, Map, OpenEnum, Tagged
from strategies.odd import Base, among
from strategies.places import Pick
from strategies.writing import Doubled, written

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
_UNKNOWN_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1.5,
    "",
    "text",
    [],
    [[]],
    {},
    {"type": "message"},
    {"": [None]},
)


def null(base: Base, pick: Pick) -> str | None:
    """``null`` where a value stands or may stand."""
    if (place := base.any_object(pick)) is None:
        return base.with_value((), None)
    members = [*place.tags, *(member.name for member in place.members)]
    return base.with_value(place.path, {**place.value, among(members, pick): None}) if members else None


def absent(base: Base, pick: Pick) -> str | None:
    """A member left out, required or not; or all that are optional."""
    if (place := base.any_object(pick)) is None or not place.value:
        return None
    if pick(4) == 0:
        optional = {member.name for member in place.members if not member.required}
        gone = optional & place.value.keys()
    else:
        gone = {among(list(place.value), pick)}
    return base.with_value(place.path, {name: item for name, item in place.value.items() if name not in gone})


def empty(base: Base, pick: Pick) -> str | None:
    """The empty text, array or object."""
    place = among(base.places, pick)
    kinds: dict[type, Any] = {str: "", list: [], dict: {}}
    nothing = kinds.get(type(place.value))
    return None if nothing is None else base.with_value(place.path, nothing)


def unknown_member(base: Base, pick: Pick) -> str | None:
    """A member that is not declared, of a hostile name, at the start or the end."""
    if (place := base.any_object(pick)) is None:
        return None
    extra = {among(HOSTILE_NAMES, pick): among(_UNKNOWN_VALUES, pick)}
    members = {**extra, **place.value} if pick(2) else {**place.value, **extra}
    return base.with_value(place.path, members)


def tag_position(base: Base, pick: Pick) -> str | None:
    """The tag first, in the middle or last."""
    found = [place for place in base.places if place.tags]
    if not found:
        return None
    place = among(found, pick)
    tag = among(place.tags, pick)
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
    name = among(list(place.value), pick)
    again = among((place.value[name], None, "other", 0, [], {}), pick)
    return base.with_value(place.path, Doubled(place.value, name, again, first=pick(2) == 0))


def duplicate_unknown(base: Base, pick: Pick) -> str | None:
    """A member twice that is not declared, or a free name of a map or of open JSON."""
    place = base.any_place(pick, Map, Json) if pick(2) else None
    if place is None or not isinstance(place.value, dict):
        place = base.any_object(pick)
    if place is None:
        return None
    text = Doubled({**place.value, "x-twice": "1"}, "x-twice", among(("1", "2"), pick), first=pick(2) == 0)
    return base.with_value(place.path, text)


def collection_size(base: Base, pick: Pick) -> str | None:
    """An array of none, many or very many items; a map at or beyond its documented limits."""
    arrays = [place for place in base.places if isinstance(place.node, Array) and place.value]
    maps = [
        place
        for place in base.places
        if isinstance(place.node, Map) or (isinstance(place.node, Json) and place.member and place.member.prose)
    ]
    if not arrays and not maps:
        return None
    if not maps or (arrays and pick(2)):
        place = among(arrays, pick)
        return base.with_value(place.path, place.value[:1] * among((0, 10, 100, 1000), pick))
    place = among(maps, pick)
    pairs = among((0, 16, 17, 100), pick)
    name, value = among(((64, 512), (65, 512), (64, 513), (5, 10_000)), pick)
    entries = {f"{number:x}".ljust(name, "k")[:name]: "v" * value for number in range(pairs)}
    return base.with_value(place.path, entries)


def open_form(base: Base, pick: Pick) -> str | None:
    """A form that the dialect leaves open: an object as an array, an enum as an object, a tag as a number."""
    found = [place for place in base.places if place.struct is not None or isinstance(place.node, Enum | OpenEnum)]
    if not found:
        return None
    place = among(found, pick)
    if place.tags and pick(2):
        return base.with_value((*place.path, among(place.tags, pick)), pick(4))
    if isinstance(place.value, dict):
        return base.with_value(place.path, list(place.value.values()))
    return base.with_value(place.path, {place.value: None})


def other_variant(base: Base, pick: Pick) -> str | None:
    """The tag of another variant on the members of this one."""
    found = [place for place in base.places if place.unions]
    if not found:
        return None
    place = among(found, pick)
    union: Tagged = among(place.unions, pick)
    return base.with_value((*place.path, union.property), among(union.variants, pick).tag)
