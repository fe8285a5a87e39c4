"""What an edge is made from: a legal payload, taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from conformance.spec import Dialect
from strategies.places import Path, Pick, Place, changed
from strategies.writing import written

_Value = TypeVar("_Value")


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
"""Makes a payload odd in one way; ``None`` where there is nothing to make odd in that way."""


def among(values: Sequence[_Value], pick: Pick) -> _Value:
    """One of ``values``."""
    return values[pick(len(values))]
