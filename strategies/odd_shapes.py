"""Edges of shape: members that are missing, unknown, repeated or elsewhere; collections of other sizes."""

from __future__ import annotations

from typing import Any, Final

from conformance.spec.model import Array, Enum, Json, Map, OpenEnum, Tagged
from strategies.odd import Base, among
from strategies.positions import Pick
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
    """``null`` in place of a present or absent value."""
    if (position := base.any_object(pick)) is None:
        return base.with_value((), None)
    members = [*position.tags, *(member.name for member in position.members)]
    return base.with_value(position.path, {**position.value, among(members, pick): None}) if members else None


def absent(base: Base, pick: Pick) -> str | None:
    """A member left out, required or not; or all that are optional."""
    if (position := base.any_object(pick)) is None or not position.value:
        return None
    if pick(4) == 0:
        optional = {member.name for member in position.members if not member.required}
        gone = optional & position.value.keys()
    else:
        gone = {among(list(position.value), pick)}
    return base.with_value(position.path, {name: item for name, item in position.value.items() if name not in gone})


def empty(base: Base, pick: Pick) -> str | None:
    """The empty text, array or object."""
    position = among(base.positions, pick)
    kinds: dict[type, Any] = {str: "", list: [], dict: {}}
    nothing = kinds.get(type(position.value))
    return None if nothing is None else base.with_value(position.path, nothing)


def unknown_member(base: Base, pick: Pick) -> str | None:
    """An undeclared member with a hostile name, at the start or the end."""
    if (position := base.any_object(pick)) is None:
        return None
    extra = {among(HOSTILE_NAMES, pick): among(_UNKNOWN_VALUES, pick)}
    members = {**extra, **position.value} if pick(2) else {**position.value, **extra}
    return base.with_value(position.path, members)


def tag_position(base: Base, pick: Pick) -> str | None:
    """The tag first, in the middle or last."""
    if (position := base.any_position(pick, lambda one: one.tags)) is None:
        return None
    tag = among(position.tags, pick)
    members = [(name, item) for name, item in position.value.items() if name != tag]
    index = (0, (len(members) + 1) // 2, len(members))[pick(3)]
    members.insert(index, (tag, position.value[tag]))
    return base.with_value(position.path, dict(members))


def key_order(base: Base, pick: Pick) -> str | None:
    """The members of all objects shuffled or reversed."""
    if not any(position.struct for position in base.positions):
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
    position = base.any_object(pick)
    if position is None or not position.value:
        return None
    name = among(list(position.value), pick)
    again = among((position.value[name], None, "other", 0, [], {}), pick)
    return base.with_value(position.path, Doubled(position.value, name, again, first=pick(2) == 0))


def duplicate_unknown(base: Base, pick: Pick) -> str | None:
    """An undeclared member twice, or a repeated name in a map or in open JSON."""
    position = base.any_of(pick, Map, Json) if pick(2) else None
    if position is None or not isinstance(position.value, dict):
        position = base.any_object(pick)
    if position is None:
        return None
    text = Doubled({**position.value, "x-twice": "1"}, "x-twice", among(("1", "2"), pick), first=pick(2) == 0)
    return base.with_value(position.path, text)


def collection_size(base: Base, pick: Pick) -> str | None:
    """An array with no, many or very many items; a map at or beyond its documented limits."""
    arrays = [one for one in base.positions if isinstance(one.node, Array) and one.value]
    maps = [one for one in base.positions if isinstance(one.node, Map) or (isinstance(one.node, Json) and one.limits)]
    if not arrays and not maps:
        return None
    if not maps or (arrays and pick(2)):
        position = among(arrays, pick)
        return base.with_value(position.path, position.value[:1] * among((0, 10, 100, 1000), pick))
    position = among(maps, pick)
    pairs = among((0, 16, 17, 100), pick)
    name, value = among(((64, 512), (65, 512), (64, 513), (5, 10_000)), pick)
    entries = {f"{number:x}".ljust(name, "k")[:name]: "v" * value for number in range(pairs)}
    return base.with_value(position.path, entries)


def open_form(base: Base, pick: Pick) -> str | None:
    """A form that the dialect leaves open: an object as an array, an enum as an object, a tag as a number."""
    position = base.any_position(pick, lambda one: one.struct is not None or isinstance(one.node, Enum | OpenEnum))
    if position is None:
        return None
    if position.tags and pick(2):
        return base.with_value((*position.path, among(position.tags, pick)), pick(4))
    if isinstance(position.value, dict):
        return base.with_value(position.path, list(position.value.values()))
    return base.with_value(position.path, {position.value: None})


def other_variant(base: Base, pick: Pick) -> str | None:
    """The tag of another variant on the members of this one."""
    if (position := base.any_position(pick, lambda one: one.unions)) is None:
        return None
    union: Tagged = among(position.unions, pick)
    return base.with_value((*position.path, union.property), among(union.variants, pick).tag)
