"""Scenarios for servers: what is sent and what must come back, as data.

A file of ``golden/<dialect>/scenarios/server`` has the scenarios of one lifecycle, described by
``scenario.schema.json``. Each is played on connections of its own. A step whose ``shows`` names a requirement judges
the server; where a step without it fails, the scenario did not get as far as what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conformance import packed
from conformance.peer.scenario_file import ScenarioError, read_document
from conformance.vectors import GOLDEN

_SCHEMA = Path(__file__).parent / "scenario.schema.json"
MAIN = "main"
"""The connection of steps that name none."""
VERBS = ("connect", "send", "text", "bytes", "ping", "expect", "until", "refused", "quiet", "close", "closed")
QUIET = 0.5
"""For how many seconds nothing must come, where a step does not say."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``verb`` with its ``argument``, on the connection ``via``.

    ``within`` is its time limit in seconds, ``None`` for that of the run; ``quiet`` are the seconds in which nothing
    may come. ``shows`` is the requirement that the server breaks where the step fails.
    """

    verb: str
    argument: Any
    via: str = MAIN
    within: float | None = None
    quiet: float = QUIET
    shows: str | None = None

    @property
    def patterns(self) -> list[Any]:
        """The argument as a list of patterns; one alone may stand for itself."""
        return self.argument if isinstance(self.argument, list) else [self.argument]


_OPENING = (Step("connect", {}), Step("until", {"type": "session.created"}))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is played to a server. ``subject`` is the name of its file, ``slug`` its id there.

    ``drives`` are the requirements that the rules of sessions judge, ``needs`` what the server must be able to do.
    """

    subject: str
    slug: str
    says: str
    steps: tuple[Step, ...]
    drives: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its name: ``subject/slug``."""
        return f"{self.subject}/{self.slug}"

    @property
    def shows(self) -> tuple[str, ...]:
        """The requirements that its steps judge, in their order."""
        return tuple(dict.fromkeys(step.shows for step in self.steps if step.shows))

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that it tests."""
        return tuple(dict.fromkeys((*self.shows, *self.drives)))

    def played(self) -> Iterator[tuple[int, Step]]:
        """Its steps with their numbers from 1 on; 0 for those of opening a connection, unless it does so itself."""
        if self.steps[0].verb != "connect":
            yield from ((0, step) for step in _OPENING)
        yield from enumerate(self.steps, start=1)


@cache
def load_scenarios(dialect: str) -> Mapping[str, Scenario]:
    """The scenarios for servers of a dialect by id, file by file.

    Raises:
        ScenarioError: the dialect has none, or a file is broken.
    """
    files = packed.files(GOLDEN / dialect / "scenarios" / "server", ".yaml")
    if not files:
        raise ScenarioError(f"no scenarios for servers of dialect {dialect!r}")
    return {one.id: one for path in files for one in read_scenarios(path)}


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of one file.

    Raises:
        ScenarioError: it cannot be read, does not keep the schema, or gives an id twice.
    """
    document = read_document(path, _SCHEMA)
    read = tuple(from_record(path.stem, item) for item in document["scenarios"])
    slugs = [one.slug for one in read]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise ScenarioError(f"{path.name}: {slug} is given twice")
    return read


def from_record(subject: str, item: Mapping[str, Any]) -> Scenario:
    """The scenario that a member of a file describes; it keeps the schema."""
    return Scenario(
        subject,
        item["id"],
        item["says"].strip(),
        tuple(map(_step, item["steps"])),
        tuple(item.get("drives", ())),
        tuple(item.get("needs", ())),
    )


def _step(item: Mapping[str, Any]) -> Step:
    verb = next(verb for verb in VERBS if verb in item)
    return Step(
        verb,
        item[verb],
        item.get("via", MAIN),
        item.get("within"),
        item.get("for", QUIET),
        item.get("shows"),
    )


def to_record(scenario: Scenario) -> dict[str, Any]:
    """A scenario as a member of a file; what is as usual is left out."""
    record = {
        "id": scenario.slug,
        "says": scenario.says,
        "drives": list(scenario.drives),
        "needs": list(scenario.needs),
        "steps": list(map(_step_record, scenario.steps)),
    }
    return {name: value for name, value in record.items() if value}


def _step_record(step: Step) -> dict[str, Any]:
    given = {"via": step.via if step.via != MAIN else None, "within": step.within, "shows": step.shows}
    silence = {"for": step.quiet} if step.verb == "quiet" and step.quiet != QUIET else {}
    return {step.verb: step.argument, **silence, **{name: one for name, one in given.items() if one is not None}}


def yaml_of(scenario: Scenario) -> str:
    """A scenario as a member of a file of YAML, one line per step and what it says of it."""
    record = to_record(scenario)
    lines = [f"  - id: {record['id']}"]
    lines += [f"    {name}: {_flow(record[name])}" for name in ("says", "drives", "needs") if name in record]
    lines += ["    steps:"]
    for step in record["steps"]:
        parts = [f"{name}: {_flow(value)}" for name, value in step.items()]
        lines += [f"      - {parts[0]}", *(f"        {part}" for part in parts[1:])]
    return "".join(f"{line}\n" for line in lines)


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=float("inf"))
    return text.removesuffix("...\n").strip()
