"""Servers from which nothing comes any more: they are given up after some scenarios in a row."""

from __future__ import annotations

from dataclasses import replace

from conformance.checks.verdict import Status
from conformance.peer.drive import Played
from conformance.session.event import Event, event_of
from conformance.spec.model import Side
from conformance.suite.scenarios import GIVEN_UP

_GREETING = "session.created"


class Vain:
    """Counts the scenarios in a row that brought nothing, of those that took ``seconds``: the others do no harm."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._count = self._gone = 0
        self._since = self._how = ""

    @property
    def given_up(self) -> str:
        """Why no more is played; empty while something is."""
        if self._gone >= GIVEN_UP:
            return self._how
        return f"not played: {self._how} in {GIVEN_UP} scenarios in a row" if self._count >= GIVEN_UP else ""

    def noted(self, played: Played, seconds: float) -> Played:
        """A scenario that took so many seconds, with what is known of the server by now."""
        if played.nobody:
            self._gone += 1
            self._since = self._since or played.scenario.id
            self._how = f"the server cannot be reached any more since {self._since}: {played.why}"
            # The same sentence in all of them is one reason on the last screen.
            return replace(played, number=0, step=None, why=self._how)
        self._gone, self._since = 0, ""
        said, events = _said(played)
        if any(event.type != _GREETING for event in events):
            self._count = 0
        elif seconds > self._seconds and not _may_be_silent(played, said, events):
            self._count += 1
            self._how = _how(said, events) if played.recorded else played.why
        return played


def _said(played: Played) -> tuple[int, list[Event]]:
    """How many frames the server has sent, and the events in them."""
    frames = [frame for one in played.recorded for frame in one.frames if frame.side is Side.SERVER]
    # A close is not a message.
    frames = [frame for frame in frames if frame.close is None]
    return len(frames), [event for frame in frames if (event := event_of(frame)) is not None]


def _may_be_silent(played: Played, said: int, events: list[Event]) -> bool:
    """Whether a server was greeting, and then only asked for an error: to say none is one fault, and not death."""
    waited_for_error = played.step is not None and played.step.verb == "refused"
    return played.status is Status.PASS or (waited_for_error and bool(events) and said == len(events))


def _how(said: int, events: list[Event]) -> str:
    if events:
        return f"the server sent no event but {_GREETING}"
    return "the server sent no event" if said else "the server said nothing"
