"""What a mutant is, and the ways to make one out of the right implementation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

from conformance import jsontext
from conformance.adapter import Hello, Outcome
from conformance.reference.adapter import ADAPTER as SEED
from conformance.reference.official_adapter import ADAPTER as OFFICIAL
from conformance.requirements.level import Level

CRATE, GA = "async-openai", "openai-ga"
Answer: TypeAlias = str | Outcome | None


class Right(Protocol):
    """The right implementation of a dialect, as far as mutants use it."""

    hello: Hello

    def roundtrip(self, type: str, text: str | bytes) -> str:
        """Decode and encode again."""

    def typed(self, type: str, text: str | bytes) -> str:
        """Decode, and write what the typed API shows."""

    def build(self, type: str, text: str | bytes) -> str:
        """Make a value with the constructors, and encode it."""


RIGHT: Mapping[str, Right] = {CRATE: SEED, GA: OFFICIAL}
Operation: TypeAlias = Callable[[Right, str, Any], Answer]
"""From the right implementation, a type and a text to an answer."""
Change: TypeAlias = Callable[[str, Any], Any]
"""From a type's name and a value of it to another value; the value given must not be changed in place."""
Types: TypeAlias = tuple[str, ...]


def right_roundtrip(right: Right, type_name: str, text: Any) -> Answer:
    """Decode and encode as is right."""
    return right.roundtrip(type_name, text)


def right_typed(right: Right, type_name: str, text: Any) -> Answer:
    """Show what is right."""
    return right.typed(type_name, text)


def right_build(right: Right, type_name: str, text: Any) -> Answer:
    """Build as is right."""
    return right.build(type_name, text)


@dataclass(frozen=True, slots=True)
class Mutant:
    """An adapter with one defect.

    ``check`` must fail for it at ``level``, at least once with ``reason`` in its reason. ``types`` are those that the
    defect concerns.
    """

    name: str
    says: str
    check: str
    reason: str
    types: Types
    wrong: Operation = right_roundtrip
    wrong_typed: Operation = right_typed
    wrong_build: Operation = right_build
    dialect: str = CRATE
    level: Level = Level.MUST

    @property
    def hello(self) -> Hello:
        """What the right one says, under the mutant's name."""
        return replace(RIGHT[self.dialect].hello, name=self.name)

    def roundtrip(self, type: str, text: Any) -> Answer:
        """Decode and encode again, with the defect."""
        return self.wrong(RIGHT[self.dialect], type, text)

    def typed(self, type: str, text: Any) -> Answer:
        """Show the typed API, with the defect."""
        return self.wrong_typed(RIGHT[self.dialect], type, text)

    def build(self, type: str, text: Any) -> Answer:
        """Build, with the defect."""
        return self.wrong_build(RIGHT[self.dialect], type, text)


def both(
    name: str,
    says: str,
    check: str,
    reason: str,
    types: Types | Mapping[str, Types],
    wrong: Operation = right_roundtrip,
    wrong_typed: Operation = right_typed,
    wrong_build: Operation = right_build,
) -> Iterator[Mutant]:
    """The same defect in both dialects; that of ``openai-ga`` has ``ga_`` before its name."""
    for dialect, prefix in ((CRATE, ""), (GA, "ga_")):
        concerned = types[dialect] if isinstance(types, Mapping) else types
        yield Mutant(f"{prefix}{name}", says, check, reason, concerned, wrong, wrong_typed, wrong_build, dialect)


def writes(change: Change) -> Operation:
    """Read as is right, write something else."""
    return _changed(right_roundtrip, change)


def shows(change: Change) -> Operation:
    """Read as is right, show something else."""
    return _changed(right_typed, change)


def builds(change: Change) -> Operation:
    """Build as is right, write something else."""
    return _changed(right_build, change)


def _changed(operation: Operation, change: Change) -> Operation:
    def changed(right: Right, type_name: str, text: Any) -> Answer:
        written = operation(right, type_name, text)
        assert isinstance(written, str)
        value = jsontext.parse(written).value
        new = change(type_name, value)
        return written if new is value else jsontext.compact(new)

    return changed


def reads(change: Change, then: Operation = right_roundtrip) -> Operation:
    """Read something else than what was sent; ``then`` goes on with it."""

    def operation(right: Right, type_name: str, text: Any) -> Answer:
        try:
            value = jsontext.parse(text).value
        except (jsontext.NotJson, RecursionError):
            return then(right, type_name, text)
        read = change(type_name, value)
        # What is not concerned stays as it was, to the byte.
        return then(right, type_name, text if read is value else jsontext.compact(read))

    return operation


def refuses(is_refused: Callable[[str, Any], bool]) -> Operation:
    """Raise for legal values."""

    def check(type_name: str, value: Any) -> Any:
        if is_refused(type_name, value):
            raise ValueError("out of the question")
        return value

    return reads(check)


def mends(fix: Callable[[Any], Any]) -> Operation:
    """Try what is refused once more with its text mended."""

    def operation(right: Right, type_name: str, text: Any) -> Answer:
        try:
            return right.roundtrip(type_name, text)
        except Exception:
            fixed = fix(text)
            if fixed == text:
                raise
            return right.roundtrip(type_name, fixed)

    return operation


SAME = object()
"""What a coercion returns for a value that it does not concern."""


def coerces(convert: Callable[[Any], Any]) -> Operation:
    """Try what is refused once more with one value converted, wherever that helps."""

    def operation(right: Right, type_name: str, text: Any) -> Answer:
        try:
            return right.roundtrip(type_name, text)
        except Exception as refusal:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                raise refusal from None
            for candidate in _with_one_converted(value, convert):
                try:
                    return right.roundtrip(type_name, json.dumps(candidate))
                except Exception:
                    continue
            raise

    return operation


def _with_one_converted(value: Any, convert: Callable[[Any], Any]) -> Iterator[Any]:
    if (new := convert(value)) is not SAME:
        yield new
    if isinstance(value, dict):
        for name, item in value.items():
            yield from ({**value, name: one} for one in _with_one_converted(item, convert))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from ([*value[:place], one, *value[place + 1 :]] for one in _with_one_converted(item, convert))


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


def in_lists(change: Callable[[list[Any]], Any]) -> Change:
    """Apply ``change`` to every list."""
    return everywhere(lambda value: change(value) if isinstance(value, list) else value)


def in_texts(change: Callable[[str], Any]) -> Change:
    """Apply ``change`` to every text; names of members are not texts."""
    return everywhere(lambda value: _kept(value, change(value)) if isinstance(value, str) else value)


def in_floats(change: Callable[[float], Any]) -> Change:
    """Apply ``change`` to every number that is not an integer."""
    return everywhere(lambda value: change(float(value)) if isinstance(value, float) else value)


def in_integers(change: Callable[[int], Any]) -> Change:
    """Apply ``change`` to every integer."""
    return everywhere(lambda value: _kept(value, change(value)) if type(value) is int else value)


def without(name: str, value: Any = SAME) -> Change:
    """Leave a member out, wherever it is; with ``value``, only where it has that value."""

    def left(members: dict[str, Any]) -> dict[str, Any]:
        concerned = name in members and (value is SAME or jsontext.compact(members[name]) == jsontext.compact(value))
        return {key: item for key, item in members.items() if key != name} if concerned else members

    return in_objects(left)


def renamed(old: str, new: str) -> Change:
    """Give a member another name, wherever it is."""
    return in_objects(
        lambda members: (
            {new if key == old else key: item for key, item in members.items()} if old in members else members
        )
    )


def replaced(name: str, change: Callable[[Any], Any]) -> Change:
    """Change the value of a member, wherever it is."""
    return in_objects(lambda members: {**members, name: change(members[name])} if name in members else members)


def _kept(old: Any, new: Any) -> Any:
    """The old object where the new value is the same, so that whoever changed nothing is seen to have."""
    return old if type(new) is type(old) and new == old else new
