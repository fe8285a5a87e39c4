"""Patterns that events are held to, and templates that events are made from.

A pattern is a JSON value. An object matches an object that has its members, whatever else that has; a list matches a
list of the same length; anything else matches itself. An object with the one member ``$…`` is an operator of
:data:`OPERATORS`. In a template, one of :data:`FILLERS` is replaced by what it stands for.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.jsontext import pointer
from conformance.session.event import MISSING, same
from conformance.session.finding import shown

OPERATORS = frozenset({"$any", "$absent", "$save", "$saved", "$not", "$one-of", "$text", "$has", "$lacks"})
"""What a pattern may say instead of a value.

``{"$any": true}`` is any value but a missing one, ``{"$absent": true}`` a member that is missing or null,
``{"$text": true}`` a text that is not empty, ``{"$not": pattern}`` whatever does not match, ``{"$one-of": [patterns]}``
what matches one of them, ``{"$has": pattern}`` a list with such an item, ``{"$lacks": pattern}`` a list without one.
``{"$save": name}`` is any value but null, which is kept under that name, and ``{"$saved": name}`` the kept value.
"""
FILLERS = frozenset(
    {"$saved", "$left-out", "$silence", "$speech", "$bytes", "$letters", "$nested", "$trigger", "$model"}
)
"""What a template may say instead of a value.

``{"$saved": name}`` is a value that a pattern has kept; ``{"$left-out": true}`` leaves its member out;
``{"$silence": ms}`` and ``{"$speech": ms}`` are audio, ``{"$bytes": n}`` is ``n`` zero bytes, all three in base64;
``{"$letters": n}`` is a text of that length, ``{"$nested": n}`` a text of so many JSON lists in one another,
``{"$trigger": name}`` and ``{"$model": name}`` are what the file of
capabilities has under that name.
"""
SAMPLES_PER_MS = 24
"""Of PCM16 at 24 kHz, which is what sessions begin with."""

_LEFT_OUT = object()
Saved = dict[str, Any]


def operator(value: Any) -> tuple[str, Any] | None:
    """The name and the argument of an operator or filler, ``None`` for a plain value."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((name, argument),) = value.items()
        if isinstance(name, str) and name.startswith("$"):
            return name, argument
    return None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a value does not match: a JSON Pointer, what is there and what was expected, in words or as JSON."""

    at: str
    got: str
    expected: str

    def __str__(self) -> str:
        """The sentence."""
        return f"{self.at or 'the event'} is {self.got}, expected {self.expected}"


def matched(pattern: Any, value: Any, saved: Saved) -> Saved | Mismatch:
    """What a value that matches adds to ``saved``, or where it does not match."""
    found: Saved = {}
    return _mismatch(pattern, value, saved, found, "") or found


def _mismatch(pattern: Any, value: Any, saved: Saved, found: Saved, at: str) -> Mismatch | None:
    if named := operator(pattern):
        expected = _operated(*named, value, saved, found)
        return None if expected is None else Mismatch(at, shown(value), expected)
    if isinstance(pattern, Mapping):
        if not isinstance(value, Mapping):
            return Mismatch(at, shown(value), "an object")
        places = ((f"{at}{pointer([name])}", item, value.get(name, MISSING)) for name, item in pattern.items())
        return next(filter(None, (_mismatch(item, got, saved, found, place) for place, item, got in places)), None)
    if isinstance(pattern, list):
        if not isinstance(value, list) or len(pattern) != len(value):
            return Mismatch(at, shown(value), f"a list of {len(pattern)}")
        pairs = enumerate(zip(pattern, value, strict=True))
        return next(filter(None, (_mismatch(one, got, saved, found, f"{at}/{n}") for n, (one, got) in pairs)), None)
    return None if value is not MISSING and same(pattern, value) else Mismatch(at, shown(value), shown(pattern))


def _operated(name: str, argument: Any, value: Any, saved: Saved, found: Saved) -> str | None:
    """What an operator expects, in words; ``None`` where the value is that."""

    def matches(pattern: Any, got: Any, kept: Saved) -> bool:
        return _mismatch(pattern, got, saved, kept, "") is None

    match name:
        case "$any":
            return None if value is not MISSING else "some value"
        case "$absent":
            return None if value is MISSING or value is None else "absent or null"
        case "$text":
            return None if isinstance(value, str) and value else "a text"
        case "$not":
            fine = value is not MISSING and not matches(argument, value, {})
            return None if fine else f"anything but {shown(argument)}"
        case "$one-of":
            fine = any(matches(one, value, found) for one in argument)
            return None if fine else f"one of {shown(argument)}"
        case "$has":
            fine = isinstance(value, list) and any(matches(argument, one, found) for one in value)
            return None if fine else f"a list with {shown(argument)}"
        case "$lacks":
            fine = isinstance(value, list) and not any(matches(argument, one, {}) for one in value)
            return None if fine else f"a list without {shown(argument)}"
        case "$saved":
            kept = saved.get(argument, MISSING)
            return None if value is not MISSING and same(kept, value) else shown(kept)
        case "$save":
            if value is MISSING or value is None:
                return "some value"
            found[argument] = value
            return None
    raise ValueError(f"no operator of patterns is called {name}")


def filled(template: Any, saved: Saved, filler: Callable[[str, Any], Any]) -> Any:
    """A template as a value. ``filler`` is asked for what the file of capabilities decides.

    Raises:
        KeyError: nothing is kept under a name.
    """
    if named := operator(template):
        name, argument = named
        match name:
            case "$saved":
                return saved[argument]
            case "$left-out":
                return _LEFT_OUT
            case "$silence":
                return _base64(bytes(2 * SAMPLES_PER_MS * argument))
            case "$bytes":
                return _base64(bytes(argument))
            case "$letters":
                return "a" * argument
            case "$nested":
                return "[" * argument + "]" * argument
            case _:
                return filler(name, argument)
    if isinstance(template, Mapping):
        members = {name: filled(item, saved, filler) for name, item in template.items()}
        return {name: item for name, item in members.items() if item is not _LEFT_OUT}
    if isinstance(template, list):
        return [filled(item, saved, filler) for item in template]
    return template


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
