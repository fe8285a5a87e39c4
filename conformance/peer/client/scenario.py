"""Scenarios for clients: what their user does, what the server does meanwhile, and what is right then.

They are data, ``golden/<dialect>/scenarios/client/<group>.yaml``, described by ``scenario.schema.json``. Ids,
``group/scenario/name``, are stable. The server is right but for the script that a scenario has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from conformance import packed
from conformance.checks.case import CaseId, CaseKind
from conformance.errors import near
from conformance.peer.client.contract import Can, Op
from conformance.peer.scenario_file import ScenarioError, read_document
from conformance.peer.server import Script
from conformance.peer.server.script import Hook
from conformance.requirements.played import load_client_register
from conformance.spec import dialects, load_dialect
from conformance.vectors import GOLDEN

_SCHEMA = Path(__file__).with_name("scenario.schema.json")
_ALIASES = {"delta": ("response.output_text.delta", "response.output_audio_transcript.delta")}
_WORDS = "How are you?"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the user does. ``text`` is what is said.

    With ``hurry`` the next step begins as soon as the client shows the first piece of the answer.
    """

    op: Op
    text: str = ""
    hurry: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One of some events that a client has sent: with these values, so many times (``None``: one or more)."""

    events: tuple[str, ...]
    rule: str
    values: Mapping[str, Any]
    times: int | None


@dataclass(frozen=True, slots=True)
class Connects:
    """How often a client may connect in so many seconds."""

    most: int
    seconds: float
    rule: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. ``lives``, ``resolves`` and the values of ``shows`` are the rules that are broken otherwise."""

    group: str
    name: str
    says: str
    steps: tuple[Step, ...]
    output: str = "text"
    tools: bool = False
    script: Script = field(default_factory=Script)
    lives: str | None = None
    resolves: str | None = None
    shows: Mapping[str, str] = field(default_factory=dict)
    sends: tuple[Sent, ...] = ()
    connects: Connects | None = None

    @property
    def id(self) -> CaseId:
        """Its id as a case."""
        return CaseId(CaseKind.SCENARIO, self.group, self.name)

    @property
    def needs(self) -> frozenset[Can]:
        """What a client must be able to do for it to be played.

        That includes to decide when to ask, where the user does not wait for the answer: a client that cannot be
        interrupted passes on what its application sends.
        """
        tools = {Can.TOOLS} if self.tools else set()
        hurries = {Can.INTERRUPT} if any(step.hurry for step in self.steps) else set()
        return frozenset({*(Can(step.op.value) for step in self.steps), *tools, *hurries})

    @property
    def rules(self) -> frozenset[str]:
        """The rules that it names."""
        named = {self.lives, self.resolves, *self.shows.values(), *(sent.rule for sent in self.sends)}
        return frozenset(rule for rule in named | {self.connects.rule if self.connects else None} if rule)


@cache
def load_scenarios(dialect: str) -> Mapping[str, tuple[Scenario, ...]]:
    """The scenarios of a dialect by group, in the order of the files.

    Raises:
        ScenarioError: there are none, or a file is broken.
    """
    files = packed.files(_folder(dialect), ".yaml")
    if not files:
        known = [name for name in dialects() if packed.files(_folder(name), ".yaml")]
        raise ScenarioError(f"no scenarios for clients in dialect {dialect!r}{near(dialect, known)}")
    return {path.stem: read(path) for path in files}


def _folder(dialect: str) -> Path:
    return GOLDEN / dialect / "scenarios" / "client"


def read(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of one file.

    Raises:
        ScenarioError: it is not YAML, or does not keep the schema.
    """
    document = read_document(path, _SCHEMA)
    if document["group"] != path.stem:
        raise ScenarioError(f"{path.name}: its group is {document['group']}, expected {path.stem}")
    return tuple(_scenario(document["group"], one) for one in document["scenarios"])


def lint(dialect: str) -> list[str]:
    """The problems of a dialect's scenarios, one line per problem."""
    register, events = load_client_register(dialect), load_dialect(dialect).events
    every = [scenario for group in load_scenarios(dialect).values() for scenario in group]
    problems = [f"{scenario.id}: {problem}" for scenario in every for problem in _problems(scenario, events)]
    seen: set[CaseId] = set()
    for scenario in every:
        if scenario.id in seen:
            problems.append(f"{scenario.id}: the name is given twice")
        seen.add(scenario.id)
        unknown = sorted(scenario.rules - register.keys())
        problems += [f"{scenario.id}: no rule {rule!r}{near(rule, register)}" for rule in unknown]
    named = frozenset().union(*(scenario.rules for scenario in every))
    unshown = [row.id for row in register.values() if row.evidence == "scenario" and row.id not in named | ALWAYS]
    return [*problems, *(f"{rule}: has a row in the register, and no scenario shows it" for rule in unshown)]


ALWAYS = frozenset(
    {
        "call.client-response-after-output",
        "client.audio-shown",
        "client.closes",
        "client.ids-not-reused",
        "client.text-shown",
        "connection.authorization",
        "connection.no-beta-header",
        "connection.path",
    }
)
"""The rules that are judged in every scenario."""


def _problems(scenario: Scenario, events: Mapping[str, Any]) -> Iterator[str]:
    if bool(scenario.lives) == bool(scenario.resolves):
        yield "has to have `lives` or `resolves`, and not both"
    if scenario.steps[-1].op is Op.INTERRUPT or scenario.steps[-1].hurry:
        yield "ends in the middle of an answer: let the user say something more, and wait for the answer"
    if any(step.op is Op.AUDIO for step in scenario.steps) and not any(map(_takes_time, scenario.script.hooks)):
        yield (
            "lets the server answer in the moment in which it hears the user, as no service can: "
            "begin its hook at response.created with `wait: 1`"
        )
    for hook in scenario.script.hooks:
        name = hook.at.removeprefix("client ")
        if name != "connect" and name not in events:
            yield f"no event is called {name!r}{near(name, events)}"
    for sent in scenario.sends:
        for name in sent.events:
            if name not in events:
                yield f"no event is called {name!r}{near(name, events)}"


def _takes_time(hook: Hook) -> bool:
    return hook.at == "response.created" and hook.do[:1] != () and hook.do[0].name == "wait"


def _scenario(group: str, one: Mapping[str, Any]) -> Scenario:
    sends = map(_sent, one.get("sends", ()))
    return Scenario(
        group,
        one["name"],
        " ".join(one["says"].split()),
        tuple(map(_step, one.get("steps", ("say", "say")))),
        one.get("output", "text"),
        one.get("tools", False),
        Script.of(list(_hooks(one.get("script", ()))), f"{group}/{one['name']}"),
        one.get("lives"),
        one.get("resolves"),
        one.get("shows", {}),
        tuple(sends),
        Connects(**one["connects"]) if "connects" in one else None,
    )


def _sent(sent: Mapping[str, Any]) -> Sent:
    events = (sent["event"],) if isinstance(sent["event"], str) else tuple(sent["event"])
    return Sent(events, sent["rule"], sent.get("with", {}), sent.get("times"))


def _step(step: str | Mapping[str, Any]) -> Step:
    if isinstance(step, str):
        return Step(Op(step), _WORDS if step == Op.SAY else "")
    return Step(Op.SAY, step["say"], step.get("hurry", False))


def _hooks(hooks: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The hooks of a script, one for each place."""
    for hook in hooks:
        places = [hook["at"]] if isinstance(hook["at"], str) else hook["at"]
        for place in places:
            for name in _ALIASES.get(place, (place,)):
                yield {**hook, "at": name}
