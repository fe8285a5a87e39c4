"""What the HTML page knows, as one JSON value: small enough for 200,000 verdicts, whole enough to explain each failure.

Passes are counts. Everything else is a group: the verdicts of one implementation, type, check, mark and reason,
with the ids of all its cases. The first few cases of a group carry their payloads too, as far as a budget goes:
every reason gets one before any type gets its own, every type one before any gets a second.
Texts stand in one table, and everything refers to them by index; ``-1`` is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from conformance.reasons import generalised
from conformance.results.behaviour import behaviours, folds
from conformance.results.losses import Loss, losses
from conformance.results.matrix import Implementation, Mark, Matrix, mark, matrix
from conformance.results.record import Record, Results

EXAMPLES = 3
"""How many cases of a group may carry their payloads."""

BUDGET = 2_800_000
"""Characters of JSON that payloads may take in all."""

_DIFFERENCES = 12
_NONE = -1
_CASE = "\0"  # stands for the case's id in a reproduction line


@dataclass(slots=True)
class _Strings:
    texts: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    size: int = 0

    def __call__(self, text: str | None) -> int:
        if text is None:
            return _NONE
        place = self.places.setdefault(text, len(self.texts))
        if place == len(self.texts):
            self.texts.append(text)
            # Quotes are what a JSON text is full of, and a JSON string escapes them.
            self.size += len(text) + text.count('"') + 3
        return place


@dataclass(slots=True)
class _Group:
    type: str
    check: str
    mark: Mark
    reason: str
    known: str | None
    records: list[Record] = field(default_factory=list)
    examples: list[list[Any]] = field(default_factory=list)


def page_data(results: Sequence[Results], groups: Mapping[str, str], *, budget: int = BUDGET) -> dict[str, Any]:
    """The page's data; ``groups`` gives types the title that they stand under, ``budget`` is for payloads."""
    found = matrix(results)
    types = _grouped(found.types, groups)
    place = {name: number for number, (name, _) in enumerate(types)}
    checks = {name: number for number, name in enumerate(found.checks)}
    marks = {each: number for number, each in enumerate(Mark)}
    strings = _Strings()
    grouped = [_groups(one) for one in results]
    requirements: dict[tuple[str, str], int] = {}
    cases: dict[str, _Strings] = defaultdict(_Strings)
    _keep_examples(grouped, strings, requirements, cases, budget)
    return {
        "implementations": [_about(one, run) for one, run in zip(found.implementations, results, strict=True)],
        "checks": list(found.checks),
        "types": [name for name, _ in types],
        "groupTitles": [title for _, title in types],
        "cells": [
            {
                place[name]: [cell.golden.part, cell.golden.whole, *_flat(cell.checks, checks, marks)]
                for name, cell in one.cells.items()
            }
            for one in found.implementations
        ],
        "groups": [
            [
                [
                    place[group.type],
                    checks[group.check],
                    marks[group.mark],
                    strings(group.reason),
                    strings(group.known),
                    strings(_template(group.records[0])),
                    [cases[group.type](_slug(record)) for record in group.records],
                    group.examples,
                ]
                for group in of_one
            ]
            for of_one in grouped
        ],
        "losses": _losses(results, found, place, checks, strings),
        "behaviour": _behaviour(results, strings),
        "cases": {place[name]: slugs.texts for name, slugs in cases.items()},
        "requirements": [list(row) for row in requirements],
        "strings": strings.texts,
    }


def _grouped(types: Sequence[str], groups: Mapping[str, str]) -> list[tuple[str, str]]:
    """Types with the titles of their groups; groups and the types in each stand in the order of the types."""
    order: dict[str, list[str]] = defaultdict(list)
    for name in types:
        order[groups.get(name, "Other types" if groups else "Types")].append(name)
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
        "verdicts": len(results.records),
        "counts": [one.counts[each] for each in Mark],
        "types": [one.covered_types.percent, one.covered_types.part, one.covered_types.whole],
        "vectors": [one.covered_vectors.percent, one.covered_vectors.part, one.covered_vectors.whole],
        "correct": [one.correct.percent, one.correct.part, one.correct.whole],
    }


def _flat(cell: Mapping[str, Any], checks: Mapping[str, int], marks: Mapping[Mark, int]) -> list[list[int]]:
    return [
        [checks[name], *(number for each, count in counts.by_mark.items() for number in (marks[each], count))]
        for name, counts in cell.items()
    ]


def _groups(results: Results) -> list[_Group]:
    """What is neither passed nor unsupported, the worst and the largest groups first."""
    found: dict[tuple[Any, ...], _Group] = {}
    # Reasons come again and again, and what they have in common is searched for by many patterns.
    general = cache(generalised)
    for record in results.records:
        how = mark(record, strict=results.header.strict)
        if how in (Mark.PASS, Mark.UNSUPPORTED):
            continue
        key = record.type, record.check, how, general(record.reason), record.known
        found.setdefault(key, _Group(*key)).records.append(record)
    order = list(Mark)
    for group in found.values():
        group.records.sort(key=lambda record: (len(record.sent or ""), record.case))
    return sorted(found.values(), key=lambda group: (order.index(group.mark), -len(group.records)))


def _keep_examples(
    grouped: Iterable[list[_Group]],
    strings: _Strings,
    requirements: dict[tuple[str, str], int],
    cases: Mapping[str, _Strings],
    budget: int,
) -> None:
    wanted: list[tuple[int, int, int, _Group]] = []
    for number, groups in enumerate(grouped):
        reasons: set[tuple[str, str]] = set()
        for rank, group in enumerate(groups):
            first = (group.check, group.reason) not in reasons
            reasons.add((group.check, group.reason))
            rounds = range(min(EXAMPLES, len(group.records)))
            wanted += [(0 if first and not turn else turn + 1, rank, number, group) for turn in rounds]
    spent = 0
    for _, _, _, group in sorted(wanted, key=lambda each: each[:3]):
        before = strings.size
        record = group.records[len(group.examples)]
        example = _example(record, strings, requirements, cases[group.type])
        spent += strings.size - before + 8 * (8 + 3 * len(example[6]))
        group.examples.append(example)
        if spent > budget:
            return


def _example(record: Record, strings: _Strings, requirements: dict[tuple[str, str], int], slugs: _Strings) -> list[Any]:
    template = _template(record)
    return [
        slugs(_slug(record)),
        strings(record.reason),
        strings(record.sent),
        strings(record.expected),
        strings(record.actual),
        strings(record.reproduce) if template is None else _NONE,
        [[strings(one.at), strings(one.expected), strings(one.actual)] for one in record.differences[:_DIFFERENCES]],
        max(0, len(record.differences) - _DIFFERENCES),
        [requirements.setdefault(row, len(requirements)) for row in record.requirements],
    ]


def _slug(record: Record) -> str:
    return record.case.removeprefix(f"{record.type}/")


def _template(record: Record) -> str | None:
    """The reproduction line for every case of a group, where it names the case and nothing else of it."""
    line = record.reproduce or ""
    return line.replace(record.case, _CASE) if line.count(record.case) == 1 and "|" not in line else None


def _losses(
    results: Sequence[Results], found: Matrix, place: Mapping[str, int], checks: Mapping[str, int], strings: _Strings
) -> list[list[Any]]:
    rows: dict[tuple[str, str, str, str], list[Loss | None]] = {}
    for number, one in enumerate(results):
        for loss in losses(one):
            row = rows.setdefault((loss.type, loss.path, loss.what, loss.became), [None] * len(found.implementations))
            row[number] = loss
    return [
        [
            place[type_name],
            strings(path),
            strings(what),
            strings(became),
            [
                0 if loss is None else [loss.cases, strings(loss.example), [checks[name] for name in loss.checks]]
                for loss in row
            ],
        ]
        for (type_name, path, what, became), row in sorted(
            rows.items(), key=lambda entry: -max(loss.cases for loss in entry[1] if loss)
        )
    ]


def _behaviour(results: Sequence[Results], strings: _Strings) -> list[list[Any]]:
    return [
        [
            strings(fold.requirement),
            int(fold.agreed),
            [None if answer is None else [strings(answer.does), strings(answer.how)] for answer in fold.answers],
            [strings(row.case) for row in fold.cases],
            strings(fold.cases[0].sent),
            [strings(answer.wrote) if answer else _NONE for answer in fold.cases[0].answers],
        ]
        for fold in folds(behaviours(results))
    ]
