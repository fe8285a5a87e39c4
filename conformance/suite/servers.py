"""Servers as items: one per scenario that is played to them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from conformance.adapter.contract import Hello
from conformance.checks.case import Case, CaseId
from conformance.checks.dialect import Spoken
from conformance.checks.finding import Group
from conformance.checks.verdict import Status, Verdict
from conformance.errors import UsageError, near
from conformance.impl import REFERENCE_SERVER, SCHEMES, SERVER, WEB
from conformance.options import OF_SERVERS
from conformance.peer.capabilities import Capabilities, load_capabilities
from conformance.peer.drive import Played, greeting, play
from conformance.peer.embedded import embedded
from conformance.peer.explore import GROUP
from conformance.peer.keep import keep
from conformance.peer.link import trusting
from conformance.peer.scenario import Scenario, load_scenarios
from conformance.peer.scenario_lint import read_sound
from conformance.peer.started import Started, free_port
from conformance.peer.steps import Server
from conformance.peer.target import Target, budget, target
from conformance.peer.verdicts import case_of, unsupported, verdicts
from conformance.results.reasons import groups_of
from conformance.servers import SERVERS, ServerEntry
from conformance.spec.generation import Generation, Told
from conformance.spec.model import Side
from conformance.suite import other_wire, scenarios
from conformance.suite.exploring import exploration
from conformance.suite.scenarios import ScenarioContext
from conformance.suite.selection import Selection
from conformance.suite.vain import Vain

_DEATH_SECONDS = 2.0
"""How long a process may take to end after its connections: the system closes those first."""


def _entry(impl: str) -> ServerEntry | None:
    """The built-in server that ``--impl`` names, if it names one.

    Raises:
        UsageError: there is none of that name.
    """
    if not impl.startswith(SERVER):
        return None
    name = impl.removeprefix(SERVER)
    if name not in SERVERS:
        raise UsageError(
            f"--impl={impl}: no built-in server {name!r}{near(name, SERVERS)}; there are {', '.join(SERVERS)}"
        )
    return SERVERS[name]


def _is_address(impl: str) -> bool:
    return impl.startswith((*SCHEMES, *WEB))


@dataclass(frozen=True, slots=True)
class ServerRun:
    """What a run over scenarios is asked to do. ``files`` has the files of scenarios that are not golden, by id."""

    selection: Selection
    scenarios: Mapping[CaseId, Scenario]
    files: Mapping[str, str]
    options: Mapping[str, Any]


def selected(options: Mapping[str, Any]) -> ServerRun:
    """What a run over scenarios is asked to do.

    Raises:
        UsageError: a glob matches no scenario, or an option does not fit.
    """
    impl = options["impl"]
    _entry(impl)
    if not _is_address(impl) and (odd := [name for name in OF_SERVERS if options[name] is not None]):
        raise UsageError(f"--{odd[0].replace('_', '-')} is about other servers than {impl}")
    files: dict[str, str] = {}

    def choose(dialect: str, globs: Sequence[str]) -> Mapping[CaseId, Scenario]:
        own: dict[CaseId, Scenario] = {}
        for file in (glob for glob in globs if glob.endswith(".yaml")):
            for one in read_sound(Path(file), dialect):
                own[case_of(one)], files[one.id] = one, file
        golden = [glob for glob in globs if not glob.endswith(".yaml")]
        if own and not golden:
            return own
        every = {case_of(one): one for one in load_scenarios(dialect).values()}
        # Own ones come first, and stand for golden ones of the same id.
        return {**own, **scenarios.chosen(every, golden), **own}

    selection, found = scenarios.selected(options, choose)
    workers = bool(options.get("numprocesses"))
    if workers and options["start"] and "{port}" not in impl:
        raise UsageError("--start with -n needs a server per process: write {port} into the command and into --impl")
    if workers and options["live_budget"]:
        raise UsageError("--live-budget is for one process: run without -n")
    # The address may hold a secret.
    shown = Target(impl).shown if _is_address(impl) else impl
    groups = (*selection.types, *([GROUP] if selection.explore else []))
    return ServerRun(replace(selection, impl=shown, types=tuple(dict.fromkeys(groups))), found, files, options)


class ServerContext(ScenarioContext[Scenario]):
    """What the items of one process share: the server, started if it is to be, and how it is reached.

    Raises:
        UsageError: it cannot be started or reached, or an option does not fit.
    """

    def __init__(self, run: ServerRun) -> None:
        super().__init__(run.selection, run.scenarios)
        self._options, self._files = run.options, run.files
        self.shown: set[Group] = set()
        """The causes of failures so far."""
        self._stack = ExitStack()
        self._started: Started | None = None
        self._hung = False
        self._in_vain = Vain(run.selection.timeout / 2)
        try:
            self.server = self._open()
            self.told, self._name = self._greeted()
        except BaseException:
            self._stack.close()
            raise

    def _open(self) -> Server:
        options, selection = self._options, self.selection
        if options["impl"] == REFERENCE_SERVER:
            reached, capabilities = self._stack.enter_context(embedded())
            return Server(reached, capabilities, selection.timeout, budget(None, reached.url), selection.dialect)
        if entry := _entry(options["impl"]):
            reached, self._started = self._stack.enter_context(entry.running(selection.start))
            return Server(reached, entry.capabilities, selection.timeout, budget(None, reached.url), selection.dialect)
        port = str(free_port())
        command = options["start"]
        url = options["impl"].replace("{port}", port) if command is not None else options["impl"]
        reached = target(url, options["header"] or ())
        costs = budget(options["live_budget"], reached.url)
        reached = replace(reached, trusts=trusting(options["ca"]))
        file = options["capabilities"]
        capabilities = load_capabilities(Path(file)) if file is not None else Capabilities()
        if command is not None:
            self._started = Started(command.replace("{port}", port), reached, selection.start)
            self._stack.callback(self._started.close)
        return Server(reached, capabilities, selection.timeout, costs, selection.dialect)

    def _greeted(self) -> tuple[Told | None, str]:
        """Which other wire the server speaks, if it does, and what it calls its model."""
        why, told, model = greeting(self.server)
        if why:
            raise UsageError(f"--impl={self.selection.impl}: {self._started_note(why)}")
        return told, model

    def _started_note(self, why: str, within: float = 0.0) -> str:
        ended = self._started.ended(within) if self._started else None
        return f"{why}; {ended}" if ended else why

    @cached_property
    def spoken(self) -> Spoken:
        """The dialect that judges, and the server that is judged."""
        dialect = self.selection.dialect
        entry = _entry(self._options["impl"])
        named = (
            (entry.name, entry.version, entry.language)
            if entry
            else (self.selection.impl, self._name or "unknown", "server")
        )
        hello = Hello(*named, "default", dialect, frozenset(), frozenset())
        return Spoken(dialect, hello, self.told.id if self.told else Generation.NEUTRAL)

    def judged(self, scenario: Scenario) -> list[Verdict]:
        """Play a scenario, and judge what came back."""
        dialect = self.selection.dialect
        if lacking := self.server.capabilities.lacks(scenario.needs):
            return [unsupported(scenario, lacking, dialect)]
        played = self.played(scenario)
        found = verdicts(played, dialect)
        return self._explained(played, found) if any(one.findings for one in found) else found

    def played(self, scenario: Scenario) -> Played:
        """Play a scenario, to a server that was started again if it had to be."""
        if why := self._in_vain.given_up:
            return Played(scenario, Status.UNTESTABLE, why=why)
        began = monotonic()
        played = self._in_vain.noted(self._played(scenario), monotonic() - began)
        # A server that does not even greet is started again before the next scenario.
        self._hung = played.status is Status.UNTESTABLE and played.number == 0
        if self._started is not None and played.why:
            within = _DEATH_SECONDS if _broke_off(played) else 0.0
            played = replace(played, why=self._started_note(played.why, within))
        return played

    def _played(self, scenario: Scenario) -> Played:
        try:
            if self._started is not None:
                self._started.revived(hung=self._hung)
        except UsageError as error:
            return Played(scenario, Status.UNTESTABLE, why=str(error))
        return play(self.server, scenario)

    def _explained(self, played: Played, found: list[Verdict]) -> list[Verdict]:
        folder = self.selection.transcripts
        paths = keep(case_of(played.scenario), played.recorded, folder, Side.SERVER)
        again = self.again(self._files.get(played.scenario.id, played.scenario.id))
        where = f"{again}; realtime-conformance session show {shlex.quote(str(paths[0]))}" if paths else again
        return [replace(one, reproduce=where) if one.findings else one for one in found]

    def again(self, scenario: str) -> str:
        """The line that plays a scenario alone, of an id or a file."""
        options = self._options
        given = [f"--impl={self.selection.impl}", f"--vectors={scenario}"]
        given += [f"--{name}={options[name]}" for name in ("start", "capabilities", "ca") if options[name]]
        given += [f"--header={header}" for header in options["header"] or ()]
        given += [f"--live-budget={options['live_budget']}"] if options["live_budget"] else []
        given += [f"--impl-timeout={options['impl_timeout']:g}"] if options["impl_timeout"] else []
        return shlex.join(["realtime-conformance", "run", *given])

    def completed(self, verdict: Verdict, case: Case | None, index: int) -> Verdict:
        """The verdict as results and reports need it; what it shows is not explored any further."""
        if verdict.failed:
            self.shown.update(groups_of(verdict))
        return super().completed(verdict, case, index)

    def close(self) -> None:
        """End the server, if it was started here."""
        self._stack.close()


def make_items(session: pytest.Session, context: ServerContext) -> list[pytest.Item]:
    """The items of this shard, group by group; one alone for a server of another wire."""
    if context.told is not None:
        return other_wire.alone(session, context, context.told, "server")
    items = scenarios.all_items(session, context)
    if context.selection.explore:
        # At the end: what the others show is not looked at any further.
        items.append(exploration(session, context, len(items)))
    return scenarios.of_shard(items, context.selection.shard)


def _broke_off(played: Played) -> bool:
    """Whether a connection ended without a close frame of the server."""
    frames = (frame for one in played.recorded for frame in one.frames)
    return any(frame.side is Side.SERVER and frame.close == (None, "") for frame in frames)
