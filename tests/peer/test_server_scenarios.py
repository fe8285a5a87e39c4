"""The scenarios for servers, their format and their linter."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.peer.ended import STAYS
from conformance.peer.scenario import load_scenarios, read_scenarios
from conformance.peer.scenario_file import ScenarioError
from conformance.peer.scenario_lint import lint, problems
from conformance.requirements.played import load_server_register

DIALECT = "openai-ga"


def scenario(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "items.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_scenarios_have_no_problems() -> None:
    assert lint(DIALECT) == []


def test_every_requirement_that_only_scenarios_show_is_shown() -> None:
    shown = {rule for one in load_scenarios(DIALECT).values() for rule in one.shows}
    rows = load_server_register(DIALECT).values()
    # Whatever step is waiting when the server ends the session shows that it does.
    assert [row.id for row in rows if row.evidence == "scenario" and row.id not in shown] == [STAYS]
    assert len(load_scenarios(DIALECT)) >= 60


def test_ids_are_names_of_cases() -> None:
    assert all(one.id == name and name.count("/") == 1 for name, one in load_scenarios(DIALECT).items())


def test_a_connection_is_opened_and_greeted_unless_the_scenario_does_it() -> None:
    loaded = load_scenarios(DIALECT)
    assert [step.verb for _, step in loaded["conversation/create"].played()][:2] == ["connect", "until"]
    assert [number for number, _ in loaded["conversation/create"].played()][:3] == [0, 0, 1]
    assert next(number for number, _ in loaded["connection/greeting"].played()) == 1


ONE = """
scenarios:
  - id: one
    says: One.
    steps:
"""


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("- {send: {type: response.create}, shows: x.y}", "no requirement for servers is called x.y"),
        ("- {send: {type: response.create}, shows: client.after-created}", "no requirement for servers is called"),
        ("- {ping: true}", "tests no requirement: name one under `shows` or `drives`"),
        ("- {expect: {type: error}, via: other, shows: error.type}", "step 1: no connection 'other' is open"),
        ("- {expect: {type: error, a: {$most: 1}}, shows: error.type}", "step 1: $most is not known here"),
        ("- {expect: {type: error, a: {$saved: x}}, shows: error.type}", "step 1: nothing is kept under 'x' yet"),
        ("- {expect: {type: session.update}, shows: error.type}", "step 1: no server sends session.update"),
        ("- {quiet: {type: error}}\n      - {ping: true, shows: error.type}", "step 1: quiet has no `shows`"),
        ("- {quiet: {type: {$any: true}}, shows: error.type}", "step 1: quiet forbids every event"),
        ("- {quiet: [{type: error}, {type: {$text: true}}], shows: error.type}", "step 1: quiet forbids every event"),
        ("- {send: {type: session.created}, shows: error.type}", "step 1: no client sends this"),
        ("- {send: {type: conversation.item.retrieve}, shows: error.type}", "no later step expects it to be refused"),
        ("- {send: {type: response.create, event_id: {$any: 1}}, shows: error.type}", "$any is not known here"),
    ],
)
def test_the_linter_finds(step: str, problem: str, tmp_path: Path) -> None:
    (read,) = read_scenarios(scenario(tmp_path, f"{ONE}      {step}\n"))
    found = list(problems(read, DIALECT))
    assert len(found) == 1
    assert problem in found[0]


def test_the_linter_finds_unknown_capabilities_and_rules_of_scenarios_among_those_of_sessions(tmp_path: Path) -> None:
    text = ONE.replace("steps:", "needs: [telepathy]\n    drives: [error.not-json]\n    steps:")
    (read,) = read_scenarios(scenario(tmp_path, f"{text}      - {{ping: true}}\n"))
    assert list(problems(read, DIALECT)) == [
        "error.not-json is not judged by the rules of sessions: name it under `shows` of a step",
        "no capability is called 'telepathy'",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("scenarios: []", "items.yaml#/scenarios: [] should be non-empty"),
        (f"{ONE}      - {{hope: true}}", "items.yaml#/scenarios/0/steps/0"),
        (f"{ONE}      - {{ping: true, send: {{type: x}}}}", "items.yaml#/scenarios/0/steps/0"),
        (f"{ONE}      - {{ping: true, for: 1}}", "items.yaml#/scenarios/0/steps/0"),
        (f"{ONE}      - {{ping: true}}\n  - {{id: one, says: Two., steps: [{{ping: true}}]}}", "one is given twice"),
        ("scenarios: [", "items.yaml: not YAML"),
    ],
)
def test_a_broken_file_is_told(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenarios(scenario(tmp_path, text))
    assert problem in str(raised.value)


def test_a_dialect_without_scenarios_is_told() -> None:
    with pytest.raises(ScenarioError, match="no scenarios for servers of dialect 'async-openai'"):
        load_scenarios("async-openai")
