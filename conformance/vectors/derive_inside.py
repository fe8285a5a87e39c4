"""Derived vectors about the places inside a type: members of objects without a name, inline lists of values, bounds.

A place is where a type's own schema leads, at any depth; what a named type holds is shown by the vectors of that type.
The members of the type itself have vectors of their own (:mod:`derive_members`), so here they get what those lack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.files import slugged
from conformance.jsontext import text_of
from conformance.spec.model import (
    Array,
    Dialect,
    Enum,
    Float,
    Integer,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from conformance.spec.prose import broken_prose
from conformance.vectors.edit import ABSENT, get, put
from conformance.vectors.example import ExampleEntry, bare_node, full_values
from conformance.vectors.growth import Maker, variant_name
from conformance.vectors.sketch import Sketch

_UNKNOWN = "something_else"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an example of a type has a value: ``path`` leads there in ``payload``.

    ``names`` are the members and variants on the way, which is what the place is called; ``member`` is ``None`` for an
    item of an array and a variant.
    """

    names: tuple[str, ...]
    path: tuple[str | int, ...]
    node: Node
    member: Member | None
    payload: Any

    @property
    def value(self) -> Any:
        """What the example has there."""
        return get(self.payload, self.path)

    def having(self, value: Any) -> Any:
        """The payload with another value there, or with none for ``ABSENT``."""
        return put(self.payload, self.path, value)


def places(dialect: Dialect, type_name: str, entry: ExampleEntry, maker: Maker) -> list[list[Place]]:
    """The places inside a type that its examples reach, each in every example that has a value there.

    Where an example has one variant of a union, the members of the others are reached by putting those in its place.
    """
    found: dict[tuple[Any, ...], list[Place]] = {}
    payloads = list(full_values(dialect, type_name, entry))
    for payload in payloads:
        of_payload: dict[tuple[Any, ...], Place] = {}
        for place in _inside(Place((), (), bare_node(dialect, type_name), None, payload), payload):
            # Of several items of an array, the first one; an array and its items have the same name.
            of_payload.setdefault((place.names, len(place.path)), place)
        for key, place in of_payload.items():
            if key not in found:
                # Grows while it is read: a variant may hold another union.
                payloads.extend(place.having(value) for value in _objects_without_a_name(place.node, maker))
            found.setdefault(key, []).append(place)
    return list(found.values())


def inside_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry, maker: Maker) -> Iterator[Sketch]:
    """What may and may not be at each place inside the type."""
    own = (
        {member.name for member in node.members} if isinstance(node := bare_node(dialect, type_name), Struct) else set()
    )
    for found in places(dialect, type_name, entry, maker):
        subject = _Subject(dialect, type_name, found)
        if not (len(subject.place.names) == 1 and subject.place.names[0] in own):
            yield from _presence(subject)
        yield from _values(subject, maker)
        yield from _bounds(subject)


def _objects_without_a_name(node: Node, maker: Maker) -> Iterator[Any]:
    """A value of every variant of a union that is an object of its own."""
    match node:
        case Tagged(property_, variants):
            for variant in variants:
                if isinstance(variant.node, Struct):
                    yield {property_: variant.tag, **maker.plain(variant.node, "", full=True)}
        case Untagged(variants):
            yield from (maker.plain(one, "", full=True) for one in variants if isinstance(one, Struct))
        case _:
            return


@dataclass(frozen=True, slots=True)
class _Subject:
    """A place, in every example that has it."""

    dialect: Dialect
    type_name: str
    found: Sequence[Place]

    @property
    def place(self) -> Place:
        return self.found[0]

    @property
    def label(self) -> str:
        return "/".join(self.place.names) or "a value in it"

    def sketch(self, slug: str, value: Any, why: str, rule: str) -> Sketch:
        """The first payload that keeps the prose with that value; ``{}`` in the slug is where the place's name goes.

        The last resort is one without the optional members beside the place, which the prose may bind to its value.
        """
        first = self.place
        payloads = [place.having(value) for place in self.found]
        payloads.append(put(_narrowed(self.dialect, self.type_name, first), first.path, value))
        sound = (one for one in payloads if not broken_prose(self.dialect, self.type_name, text_of(one)))
        name = slugged(slug.format("-".join(first.names)))
        return Sketch(name, f"{self.label} {why}", rule, next(sound, payloads[0]))


def _narrowed(dialect: Dialect, type_name: str, place: Place) -> Any:
    """The payload of a place with the required members and those on the way to the place alone."""

    def inner(node: Node, value: Any, path: Sequence[str | int]) -> Any:
        if not path:
            return value
        token, *rest = path
        match node:
            case Nullable(inside):
                return inner(inside, value, path)
            case Struct(members):
                kept = {one.name: one.node for one in members if one.required or one.name == token}
                return {
                    name: inner(kept[name], item, rest) if name == token else item
                    for name, item in value.items()
                    if name in kept
                }
            case Array(items):
                return [inner(items, item, rest) if index == token else item for index, item in enumerate(value)]
            case Tagged(property_) if (named := node.variant(value)) is not None:
                return {property_: named.tag, **inner(named.node, value, path)}
            case _:
                return value

    return inner(bare_node(dialect, type_name), place.payload, place.path)


def _presence(subject: _Subject) -> Iterator[Sketch]:
    place = subject.place
    member = place.member
    if member is None:
        return
    required = member.required
    rule = "decode.missing-required" if required else "decode.null-or-absent"
    yield subject.sketch("{}-absent", ABSENT, f"is {'required and ' if required else ''}absent", rule)
    corrected = any(other.form == "null" for other in member.also)
    if member.nullable or corrected or isinstance(subject.dialect.resolve(member.node), Nullable):
        yield subject.sketch("{}-null", None, "is null", "decode.null-or-absent")


def _values(subject: _Subject, maker: Maker) -> Iterator[Sketch]:
    """Every listed value and every variant, and one that is not known; of a named type, the listed values alone."""
    form = subject.dialect.resolve(subject.place.node)
    unnamed = form is subject.place.node
    match form if isinstance(form, Enum | OpenEnum) else subject.place.node:
        case Enum(values, _) | OpenEnum(values) if len(values) > 1:
            for value in values:
                yield subject.sketch(f"value-{{}}-{slugged(value)}", value, f"is {value}", "decode.enum-spelling")
            if unnamed and (isinstance(form, OpenEnum) or (isinstance(form, Enum) and form.open)):
                why, rule = "is a value that nobody listed", "decode.open-enum"
                yield subject.sketch("{}-unknown-value", _UNKNOWN, why, rule)
        case Tagged(property_, variants, fallback, is_open) as union:
            for variant in variants:
                made = {property_: variant.tag, **maker.plain(variant.node, "", full=True)}
                yield subject.sketch(
                    f"tag-{{}}-{slugged(variant.tag)}", made, f"as its variant {variant.tag}", "encode.tag-first"
                )
            if fallback is not None:
                why, rule = "as it may be without a tag", "decode.untagged-order"
                yield subject.sketch("variant-{}-untagged", maker.plain(fallback, "", full=True), why, rule)
            if is_open:
                other = {**_object(subject.place.value, maker, union), property_: _UNKNOWN}
                yield subject.sketch("tag-{}-unknown", other, "is of an unknown kind", "decode.open-tag")
        case Untagged(variants):
            for index, node in enumerate(variants):
                name = variant_name(variants, index)
                made, rule = maker.plain(node, subject.place.names[-1], full=True), "decode.untagged-order"
                yield subject.sketch(f"variant-{{}}-{slugged(name)}", made, f"as its variant {name}", rule)
                for value in node.values if isinstance(node, Enum) and len(node.values) > 1 else ():
                    yield subject.sketch(f"value-{{}}-{slugged(value)}", value, f"is {value}", "decode.enum-spelling")
        case _:
            return


def _object(value: Any, maker: Maker, union: Tagged) -> dict[str, Any]:
    return value if isinstance(value, dict) else maker.plain(union.variants[0].node, "", full=True)


def _bounds(subject: _Subject) -> Iterator[Sketch]:
    """The values at each bound, and those just beyond."""
    rule = "decode.bounds"
    match subject.place.node:
        case Integer(_, low, high) | Float(_, low, high):
            step = 1 if isinstance(subject.place.node, Integer) else 0.25
            if low is not None:
                yield subject.sketch("{}-at-minimum", low, f"is {low}, the smallest value", rule)
                yield subject.sketch("{}-below-minimum", low - step, f"is below {low}, the smallest value", rule)
            if high is not None:
                yield subject.sketch("{}-at-maximum", high, f"is {high}, the largest value", rule)
                yield subject.sketch("{}-above-maximum", high + step, f"is above {high}, the largest value", rule)
        case Text(_, high, pattern):
            if high is not None:
                yield subject.sketch("{}-at-maximum", "x" * high, f"has {high} characters, as many as it may", rule)
                yield subject.sketch("{}-above-maximum", "x" * (high + 1), f"has more than {high} characters", rule)
            if pattern is not None:
                yield subject.sketch("{}-other-pattern", _UNKNOWN, "does not match its pattern", rule)
        case Array(_, low) if low > 0:
            items = subject.place.value
            yield subject.sketch("{}-at-minimum", items[:low], f"has the fewest items, {low}", rule)
            yield subject.sketch("{}-below-minimum", items[: low - 1], f"has fewer items than {low}", rule)
        case _:
            return


def _inside(place: Place, value: Any) -> Iterator[Place]:
    """The places inside one, as deep as the type's own schema goes."""
    for name, token, node, member in _steps(place.node, value):
        while isinstance(node, Nullable) and value is not None:
            node = node.node
        path = place.path if token is None else (*place.path, token)
        inner = Place((*place.names, name) if name else place.names, path, node, member, place.payload)
        if token is not None:
            yield inner
        yield from _inside(inner, value if token is None else value[token])


def _steps(node: Node, value: Any) -> Iterator[tuple[str, str | int | None, Node, Member | None]]:
    """What is directly inside a value of a node: its name, the token that leads there, its node and member."""
    match node, value:
        case Struct(members), dict():
            yield from ((one.name, one.name, one.node, one) for one in members if one.name in value)
        case Array(items), list():
            yield from (("", index, items, None) for index in range(len(value)))
        case Map(values), dict():
            yield from (("", name, values, None) for name in value)
        case Tagged() as union, dict():
            if (named := union.variant(value)) is not None and isinstance(named.node, Struct):
                yield named.tag, None, named.node, None
        case Untagged(variants), dict():
            structs = (one for one in variants if isinstance(one, Struct))
            fitting = [one for one in structs if value.keys() <= {member.name for member in one.members}]
            yield from (("", None, one, None) for one in fitting[:1])
        case _:
            return
