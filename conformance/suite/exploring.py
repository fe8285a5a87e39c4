"""Explores a server with Hypothesis' state machine, which makes a session that fails as small as its moves allow.

Hypothesis decides which moves are made, by its own profile, seed and database: what it found once it tries first the
next time. The model of the session is blind, so what it makes is a scenario, which is played and judged as any other.
"""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import pytest

from conformance.checks.case import Case, CaseId, CaseKind
from conformance.checks.finding import Group
from conformance.checks.scenario import PLAYS
from conformance.checks.verdict import Status, Verdict
from conformance.files import replacing
from conformance.jsontext import text_of
from conformance.peer.drive import Played
from conformance.peer.explore import DRIVES, GROUP, MOST_MOVES, ended, moves_for, possible, scenario
from conformance.peer.explore.model import Session
from conformance.peer.keep import keep
from conformance.peer.scenario import Scenario, Step, to_record, yaml_of
from conformance.peer.steps import WHOLE, Server
from conformance.peer.target import Spent
from conformance.peer.verdicts import case_of, verdicts
from conformance.requirements.level import Level
from conformance.requirements.played import load_server_register
from conformance.results.reasons import groups_of
from conformance.results.words import counted
from conformance.spec.model import Side
from conformance.suite.items import ConformanceItem, TypeCollector
from conformance.suite.selection import Selection

SESSIONS = CaseId(CaseKind.EXPLORED, GROUP, "moves")
"""The case of all sessions that are explored; what is found has a digest besides."""
_FAILING = 5 * WHOLE
"""How many time limits of one answer all sessions that fail may take: each smaller one may cost another."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A session that fails: what was played, and the verdicts that make a run red."""

    played: Played
    verdicts: tuple[Verdict, ...]


@dataclass(slots=True)
class Explored:
    """What came of exploring: by cause the last session that failed, which is the smallest.

    ``sessions`` counts what was played, ``taken`` are the names of the moves that were made, of those that are
    ``known``. ``stopped`` says why it ended early, ``faults`` are where the suite failed.
    """

    known: tuple[str, ...]
    found: dict[Group, Failing] = field(default_factory=dict)
    sessions: int = 0
    taken: set[str] = field(default_factory=set)
    stopped: str = ""
    faults: list[Verdict] = field(default_factory=list)

    def __str__(self) -> str:
        """How much was explored, in a line."""
        missed = [name for name in self.known if name not in self.taken]
        but = f", all but: {', '.join(missed)}" if missed else ""
        ended = f"; {self.stopped}" if self.stopped else ""
        took = f"{len(self.known) - len(missed)} of {counted(self.known, 'transition')} of the model"
        return f"{counted(self.sessions, 'session')} with {took}{but}{ended}"


class _Fails(Exception):
    """A session fails. Hypothesis takes a class of exceptions for a cause, so there is a subclass for each."""


class Explorer:
    """Plays what a state machine makes, each scenario once, and keeps what fails.

    What fails for no other causes than those ``shown`` is not looked at any further.
    """

    def __init__(
        self, server: Server, play: Callable[[Scenario], Played], shown: Collection[Group], *, strict: bool
    ) -> None:
        self._server, self._play, self._shown, self._strict = server, play, shown, strict
        self.moves = moves_for(server.capabilities)
        self.explored = Explored(tuple(dict.fromkeys(move.name for move in self.moves)))
        self._left = _FAILING * server.seconds
        self._played: dict[str, Failing | None] = {}
        self._causes: dict[Group, type[_Fails]] = {}

    def judge(self, steps: list[Step], moves: list[tuple[str, int]]) -> None:
        """Play a session; ``moves`` are those made, each with the number of the step that it ends with.

        Raises:
            _Fails: it fails for a new cause.
        """
        key = text_of([to_record(scenario("explored", steps, ()))])
        if key not in self._played:
            if self._over():
                return
            self._played[key] = self._judged(steps, moves)
        failing = self._played[key]
        if failing is None:
            return
        groups = (group for verdict in failing.verdicts for group in groups_of(verdict))
        new = next((group for group in groups if group not in self._shown), None)
        if new is None:
            return
        self.explored.found[new] = failing
        raise self._causes.setdefault(new, type("Fails", (_Fails,), {}))

    def _over(self) -> bool:
        """Whether nothing more is played."""
        if not self.explored.stopped:
            try:
                self._server.budget.check(opening=True)
            except Spent as spent:
                self.explored.stopped = str(spent)
            if self._left <= 0:
                self.explored.stopped = f"ended after {_FAILING * self._server.seconds:g} s of sessions that fail"
        return bool(self.explored.stopped)

    def _judged(self, steps: list[Step], moves: list[tuple[str, int]]) -> Failing | None:
        began = time.monotonic()
        names = [name for name, _ in moves]
        played = self._play(scenario("explored", steps, names))
        found = verdicts(played, self._server.dialect)
        self.explored.sessions += 1
        passed = played.status is Status.PASS
        self.explored.taken.update(name for name, last in moves if passed or last < played.number)
        self.explored.faults += [one for one in found if one.status is Status.SUITE_FAULT]
        failed = [one for one in found if one.gates(strict=self._strict)]
        if not failed:
            return None
        self._left -= time.monotonic() - began
        try:
            self._server.budget.check()
        except Spent:
            # What is missing then is not the server's fault.
            return None
        return Failing(played, tuple(sorted(failed, key=lambda one: one.level.rank)))


def explore(explorer: Explorer, sessions: int) -> Explored:
    """Let Hypothesis explore with so many sessions, and as many as it takes to make those that fail small."""
    from hypothesis import HealthCheck, Phase, Verbosity, settings
    from hypothesis.stateful import run_state_machine_as_test

    profile = settings()
    chosen = settings(
        profile,
        max_examples=sessions,
        stateful_step_count=min(MOST_MOVES, profile.stateful_step_count),
        deadline=None,  # a scenario has a time limit of its own
        suppress_health_check=list(HealthCheck),
        phases=[phase for phase in profile.phases if phase is not Phase.explain],  # explains arguments; there are none
        # What fails is told by the suite; only what a user asks for is printed besides.
        verbosity=profile.verbosity if profile.verbosity > Verbosity.normal else Verbosity.quiet,
    )
    try:
        run_state_machine_as_test(_machine(explorer), settings=chosen)
    except* _Fails:
        pass
    return explorer.explored


def _machine(explorer: Explorer) -> type[Any]:
    """The state machine, whose one rule makes one of the moves that are possible."""
    from hypothesis import strategies as st
    from hypothesis.stateful import RuleBasedStateMachine, rule

    class RealtimeSession(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.session = Session()
            self.steps: list[Step] = []
            self.moves: list[tuple[str, int]] = []
            self._around = sys.exception()

        @rule(data=st.data())
        def move(self, data: st.DataObject) -> None:
            """Make a move, as far as the model is concerned."""

            def pick(options: Sequence[Any]) -> Any:
                return data.draw(st.sampled_from(options))

            before = self.session
            # Of all moves, whose places never change: so a session stays what it is when Hypothesis leaves a move out.
            every = st.sampled_from(explorer.moves)
            move = data.draw(every.filter(lambda one: possible(one, before)))
            steps, after = move.plays(before, pick)
            self.session = after if after.running != before.running else replace(after, since=after.since + 1)
            self.steps += steps
            self.moves.append((move.name, len(self.steps)))

        def teardown(self) -> None:
            """Play what was made, unless Hypothesis has given it up half-way."""
            if self.steps and sys.exception() is self._around:
                steps, _ = ended(self.session)
                explorer.judge([*self.steps, *steps], self.moves)

    return RealtimeSession


class Context(Protocol):
    """What exploration needs of a server's context."""

    selection: Selection
    server: Server
    shown: set[Group]

    def played(self, scenario: Scenario) -> Played:
        """Play a scenario."""

    def again(self, scenario: str) -> str:
        """The line that plays a scenario alone, of an id or a file."""

    def completed(self, verdict: Verdict, case: Case | None, index: int) -> Verdict:
        """The verdict as results and reports need it."""


class ExplorationItem(ConformanceItem):
    """What Hypothesis finds in the sessions of a server."""

    context: Context

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Explore; a verdict on each session that fails, and one that says how much was explored."""
        context, selection = self.context, self.context.selection
        explorer = Explorer(context.server, context.played, context.shown, strict=selection.strict)
        explored = explore(explorer, selection.explore)
        # One session may be the smallest for two causes.
        failing = {str(one.played.scenario.steps): one for one in explored.found.values()}
        found = [verdict for one in failing.values() for verdict in _explained(one, context)]
        if not explored.sessions:
            summed = Verdict(str(SESSIONS), GROUP, PLAYS, Level.MUST, Status.UNSUPPORTED, note=explored.stopped)
        else:
            status = Status.FREE if any(one.check == PLAYS for one in found) else Status.PASS
            summed = Verdict(str(SESSIONS), GROUP, PLAYS, Level.MUST, status, note=str(explored))
        faults = [replace(one, case=str(SESSIONS), subject=GROUP) for one in explored.faults[:1]]
        return [*found, *(faults or [summed])], None


def _explained(failing: Failing, context: Context) -> list[Verdict]:
    """The verdicts on a session that fails, which is kept: its transcript, and a file that plays it again."""
    played, selection = failing.played, context.selection
    rows = load_server_register(selection.dialect)
    broken = list(dict.fromkeys(one.requirement for each in failing.verdicts for one in each.findings))
    digest = sha256(text_of(to_record(played.scenario)).encode()).hexdigest()[:8]
    named = replace(
        played.scenario,
        subject=f"explored_{digest}",
        slug="-".join(filter(None, ("found", broken[0].replace(".", "-"), digest))),
        drives=tuple(rule for rule in broken if rule in rows and rows[rule].evidence == "transcript") or (DRIVES,),
        # What would come after the step that fails was never played.
        steps=played.scenario.steps[: played.number or None],
    )
    folder = selection.transcripts
    paths, file = keep(case_of(named), played.recorded, folder, Side.SERVER), folder / f"{named.subject}.yaml"
    with replacing(file) as opened, opened:
        opened.write(f"scenarios:\n{yaml_of(named)}")
    show = "".join(f"; realtime-conformance session show {shlex.quote(str(path))}" for path in paths[:1])
    record = to_record(named)
    sent = json.dumps({"steps": record["steps"], **record}, ensure_ascii=False)
    case = str(replace(SESSIONS, name=f"{SESSIONS.name}-{digest}"))
    again = f"{context.again(str(file))}{show}"
    return [replace(one, case=case, subject=GROUP, sent=sent, reproduce=again) for one in failing.verdicts]


def exploration(session: pytest.Session, context: Context, index: int) -> ExplorationItem:
    """The item that explores."""
    parent = TypeCollector.from_parent(session, name=GROUP, path=Path(session.path), nodeid=GROUP)
    item: ExplorationItem = ExplorationItem.from_parent(parent, name=SESSIONS.item)
    item.case, item.context, item.index = SESSIONS, context, index
    return item
