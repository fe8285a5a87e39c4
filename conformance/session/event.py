"""A frame read as an event, and how its members are reached whatever was sent in their place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any, Final

from conformance.session.transcript import Frame
from conformance.spec.model import Side
from conformance.spelling import integer

# Members of an enum are looked up by a function in Python 3.11, and these for every frame.
CLIENT, SERVER = Side.CLIENT, Side.SERVER
Path = tuple[str, ...]
"""A JSON Pointer, split at its slashes."""


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""What is at a place that a value does not have."""


@dataclass(slots=True, init=False)
class Event:
    """A frame that holds a JSON object with a ``type``. Nobody changes it; a frozen one is three times as slow to make.

    ``strict`` says that the text has no ``NaN`` or ``Infinity``, which Python reads and JSON does not have. Three
    members that nearly every rule asks for are looked up once: ``id`` is the ``event_id``, or ``None`` if that is not a
    string; ``item_id`` is empty if it is not a string, and ``item`` if it is not an object.
    """

    number: int
    side: Side
    t: float | None
    type: str
    data: Mapping[str, Any]
    strict: bool
    id: str | None
    item_id: str
    item: Mapping[str, Any]

    def __init__(
        self, number: int, side: Side, t: float | None, type_: str, data: Mapping[str, Any], strict: bool = True
    ) -> None:
        self.number, self.side, self.t, self.type, self.data, self.strict = number, side, t, type_, data, strict
        self.id = found if type(found := data.get("event_id")) is str else None
        self.item_id = found if type(found := data.get("item_id")) is str else ""
        self.item = found if type(found := data.get("item")) is dict else _EMPTY

    def at(self, path: Path) -> Any:
        """What is at a place, :data:`MISSING` where there is none."""
        return at(self.data, path)

    def text(self, name: str, *path: str) -> str | None:
        """The string at a place, ``None`` where it is no string."""
        found = self.data.get(name)
        for step in path:
            found = found.get(step) if type(found) is dict else None
        return found if type(found) is str else None

    def object(self, name: str, *path: str) -> Mapping[str, Any]:
        """The object at a place, an empty one where it is no object."""
        found = self.data.get(name)
        for step in path:
            found = found.get(step) if type(found) is dict else None
        return found if type(found) is dict else _EMPTY

    def list(self, *path: str) -> Sequence[Any]:
        """The list at a place, an empty one where it is no list."""
        found = at(self.data, path)
        return found if isinstance(found, list) else ()

    def integer(self, name: str, *path: str) -> int | None:
        """The integer at a place, ``None`` where it is none."""
        found = self.data.get(name)
        for step in path:
            found = found.get(step) if type(found) is dict else None
        return found if type(found) is int else None


_EMPTY: Mapping[str, Any] = {}


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


def event_of(frame: Frame) -> Event | None:
    """The event in a frame, ``None`` where it holds none."""
    if frame.text is None:
        return None
    try:
        value, strict = decoded(frame.text)
    except (ValueError, RecursionError):
        return None
    if type(value) is not dict or type(name := value.get("type")) is not str:
        return None
    return Event(frame.number, frame.side, frame.t, name, value, strict)


def object_of(frame: Frame) -> Mapping[str, Any]:
    """The object in a frame that holds no event, an empty one where it holds none; some wires send text as bytes."""
    try:
        value, _ = decoded((frame.data or b"").decode() if frame.text is None else frame.text)
    except (ValueError, RecursionError):
        return _EMPTY
    return value if type(value) is dict else _EMPTY


class _NotJson(Exception):
    """The text has what Python reads and JSON does not have."""


def _refuse(constant: str) -> None:
    raise _NotJson


_decode = json.JSONDecoder(parse_constant=_refuse).raw_decode


def decoded(text: str) -> tuple[Any, bool]:
    """The value of a JSON text, and whether it has nothing but JSON; the last one of a repeated name counts.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested deeper than this interpreter can read.
    """
    try:
        value, end = _decode(text)
        if end == len(text):
            return value, True
    except (ValueError, _NotJson):
        pass
    # Blanks around it, or not JSON; the reading above is the quicker one.
    noted: list[str] = []

    def constant(name: str) -> float:
        noted.append(name)
        return float(name)

    return json.loads(text, parse_constant=constant, parse_int=integer), not noted


_CONTAINERS = (dict, list)


def _alike(left: Any, right: Any) -> bool:
    """Whether two values are written alike, and so are equal: the quick answer, which ``NaN`` alone would spoil."""
    text = repr(left)
    return text == repr(right) and "nan" not in text


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: ``1`` and ``1.0`` are, ``1`` and ``true`` are not.

    Fractions that differ in the places beyond single precision are equal: servers keep some settings so.
    """
    if type(left) is str or left is None:
        return bool(left == right)
    if type(left) in _CONTAINERS and type(left) is type(right) and _alike(left, right):
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(map(same, left.values(), map(right.get, left)))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and isinstance(right, int | float):
        return isclose(left, right, rel_tol=1e-6)
    return bool(left == right)


def apart(first: Any, value: Any) -> tuple[Path, Any, Any]:
    """Where two values that are not the same differ, if in one place alone, and what each has there."""
    if isinstance(first, dict) and isinstance(value, dict):
        places = [name for name in {**first, **value} if not same(first.get(name, MISSING), value.get(name, MISSING))]
    elif isinstance(first, list) and isinstance(value, list) and len(first) == len(value):
        places = [str(place) for place, both in enumerate(zip(first, value, strict=True)) if not same(*both)]
    else:
        places = []
    if len(places) != 1:
        return (), first, value
    inner, expected, got = apart(at(first, (places[0],)), at(value, (places[0],)))
    return (places[0], *inner), expected, got
