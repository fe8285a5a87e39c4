"""Derived vectors about objects of which one optional member alone is set, also inside the events that carry them.

What applications send is sparse. A library that keeps an object between two calls, or has its defaults shared, writes
members of the one before, which only a payload without them shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.files import slugged
from conformance.jsontext import text_of
from conformance.spec.model import Dialect, Node, Nullable, Ref, Struct, Tagged, Untagged
from conformance.spec.prose import broken_prose
from conformance.vectors.example import ExampleEntry, bare_node
from conformance.vectors.growth import Maker
from conformance.vectors.sketch import Sketch

_FEWEST_SENT, _FEWEST_RECEIVED = 2, 4
"""Optional members that an object has at least; servers write most of them, so fewer are left out together."""


def sparse_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry, maker: Maker) -> Iterator[Sketch]:
    """An object, or each one that an event carries, with one of its optional members and what is required."""
    node, fewest = bare_node(dialect, type_name), events(dialect).get(type_name)
    if not isinstance(node, Struct):
        return
    if fewest is None:
        yield from _legal(dialect, type_name, "sparse", "", _alone(node, {}, _FEWEST_RECEIVED, maker))
        return
    whole = entry["all-members"][0]
    for member in node.members:
        name = member.name
        for kind, tag, struct in _objects(dialect, member.node):
            found = ((one, {**whole, name: value}) for one, value in _alone(struct, tag, fewest, maker))
            yield from _legal(dialect, type_name, f"sparse-{name}-{kind}", f" of {name}", found)


def _legal(
    dialect: Dialect, type_name: str, slug: str, of: str, found: Iterator[tuple[str, dict[str, Any]]]
) -> Iterator[Sketch]:
    """The payloads that keep what the documentation says in words."""
    for name, payload in found:
        if not broken_prose(dialect, type_name, text_of(payload)):
            why = f"of the optional members{of}, {name} alone is set"
            yield Sketch(slugged(f"{slug}-{name}"), why, "encode.nothing-invented", payload)


def _alone(node: Struct, tag: dict[str, Any], fewest: int, maker: Maker) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each optional member of an object that has so many, and the object with that one alone."""
    bare = tag | {one.name: maker.value(one.node, one.name, full=False) for one in node.members if one.required}
    optional = [one for one in node.members if not one.required and one.name not in tag]
    for member in optional if len(optional) >= fewest else ():
        yield member.name, {**bare, member.name: maker.value(member.node, member.name, full=True)}


def _objects(dialect: Dialect, node: Node) -> Iterator[tuple[str, dict[str, Any], Struct]]:
    """The objects that a member may be: what the kind is called, its tags, and its node."""
    found = dialect.resolve(node)
    match found:
        case Nullable(inner):
            yield from _objects(dialect, inner)
        case Struct():
            yield "", {}, found
        case Tagged(property_, variants):
            for one in variants:
                for kind, tag, struct in _objects(dialect, one.node):
                    yield f"{one.tag} {kind}".strip(), {property_: one.tag, **tag}, struct
        case Untagged(variants):
            for index, arm in enumerate(variants, 1):
                for kind, tag, struct in _objects(dialect, arm):
                    yield f"{index} {kind}".strip(), tag, struct


def events(dialect: Dialect) -> dict[str, int]:
    """The types that travel as messages of their own, with the fewest optional members of what is asked about."""
    found: dict[str, int] = {}
    for root in dialect.roots:
        union = bare_node(dialect, root)
        fewest = _FEWEST_SENT if "Client" in root else _FEWEST_RECEIVED
        if isinstance(union, Tagged):
            found |= {one.node.name: fewest for one in union.variants if isinstance(one.node, Ref)}
    return found
