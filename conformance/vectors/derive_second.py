"""Derived vectors about the second place in a list: each has an item of one kind after an item of another.

A library that finds out about the kind of the first item, or keeps state between items, harms only later ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.files import slugged
from conformance.spec.model import Array, Dialect, Node, Ref, Struct, Tagged
from conformance.vectors.derive_whole import Kinds, Reached, settled_kinds, variants_of, wholes_of
from conformance.vectors.example import ExampleEntry, bare_node
from conformance.vectors.growth import Maker
from conformance.vectors.sketch import Sketch
from conformance.vectors.whole import is_inside, named, spots


def second_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry, maker: Maker) -> Iterator[Sketch]:
    """One vector per kind of item, in all lists that can have it; named variants have theirs in their own types."""
    node = bare_node(dialect, type_name)
    wholes = [whole for whole in wholes_of(node, entry) if not isinstance(whole.node, Ref)]
    shown = _shown(dialect, node, [whole.payload for whole in wholes])
    done = Reached()
    for whole in wholes:
        found: Kinds = {}
        for spot in spots(dialect, node, whole.payload):
            if not isinstance(spot.node, Array) or not spot.path:
                continue
            kinds = _kinds(dialect, spot.node.items, maker) or (shown.get(named(spot.path), {}) if spot.own else {})
            for name, item in kinds.items():
                pairs = [[_beside(other, item), item] for kind, other in kinds.items() if kind != name]
                places = found.setdefault(name, {})
                if pairs and not is_inside(spot.path, places):
                    places[spot.path] = pairs
        for name, where, payload in settled_kinds(dialect, type_name, whole, found, done):
            why = f"{whole.label}{name} is the second item of {where}, after another kind"
            yield Sketch(f"second-{slugged(name)}{whole.suffix}", why, "decode.accepts-valid", payload)


def _beside(other: Any, item: Any) -> Any:
    """Another item, which is not that one if both have the same id."""
    if not isinstance(other, dict) or "id" not in other or other["id"] != item.get("id"):
        return other
    return {**other, "id": f"{other['id'][:-1]}{'B' if other['id'][-1] == 'A' else 'A'}"}


def _kinds(dialect: Dialect, node: Node, maker: Maker) -> dict[str, Any]:
    """A value of each kind of a union; of a kind that is a union again, one of each of its kinds."""
    union = dialect.bare(node)
    found: dict[str, Any] = dict(variants_of(dialect, union, maker))
    if isinstance(union, Tagged):
        for variant in union.variants:
            if inner := _kinds(dialect, variant.node, maker):
                del found[variant.tag]
                found |= {f"{variant.tag} {kind}": {union.property: variant.tag, **one} for kind, one in inner.items()}
    return found


def _shown(dialect: Dialect, node: Node, payloads: Sequence[Any]) -> Mapping[tuple[str, ...], dict[str, Any]]:
    """By list, the items of each ``type`` that the examples have, where one object stands for all kinds."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for payload in payloads:
        for spot in spots(dialect, node, payload):
            if isinstance(spot.node, Array) and spot.own and isinstance(dialect.resolve(spot.node.items), Struct):
                for item in spot.value:
                    if isinstance(item.get("type"), str):
                        found.setdefault(named(spot.path), {}).setdefault(item["type"], item)
    return found
