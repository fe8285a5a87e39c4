"""Derived vectors with lists that are longer than what some library, page of an API or column of a table holds.

Those of named types are in the vectors of these types, and in those of the events that carry them: many libraries have
types for events alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.jsontext import text_of
from conformance.spec.model import Array, Dialect, Node, Ref, Text
from conformance.vectors.derive_sparse import events
from conformance.vectors.derive_whole import Options, Reached, Recipe, applied, wholes_of
from conformance.vectors.edit import put
from conformance.vectors.example import ExampleEntry, bare_node
from conformance.vectors.sketch import Sketch
from conformance.vectors.whole import Spot, spots

MANY = 129
"""One more than the greatest of the usual limits: 10, 20, 50, 64, 100 and 128."""
_NAMES = ("id", "name", "server_label")


def long_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Sketch]:
    """The lists of a type or an event, all in one payload."""
    is_event = type_name in events(dialect)

    def options(*, inside: bool) -> Options:
        def of(spot: Spot) -> Sequence[Any]:
            in_list = any(isinstance(token, int) for token in spot.path)
            if not isinstance(spot.node, Array) or not spot.value or not (spot.own or is_event) or in_list < inside:
                return ()
            return list(_many(dialect, spot.node.items, min(spot.value, key=lambda item: len(text_of(item)))))

        return of

    rule = "decode.accepts-valid"
    recipes = (
        Recipe("lists-long", f"every list has {MANY} items", rule, options(inside=False)),
        Recipe("lists-long-inside", f"every list inside a list has {MANY} items", rule, options(inside=True)),
    )
    reached = Reached()
    for whole in wholes_of(bare_node(dialect, type_name), entry):
        # A variant with a name has them in the vectors of its own type.
        if not isinstance(whole.node, Ref):
            yield from applied(dialect, type_name, whole, recipes, reached)


def _many(dialect: Dialect, items: Node, item: Any) -> Iterator[list[Any]]:
    """An item so many times, each with a name of its own where it may have any: some libraries keep items by name."""
    named = [
        spot
        for spot in spots(dialect, items, item)
        if isinstance(spot.node, Text) and (not spot.path or (spot.path[1:] == () and spot.path[0] in _NAMES))
    ]
    if named:
        yield [_numbered(item, named, number) for number in range(MANY)]
    yield [item] * MANY


def _numbered(item: Any, named: Sequence[Spot], number: int) -> Any:
    for spot in named:
        item = put(item, spot.path, f"{spot.value}_{number}")
    return item
