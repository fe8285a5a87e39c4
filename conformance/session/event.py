"""A frame read as an event, and how its members are reached whatever was sent in their place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from typing import Any, Final

from conformance.session.transcript import Frame
from conformance.spec.model import Side

Path = tuple[str, ...]
"""A JSON Pointer, split at its slashes."""


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""What is at a place that a value does not have."""


@dataclass(frozen=True, slots=True)
class Event:
    """A frame that holds a JSON object with a ``type``."""

    number: int
    side: Side
    t: float | None
    type: str
    data: Mapping[str, Any]
    keys: dict[str, tuple[Any, ...] | None] = field(default_factory=dict, compare=False)
    """What it shares with others, by the name of the key: looked up once for all rules."""

    def at(self, path: Path) -> Any:
        """What is at a place, :data:`MISSING` where there is none."""
        return at(self.data, path)

    def text(self, *path: str) -> str | None:
        """The string at a place, ``None`` where it is no string."""
        found = self.data.get(path[0]) if len(path) == 1 else at(self.data, path)
        return found if isinstance(found, str) else None

    def object(self, *path: str) -> Mapping[str, Any]:
        """The object at a place, an empty one where it is no object."""
        found = at(self.data, path)
        return found if isinstance(found, dict) else {}

    def list(self, *path: str) -> Sequence[Any]:
        """The list at a place, an empty one where it is no list."""
        found = at(self.data, path)
        return found if isinstance(found, list) else ()

    def integer(self, *path: str) -> int | None:
        """The integer at a place, ``None`` where it is none."""
        found = at(self.data, path)
        return found if isinstance(found, int) and not isinstance(found, bool) else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of an event: a session may have millions."""

    number: int
    type: str

    @classmethod
    def of(cls, event: Event) -> Seen:
        """The number and the type of an event."""
        return cls(event.number, event.type)


def at(value: Any, path: Path) -> Any:
    """What is at a place of a JSON value, :data:`MISSING` where there is none."""
    for name in path:
        if type(value) is dict:
            if name not in value:
                return MISSING
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return MISSING
    return value


def split(pointer: str) -> Path:
    """A JSON Pointer as a path."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def event_of(frame: Frame) -> Event | None:
    """The event in a frame, ``None`` where it holds none."""
    value = _object_in(frame)
    if value is None or not isinstance(value.get("type"), str):
        return None
    return Event(frame.number, frame.side, frame.t, value["type"], value)


def event_id_of(frame: Frame) -> str | None:
    """The ``event_id`` in a frame, ``None`` where there is none; a frame without an event may have one, too."""
    found = (_object_in(frame) or {}).get("event_id")
    return found if isinstance(found, str) else None


def _object_in(frame: Frame) -> dict[str, Any] | None:
    try:
        value = json.loads(frame.text or "")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: ``1`` and ``1.0`` are, ``1`` and ``true`` are not.

    Fractions that differ in the places beyond single precision are equal: servers keep some settings so.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(item, right[name]) for name, item in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and isinstance(right, int | float):
        return isclose(left, right, rel_tol=1e-6)
    return bool(left == right)
