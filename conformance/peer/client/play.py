"""Plays one scenario to one client."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from conformance.adapter.broken import AdapterBroken
from conformance.peer.client.contract import Answer, Kind, Op, Outcome, Request, Surfaced
from conformance.peer.client.driver import Crashed, Driver, DriverFailed
from conformance.peer.client.played import HANGS, Act, Fate, Played, Turn
from conformance.peer.client.scenario import Scenario, Step
from conformance.peer.client.stage import KEY, MODEL, TOOL, Counts, Stage
from conformance.peer.server.sound import silence, tone

SPEECH = base64.b64decode(tone(600)) + base64.b64decode(silence(1200))
"""What is said where a user speaks."""
_PART = 5
"""The part of the time limit that the user gives what may not come: a changed answer, or one that nobody owes."""
_SERVER = 60.0
"""Seconds that the server has for an answer, beside the pauses of its script."""
_MOMENT = 0.25
"""Seconds that a user takes before the session is closed, so that no event of the answer comes in that moment."""
_ROUNDS = 5
"""How often a client may ask to go on without an output before it counts as none."""
_OF_AN_ANSWER = frozenset({Kind.TEXT, Kind.AUDIO, Kind.TURN})


class StageStuck(Exception):
    """The suite's own server does not go on: a fault of the suite."""


def play(scenario: Scenario, driver: Driver, stage: Stage, seconds: float) -> Played:
    """Play a scenario, with a time limit of so many ``seconds`` for everything that is waited for.

    The driver is ended where it hangs; the next scenario starts it again.

    Raises:
        UsageError: the driver's program cannot be started.
        StageStuck: the suite's own server does not go on.
    """
    player = _Player(scenario, driver, stage, seconds)
    crashed = garbled = ""
    try:
        player.play()
    except Crashed as error:
        crashed = str(error)
    except (DriverFailed, AdapterBroken) as error:
        garbled = str(error)
    finally:
        if any(act.fate in HANGS for act in player.acts):
            driver.kill()  # what it still waits for must not reach the next scenario
        connections = tuple(stage.connections)  # before they are ended by the server's own end
        stage.close()
    return Played(
        scenario,
        seconds,
        tuple(player.acts),
        tuple(driver.shown),
        tuple(stage.turns),
        connections,
        tuple(stage.missed),
        crashed,
        garbled,
    )


def connect_request(stage: Stage, scenario: Scenario) -> Request:
    """The request to connect to the server of a scenario."""
    members: dict[str, Any] = {"url": stage.url, "base_url": stage.base_url, "model": MODEL, "key": KEY}
    members["output"] = scenario.output
    if stage.ca:
        members["ca"] = stage.ca
    if scenario.tools:
        members["tools"] = [TOOL]
    return Request(Op.CONNECT, members)


class _Player:
    def __init__(self, scenario: Scenario, driver: Driver, stage: Stage, seconds: float) -> None:
        self.acts: list[Act] = []
        self._scenario, self._driver, self._stage, self._seconds = scenario, driver, stage, seconds

    def play(self) -> None:
        self._driver.begin()
        if self._do("connect", self._connect) not in HANGS:
            *others, final = self._scenario.steps
            for step in (*others, final):
                act = partial(self._step, step, last=step is final)
                if self._do(step.op.value, act) in HANGS:
                    break
        if watch := self._scenario.connects:
            # Nothing is waited for but time: that a client does not connect too often shows in no other way.
            self._driver.wait(lambda: len(self._stage.connections) > watch.most, watch.seconds)
        # A client that hangs is ended with its program, and whether it could have been closed says nothing new.
        if not any(act.fate in HANGS for act in self.acts):
            self._driver.wait(lambda: False, _MOMENT)
            self._do("close", self._close)
            self._driver.settle()

    def _do(self, what: str, act: Callable[[], tuple[Fate, str]]) -> Fate:
        began = monotonic()
        try:
            fate, message = act()
        except DriverFailed:
            self.acts.append(Act(what, Fate.FAILED, began, monotonic(), "its program ended"))
            raise
        self.acts.append(Act(what, fate, began, monotonic(), message))
        return fate

    def _ask(self, request: Request) -> tuple[Fate, str]:
        answer = self._driver.ask(request, self._seconds)
        if not isinstance(answer, Answer):
            return Fate.SILENT, ""
        return _FATES[answer.outcome], answer.message

    def _connect(self) -> tuple[Fate, str]:
        return self._ask(connect_request(self._stage, self._scenario))

    def _close(self) -> tuple[Fate, str]:
        fate, message = self._ask(Request(Op.CLOSE))
        if fate is not Fate.SILENT:
            self._driver.wait(lambda: self._stage.deserted, self._seconds)
        return fate, message

    def _step(self, step: Step, *, last: bool) -> tuple[Fate, str]:
        began, before = monotonic(), self._stage.counts
        match step.op:
            case Op.SAY:
                fate, message = self._ask(Request(Op.SAY, {"text": step.text}))
            case Op.AUDIO:
                fate, message = self._ask(Request(Op.AUDIO, {"audio": base64.b64encode(SPEECH).decode("ascii")}))
            case _:
                return self._ask(Request(step.op))
        if fate is not Fate.DONE:
            return fate, message
        if step.hurry:
            begun = self._begun(began)
            return (Fate.DONE if begun else Fate.NOT_ASKED if self._stage.counts == before else Fate.NOT_SHOWN), message
        return self._answered(began, before, last=last), message

    def _answered(self, began: float, before: Counts, *, last: bool) -> Fate:
        """Wait for the answer, and for the client to show it."""
        stage, wait, seconds = self._stage, self._driver.wait, self._seconds
        # A client may wait for the end of the answer before.
        wait(lambda: stage.counts != before or stage.quiet, _SERVER + stage.pauses)
        if not wait(lambda: stage.counts != before, seconds):
            return Fate.NOT_ASKED
        rounds = 0
        while stage.counts.cuts == before.cuts:
            if not wait(lambda: stage.quiet or stage.counts.cuts > before.cuts, _SERVER + stage.pauses):
                raise StageStuck(f"the answer has not ended within {_SERVER + stage.pauses:g} s")
            if not stage.called:
                break
            rounds, so_far, due = rounds + 1, stage.counts, stage.calls
            # Who answers a call that does not count asks by itself, and its user would fall into the answer.
            if rounds > _ROUNDS or not wait(partial(self._goes_on, so_far), seconds if due else seconds / _PART):
                if due:
                    return Fate.UNANSWERED
                break
        if stage.counts.cuts > before.cuts or stage.counts.asked == before.asked:
            # What became of the client shows when its user goes on.
            wait(lambda: self._has_shown(began, Kind.TURN, Kind.ERROR, Kind.CLOSED), seconds / _PART)
            return Fate.CUT_OFF if stage.counts.cuts > before.cuts else Fate.WITHHELD
        patient = (last or not stage.changed) and not stage.withheld
        whole = self._follow(partial(self._has_ended, began), seconds if patient else seconds / _PART)
        if stage.withheld:
            return Fate.WITHHELD
        return Fate.ANSWERED if whole or not patient or self._has_shown(began, *_OF_AN_ANSWER) else Fate.NOT_SHOWN

    def _begun(self, began: float) -> bool:
        """Wait for the first piece of an answer: of its sound where it has any, and the client plays it."""
        wait, seconds = self._driver.wait, self._seconds
        if self._scenario.output == "audio" and wait(lambda: self._has_shown(began, Kind.AUDIO), seconds / _PART):
            return True
        return wait(lambda: self._has_shown(began, *_OF_AN_ANSWER), seconds)

    def _follow(self, until: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds, for as long as a piece of an answer is shown every so many seconds."""
        began = monotonic()
        while (left := max(began, self._latest) + seconds - monotonic()) > 0:
            if self._driver.wait(until, left):
                return True
        return False

    def _has_ended(self, began: float) -> bool:
        """Whether the end of the answer is shown, and all of it: the end of an answer before may be shown late."""
        if not self._has_shown(self._stage.done_at, Kind.TURN):
            return False
        turns = [turn for turn in self._stage.turns if turn.began >= began]
        shown = [(time >= began, one) for time, one in self._driver.shown]
        return any(turn.changed for turn in turns) or all(
            sum(size for here, one in shown if here and (size := measure(one))) >= sum(map(expected, turns))
            for measure, expected in _MEASURES
            if any(measure(one) for _, one in shown)  # else the client has no such thing
        )

    @property
    def _latest(self) -> float:
        """When the last piece of an answer was shown."""
        return max((time for time, one in self._driver.shown if one.kind in _OF_AN_ANSWER), default=0.0)

    def _goes_on(self, before: Counts) -> bool:
        return self._stage.counts != before

    def _has_shown(self, since: float, *kinds: Kind) -> bool:
        return any(time >= since and one.kind in kinds for time, one in self._driver.shown)


_MEASURES: tuple[tuple[Callable[[Surfaced], int], Callable[[Turn], int]], ...] = (
    (lambda one: len(one.text("delta")) if one.kind is Kind.TEXT else 0, lambda turn: len(turn.text)),
    (lambda one: len(one.text("text")) if one.kind is Kind.TEXT else 0, lambda turn: len(turn.text)),
    (lambda one: int(one.members.get("bytes", 0)) if one.kind is Kind.AUDIO else 0, lambda turn: turn.audio),
)
"""How much of an answer is shown, in pieces, as messages and in sound, and how much there is of it."""
_FATES = {Outcome.OK: Fate.DONE, Outcome.FAILED: Fate.FAILED, Outcome.UNSUPPORTED: Fate.LACKING}
