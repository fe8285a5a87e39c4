"""What a mutant is, and the ways to make one out of the right implementation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from conformance import jsontext
from conformance.adapter import Hello, Outcome
from conformance.reference.adapter import ADAPTER as RIGHT

Answer: TypeAlias = str | Outcome | None
Operation: TypeAlias = Callable[[str, Any], Answer]
Change: TypeAlias = Callable[[str, Any], Any]
"""From a type's name and a value of it to another value; the value given must not be changed in place."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """An adapter with one defect.

    ``check`` must fail for it, at least once with ``reason`` in its reason; ``also`` are the only other checks
    that the same defect may fail. ``types`` are those that it concerns.
    """

    name: str
    says: str
    check: str
    reason: str
    types: tuple[str, ...]
    roundtrip: Operation
    typed: Operation = RIGHT.typed
    build: Operation = RIGHT.build
    also: frozenset[str] = frozenset()

    @property
    def hello(self) -> Hello:
        """What the right one says, under the mutant's name."""
        return replace(RIGHT.hello, name=self.name)


def writes(change: Change) -> Operation:
    """Read as is right, write something else."""
    return lambda type_name, text: jsontext.compact(
        change(type_name, jsontext.parse(RIGHT.roundtrip(type_name, text)).value)
    )


def reads(change: Change, then: Operation) -> Operation:
    """Read something else than what was sent; ``then`` goes on with it."""

    def operation(type_name: str, text: Any) -> Answer:
        try:
            value = jsontext.parse(text).value
        except (jsontext.NotJson, RecursionError):
            return then(type_name, text)
        read = change(type_name, value)
        # What is not concerned stays as it was, to the byte.
        return then(type_name, text if read is value else jsontext.compact(read))

    return operation


def refuses(is_refused: Callable[[str, Any], bool]) -> Operation:
    """Raise for legal values."""

    def check(type_name: str, value: Any) -> Any:
        if is_refused(type_name, value):
            raise ValueError("out of the question")
        return value

    return reads(check, RIGHT.roundtrip)


def everywhere(change: Callable[[Any], Any]) -> Change:
    """Apply ``change`` to every value, from the inside out; the same object comes back where nothing changed."""

    def walk(type_name: str, value: Any) -> Any:
        if isinstance(value, dict):
            items = {name: walk(type_name, item) for name, item in value.items()}
            if any(items[name] is not value[name] for name in items):
                value = items
        elif isinstance(value, list):
            walked = [walk(type_name, item) for item in value]
            if any(new is not old for new, old in zip(walked, value, strict=True)):
                value = walked
        return change(value)

    return walk


def anywhere(holds: Callable[[Any], bool]) -> Callable[[str, Any], bool]:
    """Whether ``holds`` is true of some value, however deep it lies."""

    def search(type_name: str, value: Any) -> bool:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return holds(value) or any(search(type_name, item) for item in inner)

    return search


def in_objects(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Change:
    """Apply ``change`` to every object."""
    return everywhere(lambda value: change(value) if isinstance(value, dict) else value)
