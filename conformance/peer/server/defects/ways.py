"""The ways that events go in a defective server: they are lost, doubled, changed, held back or made up.

Each function makes a :data:`Way` for the events of one type, or several; all others go straight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.peer.server.defects.defect import Event, Memory, Way

Test = Callable[[Event, Memory], bool]
Make = Callable[[Event, Memory], list[Event]]
"""Makes events up, in the place of one or beside it."""


def always(event: Event, memory: Memory) -> bool:
    """Whatever it is."""
    return True


def first(event: Event, memory: Memory) -> bool:
    """Only the first event of its type that is asked about."""
    return nth(1)(event, memory)


def nth(number: int) -> Test:
    """Only the event of its type with this number, counted from 1."""

    def test(event: Event, memory: Memory) -> bool:
        counts = memory.setdefault("counts", {})
        counts[event["type"]] = counts.get(event["type"], 0) + 1
        return bool(counts[event["type"]] == number)

    return test


def has(**members: Any) -> Test:
    """Only events with these values, ``__`` between the names of nested members."""
    paths = {tuple(name.split("__")): value for name, value in members.items()}
    return lambda event, _: all(_at(event, path) == value for path, value in paths.items())


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def drops(*types: str, when: Test = always) -> Way:
    """The events are lost."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        if event["type"] not in types or not when(event, memory):
            yield event

    return way


def changes(*types: str, when: Test = always, **members: Any) -> Way:
    """The events have other members, ``__`` between the names of nested ones, where they have the object around them.

    A function is given what was there.
    """
    paths = {tuple(name.split("__")): value for name, value in members.items()}

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        if event["type"] in types and when(event, memory):
            for path, value in paths.items():
                _put(event, path, value)
        yield event

    return way


def _put(event: Event, path: tuple[str, ...], value: Any) -> None:
    *before, last = path
    for name in before:
        if not isinstance(event.get(name), dict):
            return
        event = event[name]
    event[last] = value(event.get(last)) if callable(value) else value


def edits(*types: str, edit: Callable[[Event, Memory], object], when: Test = always) -> Way:
    """The events are changed by a function."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        if event["type"] in types and when(event, memory):
            edit(event, memory)
        yield event

    return way


def repeats(event_type: str) -> Way:
    """The events come twice, the second time with an ``event_id`` of their own."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        yield event
        if event["type"] == event_type:
            yield {**event, "event_id": f"{event['event_id']}_again"}

    return way


def lingers(event_type: str, *, after: str) -> Way:
    """The last of the events comes once more, after the next event of another type."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        if event["type"] == event_type:
            memory["last_one"] = {**event, "event_id": f"{event['event_id']}_late"}
        yield event
        if event["type"] == after and "last_one" in memory:
            yield memory.pop("last_one")

    return way


def holds(*types: str, until: str, when: Test = always) -> Way:
    """The events come too late: after the next event of another type."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        if event["type"] in types and when(event, memory):
            memory.setdefault("held", []).append(event)
            return
        yield event
        if event["type"] == until:
            yield from memory.pop("held", ())

    return way


def adds(*types: str, make: Make | Event, when: Test = always, before: bool = False) -> Way:
    """The events bring others with them, that are made up, or one that is always the same."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        made: list[Event] = []
        if event["type"] in types and when(event, memory):
            made = _named(event, make(event, memory) if callable(make) else [make])
        yield from [*made, event] if before else [event, *made]

    return way


def becomes(*types: str, make: Make, when: Test = always) -> Way:
    """Other events come in place of the events."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        if event["type"] in types and when(event, memory):
            yield from _named(event, make(event, memory))
        else:
            yield event

    return way


def _named(event: Event, made: list[Event]) -> list[Event]:
    """Made-up events, each with an ``event_id`` of its own."""
    base = event.get("event_id", "event")
    return [{"event_id": f"{base}_made_{number}", **one} for number, one in enumerate(made)]


def both(*ways: Way) -> Way:
    """One way after the other."""

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        events = [event]
        for one in ways:
            events = [after for before in events for after in one(before, memory)]
        yield from events

    return way


def remembers(event: Event, memory: Memory) -> Iterator[Event]:
    """The events of the client go straight, and are remembered: the last of each type, and all by their ids."""
    memory.setdefault("asked", {})[event.get("event_id")] = event
    memory.setdefault("last", {})[event["type"]] = event
    yield event


def notes_items(event: Event, memory: Memory) -> Iterator[Event]:
    """The events go straight, and the item that was added last is remembered, and all of them by their ids."""
    if event["type"] == "conversation.item.added":
        memory["item"] = event["item"]
        memory.setdefault("items", {})[event["item"]["id"]] = event["item"]
    yield event


def asked(event: Event, memory: Memory) -> Event:
    """The event of the client that an error answers."""
    return dict(memory.get("asked", {}).get(event["error"]["event_id"]) or {"type": ""})


def refuses(event_type: str, code: str = "") -> Test:
    """Only the errors that answer an event of this type, with this code where one is named."""

    def test(event: Event, memory: Memory) -> bool:
        return asked(event, memory)["type"] == event_type and code in ("", event["error"]["code"])

    return test


def renames(names: Mapping[str, str]) -> Way:
    """Ids are others, wherever they are."""

    def renamed(value: Any) -> Any:
        match value:
            case str():
                return names.get(value, value)
            case dict():
                return {name: renamed(one) for name, one in value.items()}
            case list():
                return [renamed(one) for one in value]
            case _:
                return value

    def way(event: Event, memory: Memory) -> Iterator[Event]:
        yield renamed(event)

    return way
