"""A verdict in words, with everything that a person needs to confirm it."""

from __future__ import annotations

import json
import shlex

from conformance.case import Case
from conformance.checks import CHECKS, DIALECT_CHECK, ROBUST_REQUIREMENT
from conformance.oracle import Reject
from conformance.requirements import Register
from conformance.spec import DEFAULT_DIALECT
from conformance.verdict import Verdict
from conformance.visible import visible

_SHOWN = 120
_BEFORE = 20
_DIFFERENCES = 8


def explain(
    verdict: Verdict, case: Case | None, register: Register, impl: str, dialect: str, *, width: int = _SHOWN
) -> str:
    """Requirement, payload, expected, actual, differences and the line that reproduces it.

    Of payloads longer than ``width`` characters the part around the first difference is shown. Whatever a library
    says, each line is one of printable characters.
    """
    at = _place(verdict, case)
    lines = [f"{verdict.case}: {verdict.check} ({verdict.level}) — {verdict.status}", f"  {verdict.reason}"]
    for row in required(verdict.check, case, register):
        says = register.rows[row].says if row in register.rows else ""
        lines.append(f"  requirement  {row}: {says}")
    if case is not None:
        lines.append(f"  sent         {_short(case.text, at, width)}")
    if verdict.expected is not None:
        lines.append(f"  expected     {_short(verdict.expected, at, width)}")
    if verdict.actual is not None:
        lines.append(f"  actual       {_short(verdict.actual, at, width)}")
    for number, difference in enumerate(verdict.differences[:_DIFFERENCES]):
        lines.append(f"  {'difference' if number == 0 else '':<11}  {difference}")
    if len(verdict.differences) > _DIFFERENCES:
        lines.append(f"               … and {len(verdict.differences) - _DIFFERENCES} more")
    lines.append(f"  reproduce    {reproduction(verdict, case, impl, dialect)}")
    return "\n".join(map(visible, lines))


def reproduction(verdict: Verdict, case: Case | None, impl: str, dialect: str) -> str:
    """One shell line that shows the same verdict again."""
    chosen = f"--impl={shlex.quote(impl)}"
    if dialect != DEFAULT_DIALECT:
        chosen += f" --dialect={dialect}"
    if verdict.check == DIALECT_CHECK:
        return f"realtime-conformance run {chosen}"
    if case is None:
        return f"realtime-conformance run {chosen} --types={verdict.type} --checks={verdict.check} --generated=0"
    if case.id.count("/") == 1:
        return f"realtime-conformance show {case.id} {chosen}"
    line = json.dumps({"type": case.type, "text": case.text})
    return f"printf '%s' {shlex.quote(line)} | realtime-conformance judge {chosen}"


def required(check: str, case: Case | None, register: Register) -> tuple[str, ...]:
    """The ids of the two most telling requirements: what the case stands for and this check judges.

    Where the case stands for other things, it is the check's own row.
    """
    rows = [register.rows[row] for row in (case.requirements if case else ()) if row in register.rows]
    # A row that few checks judge says best what this one is about.
    judged = sorted((row for row in rows if check in row.checks), key=lambda row: len(row.checks))
    if judged:
        return tuple(row.id for row in judged[:2])
    if check == DIALECT_CHECK:
        return ()
    return (CHECKS[check].requirement,) if check in CHECKS else (ROBUST_REQUIREMENT,)


def _place(verdict: Verdict, case: Case | None) -> str:
    if verdict.differences:
        return verdict.differences[0].at
    return case.expectation.at if case is not None and isinstance(case.expectation, Reject) else ""


def _short(text: str, at: str, width: int) -> str:
    # Control characters would act on the reader's terminal. Quoted, an escape is told from the same in the payload.
    printable = text if text.isprintable() else visible(json.dumps(text, ensure_ascii=False))
    if len(printable) <= width:
        return printable
    start = max(0, _position(printable, at) - _BEFORE)
    end = start + width
    return f"{'…' if start else ''}{printable[start:end]}{'…' if end < len(printable) else ''}"


def _position(text: str, at: str) -> int:
    """Where the member that a JSON Pointer names stands, about: its names are looked for one behind the other."""
    position = 0
    for token in at.split("/")[1:]:
        name = json.dumps(token.replace("~1", "/").replace("~0", "~"), ensure_ascii=False)
        position = max(position, text.find(name, position))
    return position
