"""The lists of the HTML page: why implementations fail, what gets lost, and what the dialect leaves open.

Each row has one cell per implementation; types, checks, marks and texts are referred to by index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.results.behaviour import behaviours, folds
from conformance.results.losses import Loss, losses
from conformance.results.matrix import VerdictMark, mark
from conformance.results.reasons import Reason, reasons
from conformance.results.record import Results, side_by_side

NONE = -1
"""The index of no text."""


@dataclass(slots=True)
class Strings:
    """A table of texts, each once; ``size`` is the approximate number of characters of its JSON."""

    texts: list[str] = field(default_factory=list)
    indexes: dict[str, int] = field(default_factory=dict)
    size: int = 0

    def __call__(self, text: str | None) -> int:
        """The index of a text."""
        if text is None:
            return NONE
        index = self.indexes.setdefault(text, len(self.texts))
        if index == len(self.texts):
            self.texts.append(text)
            # A JSON text is full of quotes, and a JSON string escapes them.
            self.size += len(text) + text.count('"') + 3
        return index


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes by which the page's data refers to types, checks, marks and texts."""

    types: Mapping[str, int]
    checks: Mapping[str, int]
    marks: Mapping[VerdictMark, int]
    strings: Strings


def reason_rows(results: Sequence[Results], indexes: Indexes) -> list[list[Any]]:
    """One row per cause of failures: its sentence, what it breaks, and the cases of each implementation."""
    strings = indexes.strings
    rows = side_by_side(
        results, lambda one: ((reason.says, reason) for reason in reasons(each for each in one.verdicts if each.failed))
    )
    made: list[list[Any]] = []
    for says, row in rows.items():
        first = next(filter(None, row))
        shown = [
            _reason(reason, indexes, strict=one.header.strict) if reason else 0
            for reason, one in zip(row, results, strict=True)
        ]
        made.append([strings(says), strings(first.requirement), strings(first.sentence), shown])
    return sorted(made, key=lambda row: (min(one[1] for one in row[3] if one), -max(one[0] for one in row[3] if one)))


def _reason(reason: Reason, indexes: Indexes, *, strict: bool) -> list[Any]:
    example = reason.example
    return [
        reason.count,
        min(indexes.marks[mark(verdict, strict=strict)] for verdict in reason.verdicts),
        indexes.strings(example.case),
        indexes.types[example.subject],
        [indexes.checks[name] for name in reason.checks],
    ]


def loss_rows(results: Sequence[Results], indexes: Indexes) -> list[list[Any]]:
    """One row per member of a type that does not survive: what becomes of it, and the cases of each implementation."""
    strings = indexes.strings
    rows = side_by_side(
        results, lambda one: (((loss.type, loss.path, loss.what, loss.became), loss) for loss in losses(one))
    )
    return [
        [
            indexes.types[type_name],
            strings(path),
            strings(what),
            strings(became),
            [_loss(loss, indexes) if loss else 0 for loss in row],
        ]
        for (type_name, path, what, became), row in sorted(
            rows.items(), key=lambda entry: -max(loss.cases for loss in entry[1] if loss)
        )
    ]


def _loss(loss: Loss, indexes: Indexes) -> list[Any]:
    return [loss.cases, indexes.strings(loss.example), [indexes.checks[name] for name in loss.checks]]


def behaviour_rows(results: Sequence[Results], indexes: Indexes) -> list[list[Any]]:
    """One row per sentence that leaves something open and what is done there, with its cases and an example."""
    strings = indexes.strings
    return [
        [
            strings(fold.requirement),
            int(fold.agreed),
            [None if answer is None else [strings(answer.does), strings(answer.how)] for answer in fold.answers],
            [strings(row.case) for row in fold.cases],
            strings(fold.cases[0].sent),
            [strings(answer.wrote) if answer else NONE for answer in fold.cases[0].answers],
        ]
        for fold in folds(behaviours(results))
    ]
