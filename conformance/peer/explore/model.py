"""What a client knows of a session that it explores: as much as decides which moves are possible, and which are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.peer.scenario import Step

T = TypeVar("T")
Pick = Callable[[Sequence[T]], T]
"""Decides for one of several values."""
Event = Mapping[str, Any]
PATIENCE = 30.0
"""The seconds in which a whole response must be done, as in the golden scenarios."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the client has made it. Nothing in it depends on what the server says.

    ``items`` are the ids of messages in the conversation, ``gone`` those of deleted ones, ``made`` counts all.
    ``answers`` and ``calls`` are the names under which a scenario keeps the ids of spoken answers, and of calls that
    wait for their output. ``manual`` says that turn detection is off, ``buffered`` whether the buffer has enough audio.
    ``running`` is the name of the response in progress, and ``since`` counts the moves that were made meanwhile;
    ``long`` says that the user has asked for one that takes its time, and for nothing since.
    """

    items: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    made: int = 0
    answers: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    manual: bool = False
    buffered: bool = False
    running: str | None = None
    since: int = 0
    long: bool = False


Turn = tuple[list[Step], Session]
"""The steps of a move, and the session after them."""
Plays = Callable[[Session, Pick[Any]], Turn]


@dataclass(frozen=True, slots=True)
class Move:
    """A transition of the model: what a client does where it ``may``, and what must come of it.

    ``may`` is true where the session allows it, by default in all; ``plays`` makes the turn; ``needs`` are capabilities
    and triggers of the server.
    """

    name: str
    plays: Plays
    may: Callable[[Session], object] = bool
    needs: frozenset[str] = frozenset()

    @property
    def always(self) -> bool:
        """Whether every session allows it."""
        return self.may is bool


def send(event: Event) -> Step:
    """A step that sends an event."""
    return Step("send", event)


def expect(pattern: Event, shows: str | None = None, within: float | None = None) -> Step:
    """A step that waits for an event."""
    return Step("expect", pattern, within=within, shows=shows)


def until(pattern: Event, shows: str | None = None, within: float | None = None) -> Step:
    """A step that waits for an event and passes over what comes before it."""
    return Step("until", pattern, within=within, shows=shows)


def refused(shows: str) -> Step:
    """A step that waits for the error about what was sent last."""
    return Step("refused", True, shows=shows)


def provokes(step: Step, shows: str) -> Plays:
    """A move that sends what must be refused, and changes nothing."""
    return lambda session, _: ([step, refused(shows)], session)


def saved(name: str) -> Event:
    """A value that a pattern has kept."""
    return {"$saved": name}


def kept(name: str) -> Event:
    """The pattern that keeps a value."""
    return {"$save": name}
