"""Feeds a session to all rules, frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from conformance.requirements.sessions import SessionRequirement, load_session_register
from conformance.session.event import Event, event_id_of, event_of
from conformance.session.finding import Finding
from conformance.session.lifecycles import Selector, load_lifecycles
from conformance.session.pairing import Watcher, watcher
from conformance.session.rules import AT_END, CHECKS
from conformance.session.rules.connection import NOT_AN_EVENT, OTHER_SIDE, not_an_event, of_no_client, of_other_side
from conformance.session.senders import sender
from conformance.session.shapes import LIMITS, RULES, illegal
from conformance.session.state import State
from conformance.session.transcript import Connection, Frame, Header
from conformance.spec.generation import GenerationMark, Told, marks, told_of
from conformance.spec.model import Side

_BULK = frozenset({"input_audio_buffer.append", "response.output_audio.delta", "session.output_audio.delta"})
"""The events whose loss loses nothing but audio."""
SILENCE = 5.0
"""How many seconds the server must have been silent at the end before what has not come is missing."""
_MOST_TYPES = 4096
"""How many types of events are remembered; a peer may make up any number."""
_OF_EVERY_EVENT = {
    side: {rules[side] for rules in (NOT_AN_EVENT, OTHER_SIDE, RULES)} | ({LIMITS} if side is Side.SERVER else set())
    for side in Side
}
"""The rules about every event of a side."""
_Handler = Callable[[Event], Iterable[Finding]]


class Monitor:
    """Judges one session while its frames come.

    A rule is judged only where the recording can show it: see :func:`admits`. What must still come when the recording
    ends is judged only where it is complete. Without ``shapes`` no event is judged by itself.
    """

    def __init__(self, header: Header, *, shapes: bool = True) -> None:
        self.header = header
        self._shapes = shapes
        self._marks: dict[GenerationMark, None] = {}
        self.whole = True
        """Whether all frames were kept, as far as they can say more than audio."""
        self.register = load_session_register(header.dialect)
        self._begin(State(header, started=header.complete and header.connection is Connection.NEW))
        self._sides: set[Side] = set()
        self._spoke: float | None = None
        self._now: float | None = None
        self._left = False
        self.touched: set[str] = set()
        """The rules that are about an event which came."""

    def _begin(self, state: State) -> None:
        """Forget all that was, and go on from a state of which nothing is known but this."""
        self._state = state
        self._watchers: tuple[Watcher, ...] = tuple(map(watcher, load_lifecycles(self.header.dialect)))
        self._handlers: dict[str, tuple[_Handler, ...]] = {}

    def feed(self, frame: Frame) -> list[Finding]:
        """What is wrong with the next frame."""
        self._note_time(frame)
        if not frame.is_message:
            return []
        if frame.side not in self._sides:
            self._sides.add(frame.side)
            self.touched |= _OF_EVERY_EVENT[frame.side]
        if frame.large is not None:
            self._note_large(frame)
            return []
        event = event_of(frame)
        if event is None:
            self._state.note_id(frame.side, event_id_of(frame), frame.number)
            return self._admitted([not_an_event(frame)])
        if signs := marks(event.data):
            self._marks.update(dict.fromkeys(signs))
        owner = sender(event.type, self.header.dialect)
        if owner is not event.side and (owner is not None or event.side is Side.CLIENT):
            self._state.note_id(event.side, event.text("event_id"), event.number)
            return self._admitted([of_no_client(event) if owner is None else of_other_side(event)])
        if event.type == "session.created" and not self._state.served and self.whole:
            self._state.started = True
        found = [finding for handler in self._handlers_of(event.type) for finding in handler(event)]
        self._state.apply(event)
        if self._shapes and frame.text is not None:
            found += illegal(event, frame.text, self.header)
        return self._admitted(found) if found else found

    def close(self) -> list[Finding]:
        """What is still open now that the recording has ended; nothing where that is not :attr:`complete`."""
        if not self.complete:
            return []
        found = [finding for one in self._watchers for finding in one.close()]
        self.touched.update(rule for check in AT_END for rule in check.rules)
        found += [finding for check in AT_END for finding in check.judge(self._state)]
        return self._admitted(found)

    def not_judged(self) -> dict[str, list[str]]:
        """The rules that this recording cannot show to be broken, by what it does not have."""
        lacks: dict[str, list[str]] = {}
        for row in self.register.values():
            for need in sorted(missing(self.header, self._state, self._sides) & {row.side, *row.needs}):
                lacks.setdefault(need, []).append(row.id)
        return lacks

    @property
    def told(self) -> Told | None:
        """The other wire that the session speaks, as far as it has come; ``None`` if it may be the official one."""
        return told_of(self._marks)

    @property
    def silence(self) -> float | None:
        """How long the server has been silent at the end, in seconds; ``None`` where times were not recorded."""
        return None if self._spoke is None or self._now is None else self._now - self._spoke

    @property
    def complete(self) -> bool:
        """Whether what must still come at the end is judged: all is there, and the server has had time, or has left."""
        waited = self._left or self.silence is None or self.silence >= SILENCE
        return self.header.complete and self.whole and waited

    def _note_time(self, frame: Frame) -> None:
        if frame.t is not None:
            self._now = frame.t
            if frame.side is Side.SERVER and frame.is_message:
                self._spoke = frame.t
        if frame.close is not None and frame.side is Side.SERVER:
            self._left = True

    def _note_large(self, frame: Frame) -> None:
        """A frame that was not kept may have said anything, unless it is known to be audio: go on as if begun here."""
        if frame.large is None or frame.large.type not in _BULK:
            self.whole = False
            self._begin(State(self.header, served=1))

    def _admitted(self, found: Iterable[Finding]) -> list[Finding]:
        """The findings that this recording can show."""
        return [one for one in found if admits(self.register[one.rule], self.header, self._state, self._sides)]

    def _handlers_of(self, event_type: str) -> tuple[_Handler, ...]:
        if event_type in self._handlers:
            return self._handlers[event_type]
        made = tuple(self._make_handlers(event_type))
        if len(self._handlers) < _MOST_TYPES:
            self._handlers[event_type] = made
        return made

    def _make_handlers(self, event_type: str) -> Iterator[_Handler]:
        of_client = sender(event_type, self.header.dialect) is Side.CLIENT
        for one in self._watchers:
            for selectors, handler in one.handlers:
                # A beginning with `*` means the server's events alone.
                named = [each for each in selectors if each.names(event_type) and not (of_client and "*" in each.name)]
                if named:
                    self.touched |= one.rules_of(selectors)
                if named and any(each.where for each in named):
                    yield partial(_where, named, handler)
                elif named:
                    yield handler
        for check in CHECKS:
            if any(name in (event_type, "*") or _begins(event_type, name) for name in check.events):
                self.touched.update(check.rules)
                yield partial(check.judge, self._state)


def _begins(event_type: str, name: str) -> bool:
    return name.endswith(".*") and event_type.startswith(name[:-1])


def _where(selectors: list[Selector], handler: _Handler, event: Event) -> Iterable[Finding]:
    return handler(event) if any(one.holds(event) for one in selectors) else ()


def admits(row: SessionRequirement, header: Header, state: State, sides: set[Side]) -> bool:
    """Whether a recording can show that a rule is broken: the side that owes it, and all that it needs."""
    return missing(header, state, sides).isdisjoint({row.side, *row.needs})


def missing(header: Header, state: State, sides: set[Side]) -> frozenset[str]:
    """Which of the things that a rule may need this recording does not have."""
    recorded = sides if header.sides is None else header.sides
    missing = {side.value for side in Side if side not in recorded} | {what.value for what in header.replaced}
    if not state.started:
        missing.add("start")
    if header.connection is not Connection.NEW:
        missing.add("new")
    if header.connection in (Connection.SIDEBAND, Connection.WEBRTC):
        missing.add("alone")
    return frozenset(missing)
