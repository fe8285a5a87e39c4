"""Plays a scenario to a server, and says how far it came."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.checks.verdict import Status
from conformance.jsontext import visible
from conformance.peer.ended import Failed, HungUp, Unprepared
from conformance.peer.keep import Recorded
from conformance.peer.link import Flooded, Link, NotConnected
from conformance.peer.scenario import Scenario, Step
from conformance.peer.settle import settled
from conformance.peer.steps import Server, Steps
from conformance.peer.target import Spent, Stopwatch
from conformance.spec.generation import Told, marks, told_of
from conformance.spec.wires import wires

_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class Played:
    """What came of playing a scenario.

    ``status`` is that of the scenario: passed, failed at a step that shows a requirement, untestable where it did not
    get there, or the suite's own fault. ``step`` is where it ended and ``number`` counts it from 1, 0 for opening a
    connection; without a step it ended after the last one. ``why`` says in a sentence what was wrong. ``breaks`` is the
    requirement of a failed one, and ``nobody`` says that nothing listened where the server should. ``silence`` are the
    longest seconds in which nothing came that should not.
    """

    scenario: Scenario
    status: Status
    recorded: tuple[Recorded, ...] = ()
    number: int = 0
    step: Step | None = None
    why: str = ""
    silence: float = 0.0
    breaks: str | None = None
    nobody: bool = False


def greeting(server: Server) -> tuple[str, Told | None, str]:
    """Connect once: why that is not possible, which other wire the server speaks, and the model of its session.

    Each is empty where it is not so, or nobody says.
    """
    with asyncio.Runner() as loop:
        try:
            server.budget.check(opening=True)
            server.budget.spend("sessions")
            target = server.target
            link = Link(loop, target, target.url, target.headers, server.seconds, dialect=server.dialect)
        except (NotConnected, Spent) as error:
            return str(error), None, ""
        watch = Stopwatch(server.budget)
        received = link.receive(server.budget.left(server.seconds))
        link.close()
        watch.lap()
    event = received.event if received else None
    told = told_of(marks(event.data)) if event else None
    # An event that no wire has, or a mixture, is for the scenarios to find.
    other = told if told is not None and told.id in wires() else None
    return "", other, (event.text("session", "model") or "") if event else ""


def play(server: Server, scenario: Scenario) -> Played:
    """Play a scenario. Whatever happens, its connections are closed afterwards."""
    number, last, status, why = 0, None, Status.PASS, ""
    breaks, nobody = None, False
    with asyncio.Runner() as loop:
        steps = Steps(server, scenario, loop)
        try:
            for at, step in scenario.played():
                number, last = at, step
                steps.do(step)
            last = None
            for _, peer in steps.peers():
                settled(peer.link, server.budget.left(server.seconds))
            steps.check_alive()
            number = 0
        except (Failed, NotConnected, Flooded) as failed:
            why = str(failed)
            nobody = isinstance(failed, NotConnected) and failed.nobody
            if not nobody and not isinstance(failed, Unprepared):
                breaks = failed.breaks if isinstance(failed, HungUp) else last.shows if last is not None else None
            status = Status.FAIL if breaks else Status.UNTESTABLE
        except Spent as spent:
            status, why = Status.UNTESTABLE, str(spent)
        except Exception as error:
            # Nothing that a server does may raise anything else.
            status, why = Status.SUITE_FAULT, f"the suite failed: {type(error).__name__}: {error}"
        finally:
            steps.close()
    recorded = tuple(_recorded(steps, passed=status is Status.PASS))
    said = visible(why, _SENTENCE)
    return Played(scenario, status, recorded, number, last, said, steps.silence, breaks, nobody)


def _recorded(steps: Steps, *, passed: bool) -> Iterator[Recorded]:
    for name, peer in steps.peers():
        # What a scenario broke off owes nothing more.
        yield Recorded(name, replace(peer.link.header, complete=passed), tuple(peer.link.frames))
