"""A verdict as the JSON object of a results file, and back; processes of one run exchange the same.

What is empty is left out, and a pass has nothing that explains it. A line that was read is written as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level

_SHOWN = 2_000
# A payload is sent again, and promoted, as it is: only what is hostile by its size is cut.
_SENT = 16_000
_TEXTS = ("expected", "actual", "reproduce", "known")
_NUMBERS = ("failing", "judged")
_LEVELS = {str(level): level for level in Level}
_STATUSES = {str(status): status for status in Status}
_WHATS = {str(what): what for what in What}


def to_line(verdict: Verdict) -> dict[str, Any]:
    """The verdict as the schema says it; texts that are too long are cut and say so."""
    line: dict[str, Any] = {
        "case": verdict.case,
        "subject": verdict.subject,
        "check": verdict.check,
        "level": str(verdict.level),
        "status": str(verdict.status),
    }
    if reason := verdict.reason:
        line["reason"] = reason
    if verdict.place is not None:
        line["place"] = verdict.place
    if verdict.status is Status.PASS:
        return line
    if verdict.findings:
        line["findings"] = [dict(_finding(one)) for one in verdict.findings]
    if verdict.requirements:
        line["requirements"] = [{"id": row, "says": says} for row, says in verdict.requirements]
    if verdict.sent is not None:
        line["sent"] = _cut(verdict.sent, _SENT)
    for name in _TEXTS:
        if (text := getattr(verdict, name)) is not None:
            line[name] = _cut(text, _SENT if name == "reproduce" else _SHOWN)
    for name in _NUMBERS:
        if (number := getattr(verdict, name)) is not None:
            line[name] = number
    return line


def _finding(one: Finding) -> Iterator[tuple[str, str]]:
    yield "what", str(one.what)
    for name in ("at", "expected", "got"):
        if (text := getattr(one, name)) is not None:
            yield name, _cut(text, _SHOWN)
    if one.requirement:
        yield "requirement", one.requirement


def from_line(line: Mapping[str, Any], interned: dict[str, str] | None = None, width: int | None = None) -> Verdict:
    """The verdict of a line that is valid by the schema.

    A run names a type, a case or a reason thousands of times: with ``interned`` each text is kept once. With
    ``width``, payloads are cut after that many characters; at 0 all that explains a verdict is left out, but for
    what its findings are about.
    """
    kept = {} if interned is None else interned

    def once(text: str | None) -> str | None:
        return None if text is None else kept.setdefault(text, text)

    def text(name: str) -> str | None:
        return _narrowed(line.get(name), width)

    findings = tuple(
        Finding(
            _WHATS[one["what"]],
            once(one.get("at")),
            once(_narrowed(one.get("expected"), width or None)),
            once(_narrowed(one.get("got"), width or None)),
            once(one.get("requirement")) or "",
        )
        for one in line.get("findings", ())
    )
    return Verdict(
        case=kept.setdefault(line["case"], line["case"]),
        subject=kept.setdefault(line["subject"], line["subject"]),
        check=kept.setdefault(line["check"], line["check"]),
        level=_LEVELS[line["level"]],
        status=_STATUSES[line["status"]],
        findings=findings,
        note="" if findings else once(line.get("reason", "")) or "",
        failing=line.get("failing"),
        judged=line.get("judged"),
        requirements=tuple(
            (kept.setdefault(row["id"], row["id"]), kept.setdefault(row["says"], row["says"]))
            for row in (() if width == 0 else line.get("requirements", ()))
        ),
        sent=text("sent"),
        expected=text("expected"),
        actual=text("actual"),
        reproduce=None if width == 0 else line.get("reproduce"),
        known=once(line.get("known")),
        place=line.get("place"),
    )


def _narrowed(text: str | None, width: int | None) -> str | None:
    """The text cut after ``width`` characters; none of it at 0, all of it without a width."""
    if text is None or width is None or len(text) <= width:
        return text
    return f"{text[:width]}…" if width else None


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    # With what is added it is not longer than what may be: it is never cut twice.
    said = f"… ({len(text)} characters)"
    return f"{text[: most - len(said)]}{said}"
