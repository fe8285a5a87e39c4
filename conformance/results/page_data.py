"""The data of the HTML page as one JSON value, small enough for 200,000 verdicts.

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

from conformance.checks.finding import What, general
from conformance.checks.verdict import Verdict
from conformance.results.matrix import WHOLE, Cell, Implementation, VerdictMark, mark, matrix
from conformance.results.page_lists import NONE, Indexes, Strings, behaviour_rows, loss_rows, reason_rows
from conformance.results.record import Results
from conformance.results.shares import Share

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
    mark: VerdictMark
    reason: str
    known: str | None
    verdicts: list[Verdict] = field(default_factory=list)
    examples: list[list[Any]] = field(default_factory=list)


def page_data(results: Sequence[Results], groups: Mapping[str, str], *, budget: int = BUDGET) -> dict[str, Any]:
    """The page's data; ``groups`` gives the titles that types are listed under, ``budget`` is for payloads."""
    found = matrix(results)
    types = _grouped(found.types, groups)
    indexes = Indexes(
        {name: number for number, (name, _) in enumerate(types)},
        {name: number for number, name in enumerate(found.checks)},
        {each: number for number, each in enumerate(VerdictMark)},
        Strings(),
    )
    strings = indexes.strings
    grouped = [_groups(one) for one in results]
    requirements: dict[tuple[str, str], int] = {}
    cases: dict[str, Strings] = defaultdict(Strings)
    _add_examples(grouped, strings, requirements, cases, budget)
    return {
        "implementations": [_about(one, run) for one, run in zip(found.implementations, results, strict=True)],
        "checks": list(found.checks),
        "types": [name for name, _ in types],
        "whole": WHOLE,
        "groupTitles": [title for _, title in types],
        "cells": [
            {indexes.types[name]: _cell(cell, indexes) for name, cell in one.cells.items()}
            for one in found.implementations
        ],
        "groups": [
            [
                [
                    indexes.types[group.type],
                    indexes.checks[group.check],
                    indexes.marks[group.mark],
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
        "reasons": reason_rows(results, indexes),
        "losses": loss_rows(results, indexes),
        "behaviour": behaviour_rows(results, indexes),
        "cases": {indexes.types[name]: slugs.texts for name, slugs in cases.items()},
        "requirements": [list(row) for row in requirements],
        "strings": strings.texts,
    }


def _grouped(types: Sequence[str], groups: Mapping[str, str]) -> list[tuple[str, str]]:
    """Types with the titles of their groups; groups, and the types within each, keep the order of the types."""
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
        "counts": [one.counts[each] for each in VerdictMark],
        "types": _numbers(one.covered_types),
        "vectors": _numbers(one.covered_vectors),
        "read": _numbers(one.shares.read),
        "sent": _numbers(one.shares.sent),
    }


def _numbers(share: Share) -> list[Any]:
    return [share.percent, share.part, share.whole]


def _cell(cell: Cell, indexes: Indexes) -> list[list[int]]:
    """Per check its index, then the index of each mark and the number of verdicts with it."""
    return [
        [indexes.checks[check], *chain.from_iterable((indexes.marks[each], n) for each, n in counts.items())]
        for check, counts in cell.checks.items()
    ]


def _groups(results: Results) -> list[_Group]:
    """Everything that neither passes nor is unsupported, the worst and largest groups first."""
    found: dict[tuple[Any, ...], _Group] = {}
    for verdict in results.verdicts:
        how = mark(verdict, strict=results.header.strict)
        if how in (VerdictMark.PASS, VerdictMark.UNSUPPORTED):
            continue
        says = str(verdict.findings[0].group) if verdict.findings else general(verdict.note)
        key = verdict.subject, verdict.check, how, says, verdict.known
        found.setdefault(key, _Group(*key)).verdicts.append(verdict)
    order = list(VerdictMark)
    for group in found.values():
        group.verdicts.sort(key=lambda verdict: (len(verdict.sent or ""), verdict.case))
    return sorted(found.values(), key=lambda group: (order.index(group.mark), -len(group.verdicts)))


def _add_examples(
    grouped: Iterable[list[_Group]],
    strings: Strings,
    requirements: dict[tuple[str, str], int],
    cases: Mapping[str, Strings],
    budget: int,
) -> None:
    """Give groups examples until the budget is spent: first every reason one, then every group one after another."""
    queue: list[tuple[int, int, int, _Group]] = []
    for number, groups in enumerate(grouped):
        reasons: set[tuple[str, str]] = set()
        for rank, group in enumerate(groups):
            first = (group.check, group.reason) not in reasons
            reasons.add((group.check, group.reason))
            rounds = range(min(EXAMPLES, len(group.verdicts)))
            queue += [(0 if first and not turn else turn + 1, rank, number, group) for turn in rounds]
    spent = 0
    for _, _, _, group in sorted(queue, key=lambda each: each[:3]):
        before = strings.size
        verdict = group.verdicts[len(group.examples)]
        example = _example(verdict, strings, requirements, cases[group.type])
        spent += strings.size - before + 8 * (8 + 3 * len(example[6]))
        group.examples.append(example)
        if spent > budget:
            return


def _example(verdict: Verdict, strings: Strings, requirements: dict[tuple[str, str], int], slugs: Strings) -> list[Any]:
    members = [one for one in verdict.findings if one.about_member]
    return [
        slugs(_slug(verdict)),
        strings(verdict.reason),
        strings(verdict.sent),
        strings(verdict.expected),
        strings(verdict.actual),
        strings(verdict.reproduce) if _template(verdict) is None else NONE,
        [
            [
                strings(one.at),
                strings(one.expected),
                strings(f"(renamed {one.got})" if one.what is What.RENAMED else one.got),
            ]
            for one in members[:_DIFFERENCES]
        ],
        max(0, len(members) - _DIFFERENCES),
        [requirements.setdefault(row, len(requirements)) for row in verdict.requirements],
    ]


def _slug(verdict: Verdict) -> str:
    return verdict.case.removeprefix(f"{verdict.subject}/")


def _template(verdict: Verdict) -> str | None:
    """The reproduction line for every case of a group, if the id of the case is all that differs."""
    line = verdict.reproduce or ""
    return line.replace(verdict.case, _CASE) if line.count(verdict.case) == 1 and "|" not in line else None
