"""What runs share that judge sessions and not payloads: scenarios that are played, and recordings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest

from conformance.checks.case import Case, CaseId
from conformance.checks.scenario import OF_SCENARIOS
from conformance.checks.verdict import Verdict
from conformance.errors import UsageError, near
from conformance.known_failures.cases import Cases
from conformance.known_failures.match import Listing
from conformance.session.transcript import DIALECT
from conformance.suite.items import ConformanceItem, TypeCollector
from conformance.suite.listed import listed
from conformance.suite.selection import Selection, select
from conformance.suite.shards import Shard

_OF_PAYLOADS = ("types", "checks", "generated", "gen_seed", "case_cache", "no_case_cache")
_Scenario = TypeVar("_Scenario")


def refuse_payload_options(options: Mapping[str, Any], instead: str, *others: str) -> None:
    """Refuse the options that are about payloads, and ``others``; ``instead`` is what to do.

    Raises:
        UsageError: one of them is given.
    """
    for name in (*_OF_PAYLOADS, *others):
        if options[name] is not None and options[name] is not False:
            raise UsageError(f"--{name.replace('_', '-')} is about payloads; {instead}")


def selected(
    options: Mapping[str, Any], choose: Callable[[str, Sequence[str]], Mapping[CaseId, _Scenario]], *refused: str
) -> tuple[Selection, Mapping[CaseId, _Scenario]]:
    """What a run over scenarios is asked to do, and the scenarios.

    ``choose`` has those of a dialect that globs name, all without one. Options that are ``refused`` do not fit either.

    Raises:
        UsageError: a glob matches no scenario, or an option does not fit.
    """
    refuse_payload_options(options, "scenarios are chosen by --vectors=GLOB", *refused)
    plain = select({**options, "dialect": options["dialect"] or DIALECT})
    found = choose(plain.dialect, plain.vectors or ())
    selection = replace(
        plain,
        types=tuple(dict.fromkeys(case.subject for case in found)),
        checks=frozenset(OF_SCENARIOS),
        generated=0,
        vectors=tuple(map(str, found)) if plain.vectors else None,
    )
    return selection, found


def chosen(every: Mapping[CaseId, _Scenario], globs: Sequence[str]) -> Mapping[CaseId, _Scenario]:
    """The scenarios that globs name, all without one.

    Raises:
        UsageError: a glob matches none.
    """
    for glob in globs:
        if not any(_is(case, glob) for case in every):
            raise UsageError(f"--vectors={glob} matches no scenario{near(glob, map(_short, every))}")
    return {case: one for case, one in every.items() if not globs or any(_is(case, glob) for glob in globs)}


def _is(case: CaseId, glob: str) -> bool:
    return fnmatchcase(_short(case), glob) or fnmatchcase(str(case), glob)


def _short(case: CaseId) -> str:
    """The name of a scenario as users write it."""
    return f"{case.subject}/{case.name}"


GIVEN_UP = 10
"""After how many scenarios in a row that were waited for in vain the rest is not played."""


class SessionContext(ABC):
    """What the items of one process share."""

    selection: Selection

    @abstractmethod
    def cases(self, subject: str) -> Iterator[str]:
        """The cases of a group of scenarios, or of a recording."""

    @cached_property
    def listing(self) -> Listing | None:
        """The known failures, if a file of them is given."""
        return listed(self.selection, lambda: Cases(self.selection.types, self.cases))

    def passes_through(self) -> bool:
        """Nothing is asked to be written back, so nothing is handed on."""
        return False

    def completed(self, verdict: Verdict, case: Case | None, index: int) -> Verdict:
        """The verdict as results and reports need it."""
        if self.selection.shard is not None:
            verdict = replace(verdict, index=index)
        entry = self.listing.entry(verdict) if self.listing and verdict.failed else None
        return replace(verdict, known=entry.label) if entry else verdict


class ScenarioContext(SessionContext, Generic[_Scenario]):
    """What the items of one process share where scenarios are played."""

    def __init__(self, selection: Selection, scenarios: Mapping[CaseId, _Scenario]) -> None:
        self.selection, self.scenarios = selection, scenarios

    def cases(self, subject: str) -> Iterator[str]:
        """The cases of a group of scenarios."""
        return (str(case) for case in self.scenarios if case.subject == subject)

    @abstractmethod
    def judged(self, scenario: _Scenario) -> list[Verdict]:
        """Play a scenario, and judge what has happened."""


class ScenarioItem(ConformanceItem):
    """One scenario that is played."""

    context: ScenarioContext[Any]

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Play it, and judge what has happened."""
        return self.context.judged(self.context.scenarios[self.case]), None


def make_items(session: pytest.Session, context: ScenarioContext[Any]) -> list[pytest.Item]:
    """The items of this shard, group by group."""
    return of_shard(all_items(session, context), context.selection.shard)


def of_shard(items: Sequence[pytest.Item], shard: Shard | None) -> list[pytest.Item]:
    """The items that a shard plays: each costs the same."""
    mine = None if shard is None else shard.of(dict.fromkeys((item.nodeid for item in items), 1.0))
    return [item for item in items if mine is None or item.nodeid in mine]


def all_items(session: pytest.Session, context: ScenarioContext[Any]) -> list[pytest.Item]:
    """The items of the whole run, group by group."""
    items: list[pytest.Item] = []
    for subject in context.selection.types:
        parent = TypeCollector.from_parent(session, name=subject, path=Path(session.path), nodeid=subject)
        for case in context.scenarios:
            if case.subject == subject:
                item: ScenarioItem = ScenarioItem.from_parent(parent, name=case.item)
                item.case, item.context, item.index = case, context, len(items)
                items.append(item)
    return items
