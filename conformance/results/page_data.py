"""What the HTML page knows, as one JSON value: small enough for 200,000 verdicts, whole enough to explain each failure.

Passes are counts. Everything else is a group: the verdicts of one implementation, type, check, mark and reason,
with the ids of all its cases. The first few cases of a group carry their payloads too, as far as a budget goes:
every reason gets one before any type gets its own, every type one before any gets a second.
Texts are in one table, and everything refers to them by index; ``-1`` is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from conformance.checks.finding import Finding, What, general
from conformance.checks.verdict import Verdict
from conformance.results.matrix import WHOLE, Cell, Implementation, Mark, mark, matrix
from conformance.results.page_lists import NONE, Places, Strings, behaviour_rows, loss_rows, reason_rows
from conformance.results.record import Results

EXAMPLES = 3
"""How many cases of a group may carry their payloads."""

BUDGET = 2_800_000
"""Characters of JSON that payloads may take in all."""

_DIFFERENCES = 12
_CASE = "\0"  # in place of the case's id in a reproduction line


@dataclass(slots=True)
class _Group:
    type: str
    check: str
    mark: Mark
    reason: str
    known: str | None
    verdicts: list[Verdict] = field(default_factory=list)
    examples: list[list[Any]] = field(default_factory=list)


def page_data(results: Sequence[Results], groups: Mapping[str, str], *, budget: int = BUDGET) -> dict[str, Any]:
    """The page's data; ``groups`` gives types the titles that they are listed under, ``budget`` is for payloads."""
    found = matrix(results)
    types = _grouped(found.types, groups)
    places = Places(
        {name: number for number, (name, _) in enumerate(types)},
        {name: number for number, name in enumerate(found.checks)},
        {each: number for number, each in enumerate(Mark)},
        Strings(),
    )
    strings = places.strings
    grouped = [_groups(one) for one in results]
    requirements: dict[tuple[str, str], int] = {}
    cases: dict[str, Strings] = defaultdict(Strings)
    _keep_examples(grouped, strings, requirements, cases, budget)
    return {
        "implementations": [_about(one, run) for one, run in zip(found.implementations, results, strict=True)],
        "checks": list(found.checks),
        "types": [name for name, _ in types],
        "whole": WHOLE,
        "groupTitles": [title for _, title in types],
        "cells": [
            {places.types[name]: _cell(cell, places) for name, cell in one.cells.items()}
            for one in found.implementations
        ],
        "groups": [
            [
                [
                    places.types[group.type],
                    places.checks[group.check],
                    places.marks[group.mark],
                    strings(group.reason),
                    strings(group.known),
                    strings(_template(group.verdicts[0])),
                    [cases[group.type](_slug(verdict)) for verdict in group.verdicts],
                    group.examples,
                ]
                for group in of_one
            ]
            for of_one in grouped
        ],
        "reasons": reason_rows(results, places),
        "losses": loss_rows(results, places),
        "behaviour": behaviour_rows(results, places),
        "cases": {places.types[name]: slugs.texts for name, slugs in cases.items()},
        "requirements": [list(row) for row in requirements],
        "strings": strings.texts,
    }


def _grouped(types: Sequence[str], groups: Mapping[str, str]) -> list[tuple[str, str]]:
    """Types with the titles of their groups; groups, and the types in each, are in the order of the types."""
    others = "Other types" if groups else "Types"
    order: dict[str, list[str]] = defaultdict(list)
    for name in types:
        order["As a whole" if name == WHOLE else groups.get(name, others)].append(name)
    return [(name, title) for title, names in order.items() for name in names]


def _about(one: Implementation, results: Results) -> dict[str, Any]:
    header = one.header
    return {
        "label": one.label,
        "name": header.name,
        "version": header.version,
        "profile": header.profile,
        "language": header.language,
        "dialect": header.dialect,
        "dialectVersion": header.dialect_version,
        "speaks": None if header.speaks in ("*", header.dialect) else header.speaks,
        "suite": header.suite,
        "started": header.started,
        "homepage": header.homepage,
        "issues": header.issues,
        "complete": one.complete,
        "otherwise": one.otherwise,
        "strict": header.strict,
        "shard": header.options["shard"],
        "seconds": results.footer.seconds if results.footer else None,
        "verdicts": len(results.verdicts),
        "counts": [one.counts[each] for each in Mark],
        "types": [one.covered_types.percent, one.covered_types.part, one.covered_types.whole],
        "vectors": [one.covered_vectors.percent, one.covered_vectors.part, one.covered_vectors.whole],
        "correct": [one.correct.percent, one.correct.part, one.correct.whole],
    }


def _cell(cell: Cell, places: Places) -> list[list[int]]:
    """Per check its number, then each mark with how many verdicts have it."""
    return [
        [places.checks[check], *chain.from_iterable((places.marks[each], n) for each, n in counts.by_mark.items())]
        for check, counts in cell.checks.items()
    ]


def _groups(results: Results) -> list[_Group]:
    """What is neither passed nor unsupported, the worst and the largest groups first."""
    found: dict[tuple[Any, ...], _Group] = {}
    for verdict in results.verdicts:
        how = mark(verdict, strict=results.header.strict)
        if how in (Mark.PASS, Mark.UNSUPPORTED):
            continue
        says = str(verdict.findings[0].group) if verdict.findings else general(verdict.note)
        key = verdict.subject, verdict.check, how, says, verdict.known
        found.setdefault(key, _Group(*key)).verdicts.append(verdict)
    order = list(Mark)
    for group in found.values():
        group.verdicts.sort(key=lambda verdict: (len(verdict.sent or ""), verdict.case))
    return sorted(found.values(), key=lambda group: (order.index(group.mark), -len(group.verdicts)))


def _keep_examples(
    grouped: Iterable[list[_Group]],
    strings: Strings,
    requirements: dict[tuple[str, str], int],
    cases: Mapping[str, Strings],
    budget: int,
) -> None:
    wanted: list[tuple[int, int, int, _Group]] = []
    for number, groups in enumerate(grouped):
        told: set[tuple[str, str]] = set()
        for rank, group in enumerate(groups):
            first = (group.check, group.reason) not in told
            told.add((group.check, group.reason))
            rounds = range(min(EXAMPLES, len(group.verdicts)))
            wanted += [(0 if first and not turn else turn + 1, rank, number, group) for turn in rounds]
    spent = 0
    for _, _, _, group in sorted(wanted, key=lambda each: each[:3]):
        before = strings.size
        verdict = group.verdicts[len(group.examples)]
        example = _example(verdict, strings, requirements, cases[group.type])
        spent += strings.size - before + 8 * (8 + 3 * len(example[6]))
        group.examples.append(example)
        if spent > budget:
            return


def _example(verdict: Verdict, strings: Strings, requirements: dict[tuple[str, str], int], slugs: Strings) -> list[Any]:
    template = _template(verdict)
    members = [one for one in verdict.findings if one.about_member]
    return [
        slugs(_slug(verdict)),
        strings(verdict.reason),
        strings(verdict.sent),
        strings(verdict.expected),
        strings(verdict.actual),
        strings(verdict.reproduce) if template is None else NONE,
        [[strings(one.at), strings(one.expected), strings(_got(one))] for one in members[:_DIFFERENCES]],
        max(0, len(members) - _DIFFERENCES),
        [requirements.setdefault(row, len(requirements)) for row in verdict.requirements],
    ]


def _got(finding: Finding) -> str | None:
    return f"(renamed {finding.got})" if finding.what is What.RENAMED else finding.got


def _slug(verdict: Verdict) -> str:
    return verdict.case.removeprefix(f"{verdict.subject}/")


def _template(verdict: Verdict) -> str | None:
    """The reproduction line for every case of a group, where it names the case and nothing else of it."""
    line = verdict.reproduce or ""
    return line.replace(verdict.case, _CASE) if line.count(verdict.case) == 1 and "|" not in line else None
