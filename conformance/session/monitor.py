"""Feeds a session to all rules, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from conformance.requirements.sessions import SessionRequirement, load_session_register
from conformance.session.consequences import Consequences
from conformance.session.event import CLIENT, SERVER, Event, event_of, object_of
from conformance.session.finding import Finding
from conformance.session.lifecycles import Selector, load_lifecycles
from conformance.session.pairing import Pairing, Plan
from conformance.session.reuse import EVENTS, RULE, Reused
from conformance.session.rules import AT_END, CHECKS
from conformance.session.rules.check import Check, Judge
from conformance.session.rules.connection import (
    NO_BETA_NAMES,
    NOT_AN_EVENT,
    OTHER_SIDE,
    REPEATED,
    misnamed,
    not_an_event,
    of_beta,
    of_no_client,
    of_other_side,
    repeated,
)
from conformance.session.senders import of_today, respelt, sender
from conformance.session.shapes import LIMITS, RULES, Shape, shape_of
from conformance.session.state import Follow, State
from conformance.session.transcript import Connection, Frame, Header
from conformance.spec.generation import (
    BETA,
    Generation,
    GenerationMark,
    Look,
    Sign,
    Told,
    generation_of,
    look_for,
    marks,
    told_of,
)
from conformance.spec.model import Side
from conformance.spelling import spelt

_BULK = frozenset({"input_audio_buffer.append", "response.output_audio.delta", "session.output_audio.delta"})
"""The events whose loss loses nothing but audio."""
SILENCE = 5.0
"""How many seconds the server must have been silent at the end before what has not come is missing."""
_MOST_TYPES = 4096
"""How many types of events are remembered; a peer may make up any number."""
_OF_EVERY_EVENT = {
    side: {rules[side] for rules in (NOT_AN_EVENT, OTHER_SIDE, REPEATED, RULES)}
    | ({LIMITS, NO_BETA_NAMES} if side is Side.SERVER else set())
    for side in Side
}
"""The rules about every event of a side."""


@dataclass(slots=True)
class _Plan:
    """What is done with events of one type: who sends them, the statements and the functions that judge them.

    ``followers`` are what the state does with them. ``shape`` judges one by itself. ``rules`` are those that are about
    it; none any more once they are noted. ``look`` finds the signs of a wire in one, ``signs`` are the last that were
    found, ``None`` before any were looked for. ``of_beta`` says whether the retired beta alone has the name.
    """

    sender: Side | None
    pairing: Plan
    judges: tuple[Judge, ...]
    followers: tuple[Follow, ...]
    shape: Shape | None
    rules: frozenset[str]
    look: Look
    of_beta: bool
    signs: list[Sign] | None = None


class Monitor:
    """Judges one session while its frames come.

    A rule is judged only where the recording can show it: see :func:`admits`. What must still come when the recording
    ends is judged only where it is complete. Without ``shapes`` no event is judged by itself. Nothing is judged of a
    session in a wire that has no event of this one.
    """

    def __init__(self, header: Header, *, shapes: bool = True) -> None:
        self.header = header
        self._shapes = shapes
        self._marks: dict[GenerationMark, None] = {}
        self.told: Told | None = None
        """The other wire that the session speaks, as far as it has come; ``None`` if it may be the official one."""
        self._apart = False
        self.whole = True
        """Whether all frames were kept, as far as they can say more than audio."""
        self.register = load_session_register(header.dialect)
        self._begin(self._opened())
        self._sides: set[Side] = set()
        self._speaking: Side | None = None
        self._spoke: float | None = None
        self._now: float | None = None
        self._left = False
        self._connected = False
        self.touched: set[str] = set()
        """The rules that are about an event which came."""
        self.judged: set[Side] = set()
        """The sides of which something came that can be judged: an event of the dialect, or what must not come."""

    def _opened(self) -> State:
        """What is known of a session before the first frame of its connection."""
        return State(self.header, started=self.header.complete and self.header.connection is Connection.NEW)

    def _begin(self, state: State) -> None:
        """Forget all that was, and go on from a state of which nothing is known but this."""
        self._state = state
        self._pairing = Pairing(load_lifecycles(self.header.dialect))
        self._reused = Reused()
        self._told = Consequences(self.register)
        self._plans: dict[str, _Plan] = {}

    def feed(self, frame: Frame) -> list[Finding]:
        """What is wrong with the next frame."""
        side, text, t = frame.side, frame.text, frame.t
        if t is not None:
            self._now = t
        if text is None and not frame.is_message:
            self._left = self._left or (frame.close is not None and side is SERVER)
            again, self._connected = self._connected and frame.open is not None, True
            found = self._reopen() if again else []
            if frame.open is not None and self.header.connection is Connection.NEW and not self._state.served:
                self._state.started = True
            return found
        if t is not None and side is SERVER:
            self._spoke = t
        if side is not self._speaking:
            self._speaking = side
            if side not in self._sides:
                self._sides.add(side)
                self.touched |= _OF_EVERY_EVENT[side]
        if text is None and frame.large is not None:
            self._note_large(frame)
            return []
        event = event_of(frame)
        if event is None:
            value = object_of(frame)
            self._mark(marks(value))
            if self._apart:
                return []
            self.judged.add(side)
            event_id = value.get("event_id")
            self._state.note_id(side, event_id if type(event_id) is str else None, frame.number)
            return self._admitted([not_an_event(frame)])
        name = event.type
        plan = self._plans.get(name) or self._plan(name)
        if (signs := plan.look.found(event.data)) != plan.signs:
            plan.signs = signs
            self._mark(plan.look.together(signs))
        if self._apart:
            return []
        misspelt: Finding | None = None
        if plan.sender is None and side is SERVER and (right := self._right_name(plan, name)):
            # What follows is judged as if it had its name.
            misspelt = of_beta(event) if plan.of_beta else misnamed(event, right)
            event = Event(event.number, side, event.t, right, {**event.data, "type": right}, event.strict)
            name, text = right, spelt(event.data)
            plan = self._plans.get(name) or self._plan(name)
        if plan.sender is not side:
            if plan.sender is not None or side is CLIENT:
                self.judged.add(side)
                self._state.note_id(side, event.id, frame.number)
            if plan.sender is not None:
                return self._admitted([of_other_side(event)])
            if side is CLIENT:
                return self._admitted([of_no_client(event)])
            if plan.of_beta and generation_of(self._marks) == Generation.MIXED:
                return self._admitted([of_beta(event)])
        if plan.rules:
            self.touched |= plan.rules
            plan.rules = frozenset()
            if plan.sender is not None or plan.shape is not None:
                self.judged.add(side)
        if name == "session.created":
            if self._of_another(event):
                self._begin(self._opened())
                plan = self._plan(name)
            self._state.started = self._state.started or (self.whole and not self._state.served)
        state = self._state
        followed = state.as_answer(event) if name == "error" else event
        found = self._pairing.feed(plan.pairing, followed)
        if misspelt is not None:
            found.insert(0, misspelt)
        if event.id is not None and (earlier := state.note_id(side, event.id, frame.number)) is not None:
            found.append(repeated(event, earlier))
        for judge in plan.judges:
            if more := judge(state, event):
                found += more
        if found:
            self._reused.note(found, event, state)
            found = self._reused.traced(found)
        for follow in plan.followers:
            follow(followed)
        state.served += side is SERVER
        if plan.shape is not None and text is not None and (more := plan.shape(event, text, self.header)):
            found += more
        return self._admitted(found, event) if found else found

    def close(self) -> list[Finding]:
        """What is still open now that the recording has ended; nothing where that is not :attr:`complete`."""
        if not self.complete or self._apart:
            return []
        found = list(self._pairing.close())
        self.touched.update(rule for check in AT_END for rule in check.rules)
        found += [finding for check in AT_END for finding in check.judge(self._state)]
        return self._admitted(self._reused.traced(found))

    def not_judged(self) -> dict[str, list[str]]:
        """The rules that this recording cannot show to be broken, by what it does not have."""
        lacks: dict[str, list[str]] = {}
        for row in self.register.values():
            for need in sorted(missing(self.header, self._state, self._sides) & {row.side, *row.needs}):
                lacks.setdefault(need, []).append(row.id)
        return lacks

    @property
    def silence(self) -> float | None:
        """How long the server has been silent at the end, in seconds; ``None`` where times were not recorded."""
        return None if self._spoke is None or self._now is None else self._now - self._spoke

    @property
    def complete(self) -> bool:
        """Whether what must still come at the end is judged: all is there, and the server has had time, or has left."""
        waited = self._left or self.silence is None or self.silence >= SILENCE
        return self.header.complete and self.whole and waited and not self.expired

    @property
    def expired(self) -> bool:
        """Whether the server has said that the session has reached its longest duration."""
        return self._state.expired

    def _reopen(self) -> list[Finding]:
        """Begin with the next connection of the recording, after the end of the one before it."""
        found = self.close()
        self._begin(self._opened())
        self._left, self._spoke = False, None
        return found

    def _of_another(self, event: Event) -> bool:
        """Whether it is the session.created of another connection: a log may have several, if nobody says it is one."""
        before, now = self._state.settings.created.get("id"), event.text("session", "id")
        return self.header.connection is None and None not in (before, now) and before != now

    def _mark(self, found: Iterable[GenerationMark]) -> None:
        """Note the signs of a wire, and which one all of them tell."""
        known = len(self._marks)
        self._marks.update(dict.fromkeys(found))
        if len(self._marks) > known:
            self.told = told_of(self._marks)
            self._apart = self.told is not None and self.told.apart

    def _right_name(self, plan: _Plan, name: str) -> str | None:
        """The name that an event of the server should have, where it is misspelt or that of the retired beta."""
        if plan.of_beta:
            return of_today(name, self.header.dialect) if generation_of(self._marks) == Generation.MIXED else None
        return respelt(name, self.header.dialect)

    def _note_large(self, frame: Frame) -> None:
        """A frame that was not kept may have said anything, unless it is known to be audio: go on as if begun here."""
        if frame.large is None or frame.large.type not in _BULK:
            self.whole = False
            self._begin(State(self.header, served=1))

    def _admitted(self, found: Iterable[Finding], event: Event | None = None) -> list[Finding]:
        """The findings about an event that this recording can show."""
        lacks = missing(self.header, self._state, self._sides)
        if not (self._state.started or (event and self._state.responses.has_begun(event))):
            lacks |= {"begun"}
        return self._told.left_out([one for one in found if admits(self.register[one.rule], lacks)])

    def _plan(self, event_type: str) -> _Plan:
        owner = sender(event_type, self.header.dialect)
        pairing = self._pairing.plan(event_type, of_client=owner is Side.CLIENT)
        checks = _checks(CHECKS, event_type)
        rules = pairing.rules.union(*(check.rules for check in checks), (RULE,) if event_type in EVENTS else ())
        shape = shape_of(event_type, owner or SERVER, self.header.dialect) if self._shapes else None
        judges, followers = tuple(filter(None, map(self._judge, checks))), self._state.followers(event_type)
        look = look_for(event_type)
        of_beta_alone = owner is None and any(mark.generation == BETA and mark.certain for mark in look.named)
        made = _Plan(owner, pairing, judges, followers, shape, rules, look, of_beta_alone)
        if len(self._plans) < _MOST_TYPES:
            self._plans[event_type] = made
        return made

    def _judge(self, check: Check) -> Judge | None:
        """The function of a check, ``None`` where the recording cannot show any of its rules, or no more."""
        lacks = _replaced(self.header)
        if (check.opening and self._state.served) or not any(admits(self.register[one], lacks) for one in check.rules):
            return None
        return check.judge


@lru_cache(maxsize=_MOST_TYPES)
def _checks(checks: tuple[Check, ...], event_type: str) -> tuple[Check, ...]:
    """The checks for events of a type."""
    return tuple(check for check in checks if any(Selector(name).names(event_type) for name in check.events))


def admits(row: SessionRequirement, lacks: frozenset[str]) -> bool:
    """Whether a recording that lacks these things can show that a rule is broken."""
    return row.side not in lacks and lacks.isdisjoint(row.needs)


def _replaced(header: Header) -> frozenset[str]:
    """What was replaced before the frames were kept, which no recording gets back."""
    return frozenset(what.value for what in header.replaced)


def missing(header: Header, state: State, sides: set[Side]) -> frozenset[str]:
    """Which of the things that a rule may need this recording does not have."""
    recorded = sides if header.sides is None else header.sides
    missing = {side.value for side in Side if side not in recorded} | _replaced(header)
    if not state.started:
        missing.add("start")
        if not state.responses.by_id:
            missing.add("begun")
    if header.connection is not Connection.NEW:
        missing.add("new")
    if not state.alone:
        missing.add("alone")
    return frozenset(missing)
