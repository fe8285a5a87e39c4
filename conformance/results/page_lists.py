"""The lists of the HTML page: why implementations fail, what gets lost, and what the dialect leaves open.

Each row has one entry per implementation; types, checks, marks and texts are referred to by index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.results.behaviour import behaviours, folds
from conformance.results.losses import Loss, losses
from conformance.results.matrix import Mark, mark
from conformance.results.reasons import Reason, reasons
from conformance.results.record import Results

NONE = -1
"""The index of no text."""


@dataclass(slots=True)
class Strings:
    """A table of texts, each once; ``size`` is about how many characters of JSON it takes."""

    texts: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    size: int = 0

    def __call__(self, text: str | None) -> int:
        """The index of a text."""
        if text is None:
            return NONE
        place = self.places.setdefault(text, len(self.texts))
        if place == len(self.texts):
            self.texts.append(text)
            # Quotes are what a JSON text is full of, and a JSON string escapes them.
            self.size += len(text) + text.count('"') + 3
        return place


@dataclass(frozen=True, slots=True)
class Places:
    """The indexes by which the page's data refers to types, checks, marks and texts."""

    types: Mapping[str, int]
    checks: Mapping[str, int]
    marks: Mapping[Mark, int]
    strings: Strings


def reason_rows(results: Sequence[Results], places: Places) -> list[list[Any]]:
    """One row per cause of failures: its sentence, what it breaks, and the cases of each implementation."""
    strings = places.strings
    rows: dict[str, list[Reason | None]] = {}
    for number, one in enumerate(results):
        for reason in reasons(verdict for verdict in one.verdicts if verdict.failed):
            rows.setdefault(reason.says, [None] * len(results))[number] = reason
    made: list[list[Any]] = []
    for says, row in rows.items():
        first = next(reason for reason in row if reason is not None)
        shown = [
            _reason(reason, places, strict=one.header.strict) if reason else 0
            for reason, one in zip(row, results, strict=True)
        ]
        made.append([strings(says), strings(first.requirement), strings(first.sentence), shown])
    return sorted(made, key=lambda row: (min(one[1] for one in row[3] if one), -max(one[0] for one in row[3] if one)))


def _reason(reason: Reason, places: Places, *, strict: bool) -> list[Any]:
    example = reason.example
    return [
        reason.count,
        min(places.marks[mark(verdict, strict=strict)] for verdict in reason.verdicts),
        places.strings(example.case),
        places.types[example.subject],
        [places.checks[name] for name in reason.checks],
    ]


def loss_rows(results: Sequence[Results], places: Places) -> list[list[Any]]:
    """One row per member of a type that does not survive: what becomes of it, and the cases of each implementation."""
    strings = places.strings
    rows: dict[tuple[str, str, str, str], list[Loss | None]] = {}
    for number, one in enumerate(results):
        for loss in losses(one):
            rows.setdefault((loss.type, loss.path, loss.what, loss.became), [None] * len(results))[number] = loss
    return [
        [
            places.types[type_name],
            strings(path),
            strings(what),
            strings(became),
            [_loss(loss, places) if loss else 0 for loss in row],
        ]
        for (type_name, path, what, became), row in sorted(
            rows.items(), key=lambda entry: -max(loss.cases for loss in entry[1] if loss)
        )
    ]


def _loss(loss: Loss, places: Places) -> list[Any]:
    return [loss.cases, places.strings(loss.example), [places.checks[name] for name in loss.checks]]


def behaviour_rows(results: Sequence[Results], places: Places) -> list[list[Any]]:
    """One row per sentence that leaves something open and what is done there, with its cases and an example."""
    strings = places.strings
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
