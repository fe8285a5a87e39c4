"""Puts judged frames into JSON, and into words for a terminal or an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.checks.verdict import Status
from conformance.commands.judged import Answered, Judged, Reason
from conformance.commands.printing import aligned
from conformance.jsontext import visible
from conformance.oracle import Accept, Departure, Free
from conformance.vectors.vector import expectation_record

_WIDTH = 400


def record_of(judged: Judged, dialect: str, answers: Iterable[Answered] = ()) -> dict[str, Any]:
    """A judged frame as one JSON object; the members of what is not known are absent."""
    line = judged.line
    record: dict[str, Any] = {"line": line.number, "item": line.item, "dialect": dialect}
    record |= {"event": judged.event, "event_id": judged.id, "direction": judged.side, "type": judged.type}
    if judged.expectation is not None:
        expectation = expectation_record(judged.expectation)
        for word in ("bytes_fixed", "beyond"):
            expectation.pop(word, None)
        if isinstance(judged.expectation, Accept):
            dropped = [one.breach.at for one in judged.reasons if one.breach.rule is Departure.UNKNOWN_MEMBER]
            expectation["drops"] = dropped or None
        record["expectation"] = {word: value for word, value in expectation.items() if value is not None}
    record["verdict"] = judged.verdict
    record["findings"] = [_finding(one) for one in judged.reasons]
    if judged.told is not None:
        record |= {"generation": judged.told.id, "advice": judged.told.advice, "docs": judged.told.docs}
        record["marks"] = [{"generation": mark.generation, "what": mark.what} for mark in judged.told.marks]
    answers = list(answers)
    if answers:
        record["implementations"] = [_answer(one) for one in answers]
    return {word: value for word, value in record.items() if value is not None}


def _finding(reason: Reason) -> dict[str, Any]:
    breach = reason.breach
    found = {
        "rule": breach.rule,
        "at": breach.at,
        "expected": breach.expected,
        "got": breach.got,
        "hint": breach.hint or None,
        "says": str(breach),
        "requirement": reason.requirement or None,
        "level": reason.level,
    }
    return {word: value for word, value in found.items() if value is not None}


def _answer(answered: Answered) -> dict[str, Any]:
    outcome = {"kind": answered.outcome.kind, "text": answered.outcome.text, "message": answered.outcome.message}
    return {
        "impl": answered.impl,
        "name": answered.name,
        "version": answered.version,
        "outcome": {word: value for word, value in outcome.items() if value},
        "verdict": answered.status,
        "checks": [
            {"check": one.check, "level": one.level, "status": one.status}
            | ({"reason": one.reason} if one.reason else {})
            for one in answered.verdicts
        ],
        "differences": [
            {"check": one.check, "at": each.at, "expected": each.expected, "actual": each.got}
            for one in answered.verdicts
            for each in one.findings
            if each.about_member
        ],
    }


def words(judged: Judged, answers: Sequence[Answered] = ()) -> str:
    """A judged frame as lines: where it was read, what it is, the verdict, and each finding."""
    line = judged.line
    where = f"line {line.number}" if line.item is None else f"line {line.number}, item {line.item}"
    written = "" if judged.side is None else f" from the {judged.side}"
    what = judged.event or judged.type or ("a frame" if judged.told else "no frame")
    named = f"{what}{written}{f' ({judged.id})' if judged.id else ''}"
    lines = [f"{where}: {named}: {judged.verdict}", *(f"  - {one}" for one in _said(judged))]
    table = aligned(map(_row, answers)) if answers else ""
    return "\n".join((*(visible(one, _WIDTH) for one in lines), *(f"  {visible(row)}" for row in table.splitlines())))


def _said(judged: Judged) -> Iterator[str]:
    # Another wire explains the findings that follow, so it comes first.
    if judged.told is not None:
        yield str(judged.told)
    for one in judged.reasons:
        yield f"{one.breach} [{one.level}{f' {one.requirement}' if one.requirement else ''}]"
    if isinstance(judged.expectation, Free):
        yield f"left open: {judged.expectation.why}"


def _row(answered: Answered) -> tuple[str, str, str]:
    """An implementation, its verdict, and why, the failure that counts most first."""
    failed = sorted((one for one in answered.verdicts if one.failed), key=lambda one: one.level.rank)
    why = f"{failed[0].check} ({failed[0].level}): {failed[0].reason}" if failed else ""
    if answered.status in (Status.FREE, Status.UNSUPPORTED, Status.SUITE_FAULT):
        why = next((one.reason for one in answered.verdicts if one.reason), "")
    return f"{answered.impl} {answered.version}", answered.status, why
