"""What implementations do where the dialect leaves it open, side by side and without judgement."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from conformance.checks.behaviour import NOT_DECODED
from conformance.checks.finding import general
from conformance.checks.verdict import Status, Verdict
from conformance.difference import same
from conformance.results.record import Results, side_by_side

# Exceptions are told apart by their class; their messages name the type that was asked for.
_CLASS = re.compile(r"([\w.]+): .")
_WORDS = {"rejected": "refused", "fallback": "kept raw", "ignored": "ignored"}
# The values and names that a library's message lists.
_LEFT_OUT = (
    (re.compile(r"""[`"][^`"]*(?:[`"]|$)"""), "…"),
    (re.compile(r"""…(?:(?:,| or|, or) …)+(?:,? ?…)?"""), "…"),
    (re.compile(r"""expected one of …,?\s*$"""), "expected one of …"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one implementation does with one case.

    ``does`` is a word or two (``accepted``, ``refused``, ``kept raw``, ``ignored``, or ``fails`` for a crash and the
    like), ``how`` the reason without what differs from payload to payload, ``wrote`` the text that an accepting
    implementation wrote back.
    """

    does: str
    how: str = ""
    wrote: str | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A case that the dialect leaves open; ``answers`` are in the order of the results, ``None`` where one is missing.

    ``sent`` is the payload, ``requirement`` the sentence that leaves it open.
    """

    case: str
    type: str
    sent: str | None
    requirement: str
    answers: tuple[Answer | None, ...]

    @property
    def agreed(self) -> bool:
        """Whether all that answer do the same: refuse it, or accept it and write the same value."""
        given = [answer for answer in self.answers if answer is not None]
        return all(_alike(left, right) for left, right in combinations(given, 2))


@dataclass(frozen=True, slots=True)
class Fold:
    """Cases that one sentence leaves open and that each implementation treats alike: one row for people."""

    requirement: str
    answers: tuple[Answer | None, ...]
    agreed: bool
    cases: tuple[Behaviour, ...]


def behaviours(results: Sequence[Results]) -> list[Behaviour]:
    """One row per case with a ``free`` verdict that at least one implementation answers, in the files' order."""
    found = side_by_side(
        results,
        lambda one: ((each.case, each) for each in one.verdicts if each.check == "behaviour" and each.answered),
    )
    return [_behaviour(case, verdicts) for case, verdicts in found.items()]


def folds(rows: Sequence[Behaviour]) -> list[Fold]:
    """The rows grouped by sentence and by what is done; what is written back may differ within a group."""
    found: dict[tuple[object, ...], list[Behaviour]] = {}
    for row in rows:
        done = tuple(answer and (answer.does, answer.how) for answer in row.answers)
        found.setdefault((row.requirement, done, row.agreed), []).append(row)
    return [Fold(row[0].requirement, row[0].answers, row[0].agreed, tuple(row)) for row in found.values()]


def _behaviour(case: str, verdicts: list[Verdict | None]) -> Behaviour:
    one = next(filter(None, verdicts))
    sentences = "; ".join(says for _, says in one.requirements)
    return Behaviour(
        case, one.subject, one.sent, sentences, tuple(_answer(each) if each else None for each in verdicts)
    )


def _answer(verdict: Verdict) -> Answer:
    if verdict.status is not Status.FREE:
        return Answer("fails", str(verdict.findings[0].group) if verdict.findings else verdict.reason)
    if not verdict.note.startswith(NOT_DECODED):
        return Answer(verdict.note, wrote=verdict.actual)
    kind, _, how = verdict.note.removeprefix(NOT_DECODED).partition(": ")
    does = _WORDS.get(kind, kind)
    if kind == "rejected" and (named := _CLASS.match(how)) is not None:
        return Answer(does, named[1])
    how = general(how).removeprefix(does).strip()
    for pattern, replacement in _LEFT_OUT:
        how = pattern.sub(replacement, how)
    return Answer(does, how)


def _alike(left: Answer, right: Answer) -> bool:
    return left.does == right.does and (left.wrote == right.wrote or same(_value(left.wrote), _value(right.wrote)))


def _value(text: str | None) -> object:
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return ("not JSON", text)
