"""The linter for scenarios: they speak of real events, requirements and capabilities, and send what is legal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.errors import near
from conformance.jsontext import text_of
from conformance.peer.capabilities import MODELS, NEEDS, TRIGGERS, Capabilities
from conformance.peer.ended import STAYS
from conformance.peer.pattern import FILLERS, OPERATORS, filled, operator
from conformance.peer.scenario import Scenario, Step, load_scenarios, read_scenarios
from conformance.peer.scenario_file import ScenarioError
from conformance.requirements.played import load_server_register
from conformance.session.event import event_of
from conformance.session.senders import sender
from conformance.session.shapes import shape_of
from conformance.session.transcript import Frame, Header
from conformance.spec.model import Side

_ANYTHING = Capabilities(triggers=dict(TRIGGERS), names=dict.fromkeys(MODELS, "https://mcp.example/"))
"""What fills templates that are only looked at."""
_NAME = re.compile(r"\w+", re.ASCII)


def lint(dialect: str) -> list[str]:
    """The problems of a dialect's scenarios for servers, one line per problem."""
    scenarios = load_scenarios(dialect).values()
    return [
        *_of_rows(dialect, scenarios),
        *(f"{one.id}: {found}" for one in scenarios for found in problems(one, dialect)),
    ]


def read_sound(path: Path, dialect: str) -> tuple[Scenario, ...]:
    """The scenarios of a file that is not among the golden ones.

    Raises:
        ScenarioError: it cannot be read, does not keep the schema, or has problems.
    """
    if not _NAME.fullmatch(path.stem):
        raise ScenarioError(f"{path}: name a file of scenarios of letters, digits and _, for cases are named after it")
    read = read_scenarios(path)
    for one in read:
        for found in problems(one, dialect):
            raise ScenarioError(f"{path}: {one.slug}: {found}")
    return read


def _of_rows(dialect: str, scenarios: Iterable[Scenario]) -> Iterator[str]:
    # Every scenario shows that the connection stays open.
    shown = {STAYS, *(rule for one in scenarios for rule in one.shows)}
    for row in load_server_register(dialect).values():
        if row.evidence == "scenario" and row.id not in shown:
            yield f"{row.id}: has a row in the register and no scenario shows it"


def problems(scenario: Scenario, dialect: str) -> Iterator[str]:
    """The problems of one scenario."""
    rows = load_server_register(dialect)
    for rule in scenario.requirements:
        if rule not in rows:
            yield f"no requirement for servers is called {rule}{near(rule, rows)}"
    for rule in scenario.drives:
        if rule in rows and rows[rule].evidence != "transcript":
            yield f"{rule} is not judged by the rules of sessions: name it under `shows` of a step"
    if not scenario.requirements:
        yield "tests no requirement: name one under `shows` or `drives`"
    for need in scenario.needs:
        if need not in NEEDS:
            yield f"no capability is called {need!r}{near(need, NEEDS)}"
    yield from _of_steps(scenario, dialect)


def _of_steps(scenario: Scenario, dialect: str) -> Iterator[str]:
    opened, kept = set[str](), {"event_id"}
    for number, step in scenario.played():
        where = f"step {number}"
        if step.verb == "connect":
            opened.add(step.via)
            continue
        if step.via not in opened:
            yield f"{where}: no connection {step.via!r} is open"
        values = step.patterns
        if step.verb in ("expect", "until", "refused", "quiet"):
            yield from (f"{where}: {found}" for value in values for found in _of_names(value, OPERATORS, kept))
        if step.verb in ("expect", "until", "quiet"):
            yield from (f"{where}: {found}" for value in values for found in _of_pattern(value, dialect))
        if step.verb in ("send", "text"):
            found = list(_of_names(step.argument, FILLERS, kept))
            if step.verb == "send" and not found:
                found += _of_sent(scenario, number, step, kept, dialect)
            yield from (f"{where}: {one}" for one in found)
        if step.verb == "quiet" and step.shows is None:
            yield f"{where}: quiet has no `shows`: name the requirement that a server breaks if such an event comes"
        if step.verb == "quiet" and any(map(_is_any_event, values)):
            # A right server may say something new at any time.
            yield f"{where}: quiet forbids every event: name the one that the requirement forbids"


def _of_names(value: Any, known: frozenset[str], kept: set[str]) -> Iterator[str]:
    """Unknown operators or fillers, and values that are used before they are kept; those that are kept are noted."""
    if named := operator(value):
        name, argument = named
        if name not in known:
            yield f"{name} is not known here"
        elif name == "$save":
            kept.add(argument)
        elif name == "$saved" and argument not in kept:
            yield f"nothing is kept under {argument!r} yet"
        elif name in ("$not", "$has", "$lacks", "$one-of"):
            yield from _of_names(argument, known, kept)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _of_names(item, known, kept)
    elif isinstance(value, list):
        for item in value:
            yield from _of_names(item, known, kept)


def _is_any_event(pattern: Mapping[str, Any]) -> bool:
    return all((operator(value) or ("", None))[0] in ("$any", "$text") for value in pattern.values())


def _of_pattern(pattern: Mapping[str, Any], dialect: str) -> Iterator[str]:
    name = pattern.get("type")
    if isinstance(name, str) and sender(name, dialect) is not Side.SERVER:
        yield f"no server sends {name}"


def _of_sent(scenario: Scenario, number: int, step: Step, kept: set[str], dialect: str) -> Iterator[str]:
    """What is not legal in an event that no later step expects to be refused."""
    later = [one for one in scenario.steps[number:] if one.via == step.via]
    if any(one.verb == "refused" or _expects_error(one) for one in later):
        return
    event = filled({"event_id": "evt_1", **step.argument}, dict.fromkeys(kept, "id_1"), _ANYTHING.filler)
    text = text_of(event)
    read = event_of(Frame(1, Side.CLIENT, text=text))
    if read is None or sender(read.type, dialect) is Side.SERVER:
        yield "no client sends this"
        return
    if judge := shape_of(read.type, Side.CLIENT, dialect):
        for found in judge(read, text, Header(dialect)):
            yield f"{found}; no later step expects it to be refused"


def _expects_error(step: Step) -> bool:
    return step.verb == "expect" and any("error" in str(one.get("type")) for one in step.patterns)
