"""What a planted defect is: events that go another way than they should."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]
Memory = dict[str, Any]
"""What a defect remembers of one session."""
Way = Callable[[Event, Memory], Iterable[Event]]
"""The events in the place of one; the event may be changed, as nobody else has it."""


def straight(event: Event, memory: Memory) -> Iterable[Event]:
    """The event as it is."""
    yield event


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect by name, and the rule that it breaks.

    ``besides`` are the other rules that are broken then, and ``why`` says how that follows. ``sends`` is the way of the
    server's events, ``reads`` that of the client's.
    """

    name: str
    rule: str
    says: str
    sends: Way = straight
    reads: Way = straight
    besides: tuple[str, ...] = ()
    why: str = ""
