"""Clients as items: one per scenario that is played to them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any

import pytest

from conformance.adapter.contract import Hello
from conformance.checks.case import CaseId
from conformance.checks.dialect import Spoken
from conformance.checks.scenario import OF_CLIENTS
from conformance.checks.verdict import Status, Verdict
from conformance.clients.open import open_client
from conformance.options import DEFAULT_TIMEOUT
from conformance.peer.client import contract
from conformance.peer.client.judge import given_up, judge
from conformance.peer.client.ordinary import TURNS, broken_in, told_apart
from conformance.peer.client.play import play
from conformance.peer.client.played import Played
from conformance.peer.client.scenario import Scenario, load_scenarios
from conformance.peer.client.stage import Stage, Trust
from conformance.peer.keep import Recorded, keep
from conformance.requirements.level import Level
from conformance.session.event import object_of
from conformance.session.transcript import Connection, Header
from conformance.spec.generation import Generation, Told, marks, told_of
from conformance.spec.model import Side
from conformance.spec.wires import wires
from conformance.suite import scenarios
from conformance.suite.scenarios import GIVEN_UP, ScenarioContext
from conformance.suite.selection import Selection


def selected(options: Mapping[str, Any]) -> tuple[Selection, Mapping[CaseId, Scenario]]:
    """What a run over scenarios is asked to do, and the scenarios.

    Raises:
        UsageError: a glob matches no scenario, or an option does not fit.
    """
    return scenarios.selected(options, _chosen, "explore")


def _chosen(dialect: str, globs: Sequence[str]) -> Mapping[CaseId, Scenario]:
    every = {one.id: one for group in load_scenarios(dialect).values() for one in group}
    return scenarios.chosen(every, globs)


class ClientContext(ScenarioContext[Scenario]):
    """What the items of one process share: the driver of the client, which plays one scenario after the other."""

    def __init__(self, selection: Selection, scenarios: Mapping[CaseId, Scenario]) -> None:
        super().__init__(selection, scenarios)
        self._in_vain = 0
        self._stack = ExitStack()
        try:
            self._trust = Trust()
            self._stack.callback(self._trust.close)
            self._driver, self._hello = open_client(selection.impl, self._trust.environment, selection.start)
            self._stack.callback(self._driver.close)
            self._first = self._play_first()
            self.told = _wire_of(self._first) if self._first else None
            self._anyway = self._broken_anyway()
        except BaseException:
            self._stack.close()
            raise

    def _play_first(self) -> Played | None:
        """An ordinary scenario as it went, chosen or not: what the client sends in it tells its wire.

        Where the client is not capable of any ordinary scenario, the first chosen one that it is capable of is played.
        """
        ordinary = load_scenarios(self.selection.dialect)[TURNS]
        chosen = self.scenarios.values()
        first = next((one for one in (*ordinary, *chosen) if one.needs <= self._hello.can), None)
        return None if first is None or not chosen else self._play(first)

    def _broken_anyway(self) -> frozenset[str]:
        """What the client breaks where nothing is out of the ordinary, so far as that was played."""
        if self._first is None or self.told is not None or self._first.scenario.group != TURNS:
            return frozenset()
        return broken_in(judge(self._first, self.selection.dialect))

    @cached_property
    def spoken(self) -> Spoken:
        """The dialect that judges, and the client that is judged."""
        hello = _as_hello(self._hello, self.selection.dialect)
        return Spoken(self.selection.dialect, hello, self.told.id if self.told else Generation.NEUTRAL)

    def judged(self, scenario: Scenario) -> list[Verdict]:
        """Play a scenario, and judge what has happened."""
        case = scenario.id
        if lacking := sorted(scenario.needs - self._hello.can):
            note = f"the client does not declare {' and '.join(lacking)}"
            return [
                Verdict(str(case), case.subject, check, Level.MUST, Status.UNSUPPORTED, note=note)
                for check in OF_CLIENTS
            ]
        if self._in_vain >= GIVEN_UP:
            return given_up(scenario, GIVEN_UP)
        if self._first is not None and self._first.scenario is scenario:
            played, self._first = self._first, None
        else:
            played = self._play(scenario)
        self._in_vain = self._in_vain + 1 if played.in_vain else 0
        verdicts = judge(told_apart(played, self._anyway), self.selection.dialect)
        if any(verdict.failed for verdict in verdicts):
            folder = self.selection.transcripts
            kept = keep(case, _recorded(played, self.selection.dialect), folder, Side.CLIENT)
            show = "".join(f"; realtime-conformance session show {shlex.quote(str(path))}" for path in kept[-1:])
            again = f"{self._again(case)}{show}"
            verdicts = [replace(one, reproduce=again) if one.failed else one for one in verdicts]
        return verdicts

    def _play(self, scenario: Scenario) -> Played:
        stage = Stage(scenario, self._trust if self._hello.tls else None)
        return play(scenario, self._driver, stage, self.selection.timeout)

    def _again(self, case: CaseId) -> str:
        """The line that plays a scenario alone."""
        given = [f"--impl={self.selection.impl}", f"--vectors={case}"]
        # What hangs within a second may not hang within ten.
        given += [f"--impl-timeout={self.selection.timeout:g}"] if self.selection.timeout != DEFAULT_TIMEOUT else []
        return shlex.join(["realtime-conformance", "run", *given])

    def close(self) -> None:
        """End the driver."""
        self._stack.close()


def _wire_of(played: Played) -> Told | None:
    """The other wire that a client speaks, if it does; what is wrong in some of its events alone is told by event."""
    frames = chain.from_iterable(connection.frames for connection in played.connections)
    sent = [object_of(frame) for frame in frames if frame.side is Side.CLIENT and frame.is_message]
    found = told_of(chain.from_iterable(map(marks, sent)))
    return found if found is not None and found.id in wires() else None


def make_items(session: pytest.Session, context: ClientContext) -> list[pytest.Item]:
    """The items of this shard, group by group; one alone for a client of another wire."""
    if context.told is not None:
        from conformance.suite import other_wire  # it imports all checks

        return other_wire.alone(session, context, context.told, "client")
    return scenarios.make_items(session, context)


def _as_hello(hello: contract.Hello, dialect: str) -> Hello:
    """What the results have in place of an adapter's hello."""
    about = hello.name, hello.version, hello.language, hello.profile, dialect
    return Hello(*about, frozenset(), frozenset(), homepage=hello.homepage, issues=hello.issues)


def _recorded(played: Played, dialect: str) -> Iterator[Recorded]:
    """What was recorded of each connection that was not refused, by its number."""
    header = Header(dialect, Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER))
    for number, connection in enumerate(played.connections, 1):
        if connection.refused is None:
            yield Recorded(str(number), header, tuple(connection.frames))
