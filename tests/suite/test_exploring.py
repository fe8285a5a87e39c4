"""``--explore`` for servers: what is wrong is found in few events, which are kept, played again and promoted."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from conformance import vectors
from conformance.checks.verdict import Status
from conformance.cli import main
from conformance.peer.capabilities import CAPABILITIES, Capabilities
from conformance.peer.drive import Played, play
from conformance.peer.embedded import embedded
from conformance.peer.explore import MOST_MOVES, MOVES, moves_for
from conformance.peer.scenario import Scenario, load_scenarios, read_scenarios
from conformance.peer.scenario_lint import problems
from conformance.peer.server import DEFECTS
from conformance.peer.steps import Server
from conformance.peer.target import Budget, Target
from conformance.results.reader import read
from conformance.suite import exploring
from conformance.suite.exploring import Explored, Explorer, explore
from tests import forked

DIALECT = "openai-ga"
SECONDS = 20.0
EVERYTHING = Capabilities(frozenset(CAPABILITIES), {"long": "speak long", "tool": "get_weather"})
FOUND = {
    # A defect, and in how many events of the client it shows.
    "shouts": 1,
    "follows-nothing": 2,
    "speaks-after-the-end": 1,
}


@pytest.fixture(autouse=True)
def derandomized() -> Iterator[None]:
    """The same sessions in each run, of which none is stored."""
    before = settings.get_current_profile_name()
    settings.register_profile("explored", derandomize=True, database=None)
    settings.load_profile("explored")
    yield
    settings.load_profile(before)


def blind(playing: Callable[[Scenario], Played], capabilities: Capabilities = EVERYTHING, **how: float) -> Explorer:
    """Explores nothing: what is played is made up."""
    server = Server(Target("ws://127.0.0.1:1/"), capabilities, how.get("seconds", SECONDS), Budget(), DIALECT)
    return Explorer(server, playing, set(), strict=False)


def explored(defect: str | None, sessions: int) -> Explored:
    with embedded(defect) as (target, capabilities):
        server = Server(target, capabilities, SECONDS, Budget(), DIALECT)
        return explore(Explorer(server, lambda one: play(server, one), set(), strict=False), sessions)


def sends(scenario: Scenario) -> int:
    return sum(step.verb in ("send", "text", "bytes") for step in scenario.steps)


def test_every_move_is_made_and_what_is_sent_is_legal_or_refused() -> None:
    found: list[str] = []
    linted: set[str] = set()

    def playing(scenario: Scenario) -> Played:
        moves = set(scenario.says.lower().rstrip(".").split("; "))
        assert 1 <= len(moves) <= MOST_MOVES
        if moves - linted:
            found.extend(problems(scenario, DIALECT))
            linted.update(moves)
        return Played(scenario, Status.PASS)

    came = explore(blind(playing), 500)
    assert found == []
    assert came.taken == linted == {move.name for move in MOVES}
    assert str(came) == f"{came.sessions} sessions with 38 of 38 transitions of the model"


def test_what_a_server_cannot_do_is_not_tried() -> None:
    able = moves_for(Capabilities())
    assert {move.name for move in able} == {move.name for move in MOVES if not move.needs}
    came = explore(blind(lambda one: Played(one, Status.PASS), Capabilities()), 20)
    assert came.taken <= {move.name for move in able}
    assert f"{len({move.name for move in able})} transitions of the model" in str(came)


def test_the_reference_server_is_right_in_what_is_explored() -> None:
    came = explored(None, 25)
    assert (came.found, came.faults, came.stopped) == ({}, [], "")
    assert came.sessions >= 15


@pytest.mark.parametrize("defect", FOUND)
def test_a_planted_defect_is_found_in_few_events(defect: str) -> None:
    came = explored(defect, 15)
    (group,) = [group for group in came.found if group.how == DEFECTS[defect].rule]
    assert sends(came.found[group].played.scenario) == FOUND[defect] <= 5


def fails(scenario: Scenario) -> Played:
    """A session in which the first step that expects something fails."""
    number, step = next((number, step) for number, step in enumerate(scenario.steps, 1) if step.verb != "send")
    return Played(scenario, Status.UNTESTABLE, (), number, step, "nothing comes")


def test_a_scenario_is_played_once_however_often_hypothesis_asks() -> None:
    asked: list[str] = []

    def playing(scenario: Scenario) -> Played:
        asked.append(str(scenario.steps))
        return fails(scenario)

    came = explore(blind(playing), 30)
    assert len(asked) == len(set(asked)) == came.sessions
    (failing,) = came.found.values()
    assert sends(failing.played.scenario) == 1


def test_sessions_that_fail_take_no_longer_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "_FAILING", 1e-9)
    came = explore(blind(fails), 30)
    assert came.sessions == 1
    assert came.stopped == "ended after 2e-08 s of sessions that fail"
    assert str(came).endswith("; ended after 2e-08 s of sessions that fail")
    assert len(came.found) == 1


def test_a_budget_that_is_used_up_ends_it_and_is_not_held_against_the_server() -> None:
    with embedded() as (target, capabilities):
        server = Server(target, capabilities, SECONDS, Budget(sessions=3), DIALECT)
        came = explore(Explorer(server, lambda one: play(server, one), set(), strict=False), 30)
    assert (came.sessions, came.found) == (3, {})
    assert came.stopped == "the budget of 3 sessions (--live-budget) is used up"


# As a user runs it

RESULTS = "found.jsonl"
CONFTEST = """
from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None)
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", *options, "--hypothesis-profile=same", "."]
    inherited = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    environment = {**inherited, "COLUMNS": "100"}
    return forked.run(command, cwd=folder, timeout=500, env=environment)


@pytest.fixture(scope="module")
def shouting(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A server that is started, explored and wrong."""
    folder = tmp_path_factory.mktemp("explored")
    (folder / "conftest.py").write_text(CONFTEST)
    start = f"--start={sys.executable} -m conformance serve --port={{port}} --defect=shouts"
    address = "--impl=ws://127.0.0.1:{port}/v1/realtime?model=gpt-realtime"
    chosen = ("--vectors=connection/greeting", "--explore=15", "--impl-timeout=20", f"--results={RESULTS}")
    return folder, run(folder, start, address, *chosen)


def blocks(ran: subprocess.CompletedProcess[str]) -> dict[str, str]:
    shown = ran.stdout[ran.stdout.index("Found by exploration, each reason with its smallest session") :].splitlines()
    return {line[4:17].strip(): line[17:] for line in shown[3 : shown.index("", 3)] if line[4:17].strip()}


def test_a_finding_has_lines_that_play_it_again_and_keep_it(
    shouting: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, ran = shouting
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "the session breaks item.content-kept — 1 case: session-must" in ran.stdout
    (told,) = [line for line in ran.stdout.splitlines() if line.startswith("Explored ")]
    assert " of 19 transitions of the model" in told, told
    assert told.endswith("and found 1 session that fails beside what is counted above")
    shown = blocks(ran)
    played, show = shown["reproduce"].split("; ")
    (file,) = [one.partition("=")[2] for one in shlex.split(played) if one.startswith("--vectors=")]
    (scenario,) = read_scenarios(folder / file)
    assert (sends(scenario), scenario.drives) == (1, ("item.content-kept",))
    again = run(folder, *shlex.split(played)[2:])
    assert again.returncode == 1, again.stdout + again.stderr
    assert "the session breaks item.content-kept" in again.stdout
    # And what that tells is the same line.
    assert f"--vectors={file}" in again.stdout
    assert main(["session", "show", str(folder / show.rpartition(" ")[2])]) == 0


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Scenarios of our own, so that nothing is recorded for good."""
    place = tmp_path / "golden"
    shutil.copytree(vectors.GOLDEN / DIALECT / "scenarios", place / DIALECT / "scenarios")
    monkeypatch.setattr(vectors, "GOLDEN", place)
    monkeypatch.setattr("conformance.peer.scenario.GOLDEN", place)
    load_scenarios.cache_clear()
    yield place
    load_scenarios.cache_clear()


def promote(results: Path, *options: str) -> int:
    found = {one.case for one in read(results).verdicts if one.failed}
    (case,) = found
    return main(["promote", str(results), case, "--why=A message comes back as it was sent.", *options])


def test_a_finding_becomes_a_scenario_by_one_command(
    shouting: tuple[Path, subprocess.CompletedProcess[str]], golden: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ran = shouting
    assert ran.returncode == 1, ran.stdout + ran.stderr
    results = folder / RESULTS
    assert promote(results, "--slug=as-sent", "--print") == 0
    printed = capsys.readouterr().out
    assert promote(results, "--slug=as-sent") == 0
    assert "conversation/as-sent recorded in conversation.yaml" in capsys.readouterr().out
    text = (golden / DIALECT / "scenarios" / "server" / "conversation.yaml").read_text(encoding="utf-8")
    assert text.endswith(f"\n\n{printed}")
    made = load_scenarios(DIALECT)["conversation/as-sent"]
    assert (made.says, made.drives, sends(made)) == ("A message comes back as it was sent.", ("item.content-kept",), 1)
    assert list(problems(made, DIALECT)) == []
    assert promote(results, "--slug=as-sent") == 0
    assert capsys.readouterr().out.endswith("is recorded already\n")
    assert promote(results, "--slug=create") == 4
    assert "conversation/create is another scenario: give a name that is free" in capsys.readouterr().err
