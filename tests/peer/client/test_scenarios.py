"""The scenarios for clients are data that keep their schema, and the reference client is right in every one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.checks.verdict import Status
from conformance.impl import REFERENCE_CLIENT
from conformance.peer.client import scenario as module
from conformance.peer.client.driver import Driver
from conformance.peer.client.judge import judge
from conformance.peer.client.open import command
from conformance.peer.client.play import play
from conformance.peer.client.scenario import Scenario, lint, load_scenarios, read
from conformance.peer.client.stage import Stage
from conformance.peer.scenario_file import ScenarioError

DIALECT = "openai-ga"
SCENARIOS = [one for group in load_scenarios(DIALECT).values() for one in group]
SECONDS = 60.0


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    running = Driver(command(REFERENCE_CLIENT))
    yield running
    running.close()


def test_they_keep_to_the_register_and_to_the_events_of_the_dialect() -> None:
    assert lint(DIALECT) == []


def test_there_are_scenarios_for_everything_that_a_client_can_do() -> None:
    assert len(SCENARIOS) >= 40
    assert {need.value for one in SCENARIOS for need in one.needs} == {"say", "audio", "interrupt", "tools"}
    assert {one.output for one in SCENARIOS} == {"text", "audio"}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: str(one.id))
def test_the_reference_client_is_right(scenario: Scenario, driver: Driver) -> None:
    played = play(scenario, driver, Stage(scenario), SECONDS)
    verdicts = judge(played, DIALECT)
    assert [f"{one.check}: {one.reason}" for one in verdicts if one.status is not Status.PASS] == []
    assert [one.check for one in verdicts] == ["lives", "shows", "sends", "connects"]
    assert driver.starts == 1


def test_a_server_that_answers_the_voice_at_once_is_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "group.yaml"
    one = "{name: a, says: b, steps: [audio], lives: client.next-turn}"
    path.write_text(f"group: group\nsays: x\nscenarios: [{one}]", encoding="utf-8")
    monkeypatch.setattr(module, "load_scenarios", lambda _: {"group": read(path)})
    assert "lets the server answer in the moment in which it hears the user" in lint(DIALECT)[0]


def broken(text: str, folder: Path) -> str:
    path = folder / "group.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read(path)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("group: [", "group.yaml: not YAML: "),
        ("group: group\nsays: x\nscenarios: []", "group.yaml#/scenarios: [] should be non-empty"),
        (
            "group: other\nsays: x\nscenarios: [{name: a, says: b, lives: client.next-turn}]",
            "group.yaml: its group is other, expected group",
        ),
        (
            "group: group\nsays: x\nscenarios: [{name: a, says: b, wrong: c}]",
            "group.yaml#/scenarios/0: Additional properties are not allowed ('wrong' was unexpected)",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    assert broken(text, tmp_path).startswith(message)
