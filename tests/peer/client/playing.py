"""Plays scenarios to a driver, and says what was found: the rules that are broken, by check."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from conformance.checks.verdict import Status
from conformance.peer.client.driver import Driver
from conformance.peer.client.judge import judge
from conformance.peer.client.play import play
from conformance.peer.client.scenario import Scenario, load_scenarios
from conformance.peer.client.stage import Stage

DIALECT = "openai-ga"
HERE = Path(__file__).parent
SCENARIOS = {f"{one.group}/{one.name}": one for group in load_scenarios(DIALECT).values() for one in group}


def program(name: str, *arguments: str) -> Driver:
    """The driver of a program beside this file."""
    return Driver([sys.executable, str(HERE / f"{name}.py"), *arguments])


def found(driver: Driver, scenario: Scenario, seconds: float) -> dict[str, list[str]]:
    """The rules that are broken in a scenario, with the sentences of their findings."""
    verdicts = judge(play(scenario, driver, Stage(scenario), seconds), DIALECT)
    broken: dict[str, list[str]] = {}
    for verdict in verdicts:
        assert verdict.status in (Status.PASS, Status.FAIL), verdict.note
        for finding in verdict.findings:
            broken.setdefault(finding.requirement, []).append(str(finding))
    return broken


def rules(driver: Driver, names: Iterable[str], seconds: float) -> dict[str, list[str]]:
    """The rules that are broken in some scenarios."""
    broken: dict[str, list[str]] = {}
    for name in names:
        for rule, sentences in found(driver, SCENARIOS[name], seconds).items():
            broken.setdefault(rule, []).extend(sentences)
    return broken
