"""The legal payloads that edges are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from conformance.spec import Dialect
from conformance.spec.model import Node
from strategies.positions import Path, Pick, Position, changed
from strategies.writing import written

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Base:
    """A legal payload of the node ``root`` to make odd: its text, its value and the positions in the value."""

    dialect: Dialect
    root: Node
    text: str
    value: Any
    positions: list[Position]

    def any_position(self, pick: Pick, fits: Callable[[Position], object]) -> Position | None:
        """Some position that fits."""
        found = [position for position in self.positions if fits(position)]
        return found[pick(len(found))] if found else None

    def any_of(self, pick: Pick, *kinds: type) -> Position | None:
        """Some position whose node is one of the kinds."""
        return self.any_position(pick, lambda one: isinstance(one.node, kinds))

    def any_object(self, pick: Pick) -> Position | None:
        """Some position that holds an object with declared members."""
        return self.any_position(pick, lambda one: one.struct is not None)

    def with_value(self, path: Path, new: Any) -> str:
        """The text with ``new`` at ``path``."""
        return written(changed(self.value, path, new))


Edge: TypeAlias = Callable[[Base, Pick], str | None]
"""Makes a payload odd in one way; ``None`` if that is not possible with this payload."""


def among(values: Sequence[_Value], pick: Pick) -> _Value:
    """One of ``values``."""
    return values[pick(len(values))]
