"""Turns a verdict into the JSON object of a results file, and back; the processes of a run exchange the same.

What is empty is left out, and a pass has nothing that explains it. A line that was read is written back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level
from conformance.results.shares import Shares

_SHOWN = 2_000
# A payload is sent again, and promoted, unchanged: only what is hostile by its size is cut.
_SENT = 16_000
_WHATS = {str(what): what for what in What}
_LONGEST = {
    **dict.fromkeys(("sent", "reproduce"), _SENT),
    **dict.fromkeys(("expected", "actual", "known", "at", "got"), _SHOWN),
}


_encode = json.JSONEncoder(separators=(",", ":")).encode


def json_line(record: Mapping[str, Any]) -> str:
    """An object as a line of a file: compact, in ASCII."""
    return f"{_encode(record)}\n"


def to_line(verdict: Verdict) -> dict[str, Any]:
    """The verdict as an object of the schema; texts that are too long are cut, with their length at the end."""
    line: dict[str, Any] = {
        "case": verdict.case,
        "subject": verdict.subject,
        "check": verdict.check,
        "level": str(verdict.level),
        "status": str(verdict.status),
    }
    if reason := verdict.reason:
        line["reason"] = reason
    if verdict.index is not None:
        line["place"] = verdict.index
    if verdict.status is Status.PASS:
        return line
    if verdict.findings:
        line["findings"] = [_finding(one) for one in verdict.findings]
    if verdict.requirements:
        line["requirements"] = [{"id": row, "says": says} for row, says in verdict.requirements]
    return line | _given(verdict, "sent", "expected", "actual", "reproduce", "known", "failing", "judged")


def shares_line(shares: Shares) -> dict[str, Any]:
    """The shares as the footer has them: ``right`` of ``of`` golden vectors."""
    named = {"read": shares.read, "sent": shares.sent, "correct": shares.correct}
    return {name: {"right": share.part, "of": share.whole} for name, share in named.items()}


def _finding(one: Finding) -> dict[str, Any]:
    requirement = {"requirement": one.requirement} if one.requirement else {}
    return {"what": str(one.what), **_given(one, "at", "expected", "got"), **requirement}


def _given(source: Verdict | Finding, *names: str) -> dict[str, Any]:
    """The members with these names that are not ``None``."""
    values = {name: getattr(source, name) for name in names}
    return {
        name: _cut(value, _LONGEST[name]) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }


def from_line(line: Mapping[str, Any], interned: dict[str, str] | None = None, width: int | None = None) -> Verdict:
    """The verdict of a line that is valid by the schema.

    A run names a type, a case or a reason thousands of times: with ``interned`` each text is stored once. With
    ``width``, payloads are cut after that many characters; at 0 everything that explains a verdict is left out,
    except the members that its findings are about.
    """
    known_texts = {} if interned is None else interned

    def once(text: Any) -> Any:
        return None if text is None else known_texts.setdefault(text, text)

    findings = tuple(
        Finding(
            _WHATS[one["what"]],
            once(one.get("at")),
            once(_narrowed(one.get("expected"), width or None)),
            once(_narrowed(one.get("got"), width or None)),
            once(one.get("requirement", "")),
        )
        for one in line.get("findings", ())
    )
    return Verdict(
        case=once(line["case"]),
        subject=once(line["subject"]),
        check=once(line["check"]),
        level=Level(line["level"]),
        status=Status(line["status"]),
        findings=findings,
        note="" if findings else once(line.get("reason", "")),
        failing=line.get("failing"),
        judged=line.get("judged"),
        requirements=tuple(
            (once(row["id"]), once(row["says"])) for row in (line.get("requirements", ()) if width != 0 else ())
        ),
        sent=_narrowed(line.get("sent"), width),
        expected=_narrowed(line.get("expected"), width),
        actual=_narrowed(line.get("actual"), width),
        reproduce=None if width == 0 else line.get("reproduce"),
        known=once(line.get("known")),
        index=line.get("place"),
    )


def _narrowed(text: str | None, width: int | None) -> str | None:
    """The text cut after ``width`` characters; none of it at 0, all of it without a width."""
    if text is None or width is None or len(text) <= width:
        return text
    return f"{text[:width]}…" if width else None


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    # What is added counts, too, so that a text is never cut twice.
    note = f"… ({len(text)} characters)"
    return f"{text[: longest - len(note)]}{note}"
