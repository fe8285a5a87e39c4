"""Clients as items: one per scenario that is played to them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from conformance.adapter.contract import Hello
from conformance.checks.case import Case, CaseId
from conformance.checks.dialect import Spoken
from conformance.checks.scenario import OF_CLIENTS, OF_SCENARIOS
from conformance.checks.verdict import Status, Verdict
from conformance.clients.open import open_client
from conformance.errors import UsageError, near
from conformance.known_failures.cases import Cases
from conformance.known_failures.match import Listing
from conformance.options import DEFAULT_TIMEOUT
from conformance.peer.client import contract
from conformance.peer.client.judge import judge
from conformance.peer.client.open import is_client
from conformance.peer.client.play import play
from conformance.peer.client.played import Played
from conformance.peer.client.scenario import Scenario, load_scenarios
from conformance.peer.client.stage import Stage, Trust
from conformance.peer.keep import Recorded, keep
from conformance.requirements.level import Level
from conformance.session.transcript import DIALECT, Connection, Header
from conformance.spec.generation import Generation
from conformance.spec.model import Side
from conformance.suite.items import ConformanceItem, TypeCollector
from conformance.suite.listed import listed
from conformance.suite.selection import Selection, select

__all__ = ["ClientContext", "is_client", "make_items", "selected"]

_OF_PAYLOADS = ("types", "checks", "generated", "gen_seed", "case_cache", "no_case_cache", "explore")


def selected(options: Mapping[str, Any]) -> tuple[Selection, tuple[Scenario, ...]]:
    """What a run over scenarios is asked to do, and the scenarios.

    Raises:
        UsageError: a glob matches no scenario, or an option is given that is about payloads.
    """
    for name in _OF_PAYLOADS:
        if options[name]:
            raise UsageError(f"--{name.replace('_', '-')} is about payloads; scenarios are chosen by --vectors=GLOB")
    dialect = options["dialect"] or DIALECT
    every = [one for group in load_scenarios(dialect).values() for one in group]
    plain = select({**options, "dialect": dialect, "vectors": None})
    chosen = tuple(_chosen(every, [part for text in options["vectors"] or () for part in text.split(",")]))
    groups = tuple(dict.fromkeys(one.group for one in chosen))
    vectors = plain.vectors if not options["vectors"] else tuple(str(one.id) for one in chosen)
    return replace(plain, types=groups, checks=frozenset(OF_SCENARIOS), generated=0, vectors=vectors), chosen


def _chosen(every: Sequence[Scenario], globs: Sequence[str]) -> Iterator[Scenario]:
    for glob in globs:
        if not any(_is(one, glob) for one in every):
            raise UsageError(f"--vectors={glob} matches no scenario{near(glob, (str(one.id) for one in every))}")
    return (one for one in every if not globs or any(_is(one, glob) for glob in globs))


def _is(scenario: Scenario, glob: str) -> bool:
    return any(fnmatchcase(name, glob) for name in (str(scenario.id), f"{scenario.group}/{scenario.name}"))


class ClientContext:
    """What the items of one process share: the driver of the client, which plays one scenario after the other."""

    def __init__(self, selection: Selection, scenarios: Sequence[Scenario]) -> None:
        self.selection = selection
        self.scenarios = scenarios
        self._trust = Trust()
        try:
            self._driver, self._hello = open_client(selection.impl, self._trust.environment)
        except BaseException:
            self._trust.close()
            raise

    @cached_property
    def spoken(self) -> Spoken:
        """The dialect that judges, and the client that is judged."""
        return Spoken(self.selection.dialect, _as_hello(self._hello, self.selection.dialect), Generation.NEUTRAL)

    @cached_property
    def listing(self) -> Listing | None:
        """The known failures, if a file of them is given."""
        return listed(self.selection, lambda: Cases(self.selection.types, self.cases))

    def passes_through(self) -> bool:
        """Nothing is asked to be written back, so nothing is handed on."""
        return False

    def cases(self, subject: str) -> Iterator[str]:
        """The cases of a group."""
        return (str(one.id) for one in self.scenarios if one.group == subject)

    def judged(self, scenario: Scenario) -> list[Verdict]:
        """Play a scenario, and judge what has happened."""
        case = scenario.id
        if lacking := sorted(scenario.needs - self._hello.can):
            note = f"the client does not declare {' and '.join(lacking)}"
            return [
                Verdict(str(case), case.subject, check, Level.MUST, Status.UNSUPPORTED, note=note)
                for check in OF_CLIENTS
            ]
        stage = Stage(scenario, self._trust if self._hello.tls else None)
        played = play(scenario, self._driver, stage, self.selection.timeout)
        verdicts = judge(played, self.selection.dialect)
        if any(verdict.failed for verdict in verdicts):
            folder = Path(self.selection.results).parent / "transcripts"
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

    def completed(self, verdict: Verdict, case: Case | None, index: int) -> Verdict:
        """The verdict as results and reports need it."""
        if self.selection.shard is not None:
            verdict = replace(verdict, index=index)
        entry = self.listing.entry(verdict) if self.listing and verdict.failed else None
        return replace(verdict, known=entry.label) if entry else verdict

    def close(self) -> None:
        """End the driver."""
        self._driver.close()
        self._trust.close()


def _as_hello(hello: contract.Hello, dialect: str) -> Hello:
    """What stands in the results in the place of an adapter's hello."""
    about = hello.name, hello.version, hello.language, hello.profile, dialect
    return Hello(*about, frozenset(), frozenset(), homepage=hello.homepage, issues=hello.issues)


def _recorded(played: Played, dialect: str) -> Iterator[Recorded]:
    """What was recorded of each connection that was not refused, by its number."""
    header = Header(dialect, Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER))
    for number, connection in enumerate(played.connections, 1):
        if connection.refused is None:
            yield Recorded(str(number), header, tuple(connection.frames))


class ScenarioItem(ConformanceItem):
    """One scenario, played to the client."""

    context: ClientContext
    scenario: Scenario

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Play it, and judge what has happened."""
        return self.context.judged(self.scenario), None


def make_items(session: pytest.Session, context: ClientContext) -> list[pytest.Item]:
    """The items of this shard, group by group."""
    items: list[ScenarioItem] = []
    parents: dict[str, TypeCollector] = {}
    for scenario in context.scenarios:
        group = scenario.group
        parents.setdefault(group, TypeCollector.from_parent(session, name=group, path=Path(session.path), nodeid=group))
        item: ScenarioItem = ScenarioItem.from_parent(parents[group], name=scenario.id.item)
        item.case, item.context, item.scenario, item.index = scenario.id, context, scenario, len(items)
        items.append(item)
    shard = context.selection.shard
    return [item for item in items if shard is None or shard.has(item.part)]
