"""What the files of rules are made of: checks, each a pure function over the state and the event that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from conformance.session.event import Event
from conformance.session.finding import Finding, What, shown
from conformance.session.state import State

Findings: TypeAlias = Iterator[Finding]
Judge: TypeAlias = Callable[[State, Event], Iterable[Finding]]
"""Judges an event in the state before it. One that is called for many events makes no generator for nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A function that judges some events by some rules. The state is that before the event.

    One that is ``opening`` has nothing to say once the server has sent an event.
    """

    rules: tuple[str, ...]
    events: tuple[str, ...]
    judge: Judge
    opening: bool = False


@dataclass(frozen=True, slots=True)
class EndCheck:
    """A function that says what is still open when a complete recording ends."""

    rules: tuple[str, ...]
    judge: Callable[[State], Findings]


def wrong(rule: str, event: Event, at: str, expected: Any, got: Any, *earlier: int) -> Finding:
    """The value at a place is not what follows from earlier frames."""
    frames = (*earlier, event.number)
    return Finding(rule, What.WRONG, frames, event.type, at, about(event), shown(expected), shown(got))


def unexpected(rule: str, event: Event, although: str, *earlier: int) -> Finding:
    """The event must not come here; ``although`` is a clause that says why."""
    return Finding(rule, What.UNEXPECTED, (*earlier, event.number), event.type, about=about(event), expected=although)


def unannounced(rule: str, event: Event, expected: str) -> Finding:
    """The event comes without another one that must come first."""
    return Finding(rule, What.UNANNOUNCED, (event.number,), event.type, about=about(event), expected=expected)


def open_at_end(rule: str, frame: int, event: str, expected: str, about: str = "") -> Finding:
    """What an event asks for has not come."""
    return Finding(rule, What.UNFINISHED, (frame,), event, about=about, expected=expected, got="the end")


def about(event: Event) -> str:
    """The id of what an event is about: its item, or else its response."""
    places = (("item_id",), ("item", "id"), ("response", "id"), ("response_id",))
    return next((found for place in places if (found := event.text(*place))), "")
