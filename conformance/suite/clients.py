"""Clients as items: one per scenario that is played to them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from conformance.adapter.contract import Hello
from conformance.checks.case import CaseId
from conformance.checks.dialect import Spoken
from conformance.checks.scenario import OF_CLIENTS
from conformance.checks.verdict import Status, Verdict
from conformance.clients.open import open_client
from conformance.options import DEFAULT_TIMEOUT
from conformance.peer.client import contract
from conformance.peer.client.judge import given_up, judge
from conformance.peer.client.play import play
from conformance.peer.client.played import Played
from conformance.peer.client.scenario import Scenario, load_scenarios
from conformance.peer.client.stage import Stage, Trust
from conformance.peer.keep import Recorded, keep
from conformance.requirements.level import Level
from conformance.session.transcript import Connection, Header
from conformance.spec.generation import Generation
from conformance.spec.model import Side
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
        self._trust = Trust()
        self._in_vain = 0
        try:
            self._driver, self._hello = open_client(selection.impl, self._trust.environment, selection.start)
        except BaseException:
            self._trust.close()
            raise

    @cached_property
    def spoken(self) -> Spoken:
        """The dialect that judges, and the client that is judged."""
        return Spoken(self.selection.dialect, _as_hello(self._hello, self.selection.dialect), Generation.NEUTRAL)

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
        stage = Stage(scenario, self._trust if self._hello.tls else None)
        played = play(scenario, self._driver, stage, self.selection.timeout)
        self._in_vain = self._in_vain + 1 if played.in_vain else 0
        verdicts = judge(played, self.selection.dialect)
        if any(verdict.failed for verdict in verdicts):
            folder = self.selection.transcripts
            kept = keep(case, _recorded(played, self.selection.dialect), folder, Side.CLIENT)
            again, seen = self._again(case), str(kept[-1]) if kept else None
            verdicts = [replace(one, reproduce=again, sent=seen) if one.failed else one for one in verdicts]
        return verdicts

    def _again(self, case: CaseId) -> str:
        """The line that plays a scenario alone."""
        given = [f"--impl={self.selection.impl}", f"--vectors={case}"]
        # What hangs within a second may not hang within ten.
        given += [f"--impl-timeout={self.selection.timeout:g}"] if self.selection.timeout != DEFAULT_TIMEOUT else []
        return shlex.join(["realtime-conformance", "run", *given])

    def close(self) -> None:
        """End the driver."""
        self._driver.close()
        self._trust.close()


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
