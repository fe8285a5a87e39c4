"""A verdict in words, with everything that a person needs to confirm it."""

from __future__ import annotations

import json
import shlex

from conformance.case import Case
from conformance.checks import CHECKS
from conformance.requirements import Register
from conformance.verdict import Verdict

_SHOWN = 300
_DIFFERENCES = 8


def explain(
    verdict: Verdict, case: Case | None, register: Register, impl: str, dialect: str, *, width: int = _SHOWN
) -> str:
    """Requirement, payload, expected, actual, differences and the line that reproduces it.

    Payloads are cut after ``width`` characters.
    """
    rows = case.requirements if case and case.requirements else _rows_of(verdict.check)
    lines = [f"{verdict.case}: {verdict.check} ({verdict.level}) — {verdict.status}", f"  {verdict.reason}"]
    for row in rows[:2]:
        says = register.rows[row].says if row in register.rows else ""
        lines.append(f"  requirement  {row}: {says}")
    if case is not None:
        lines.append(f"  sent         {_short(case.text, width)}")
    if verdict.expected is not None:
        lines.append(f"  expected     {_short(verdict.expected, width)}")
    if verdict.actual is not None:
        lines.append(f"  actual       {_short(verdict.actual, width)}")
    for number, difference in enumerate(verdict.differences[:_DIFFERENCES]):
        lines.append(f"  {'difference' if number == 0 else '':<11}  {difference}")
    if len(verdict.differences) > _DIFFERENCES:
        lines.append(f"               … and {len(verdict.differences) - _DIFFERENCES} more")
    lines.append(f"  reproduce    {reproduction(verdict, case, impl, dialect)}")
    return "\n".join(lines)


def reproduction(verdict: Verdict, case: Case | None, impl: str, dialect: str) -> str:
    """One shell line that shows the same verdict again."""
    chosen = f"--impl={shlex.quote(impl)} --dialect={dialect}"
    if case is None:
        return f"pytest {chosen} --types={verdict.type} --checks={verdict.check} --generated=0"
    if case.id.count("/") == 1:
        return f"realtime-conformance show {case.id} {chosen}"
    line = json.dumps({"type": case.type, "text": case.text})
    return f"printf '%s' {shlex.quote(line)} | realtime-conformance judge {chosen}"


def _rows_of(check: str) -> tuple[str, ...]:
    return (CHECKS[check].requirement,) if check in CHECKS else ("robust.clean-answer",)


def _short(text: str, width: int) -> str:
    # Control characters would act on the reader's terminal.
    printable = text if text.isprintable() else json.dumps(text, ensure_ascii=False)
    return printable if len(printable) <= width else f"{printable[:width]}… ({len(text)} characters)"
