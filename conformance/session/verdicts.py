"""What was found in a recording as verdicts, one per rule, for results files and reports."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from conformance.checks import finding as checks
from conformance.checks.case import CaseId, CaseKind
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level
from conformance.requirements.sessions import SessionRequirement, load_session_register
from conformance.session.finding import Finding
from conformance.session.lint import Linted
from conformance.session.words import LACKS

_NOT_A_NAME = re.compile(r"\W+", re.ASCII)


def subjects(paths: Iterable[Path]) -> dict[str, Path]:
    """A name for each recording, made of its file's: letters, digits and underscores, each name once."""
    named: dict[str, Path] = {}
    for path in paths:
        name = _NOT_A_NAME.sub("_", path.stem).strip("_")
        name = name if name[:1].isalpha() else f"recording_{name}".strip("_")
        number, unique = 1, name
        while unique in named:
            number += 1
            unique = f"{name}_{number}"
        named[unique] = path
    return named


def verdicts(subject: str, path: Path, linted: Linted) -> Iterator[Verdict]:
    """A verdict for each rule, in the register's order.

    A rule about events that did not come, or that the recording cannot show to be broken, has nothing to judge.
    """
    lacks = {rule: LACKS[need] for need, rules in linted.not_judged.items() for rule in rules}
    found: dict[str, list[Finding]] = {}
    for one in linted.findings:
        found.setdefault(one.rule, []).append(one)
    for row in load_session_register(linted.header.dialect).values():
        if here := found.get(row.id):
            yield _broken(subject, path, linted, row, here)
        elif row.id in lacks:
            yield _verdict(subject, row, Status.UNSUPPORTED, f"the recording cannot show it: {lacks[row.id]}")
        elif row.id not in linted.touched:
            yield _verdict(subject, row, Status.UNSUPPORTED, "the recording has no event that the rule is about")
        else:
            yield _verdict(subject, row, Status.PASS)


def _broken(subject: str, path: Path, linted: Linted, row: SessionRequirement, found: list[Finding]) -> Verdict:
    first = found[0]
    findings = tuple(
        checks.Finding(checks.What.BREAKS_RULE, one.at or None, None, f"frame {one.frame}: {one}", row.id)
        for one in found
    )
    return Verdict(
        **_named(subject, row),
        status=Status.FREE if row.level is Level.FREE else Status.FAIL,
        findings=findings,
        requirements=((row.id, row.says),),
        actual=str(findings[0]),
        sent=linted.texts.get(first.frame),
        reproduce=f"realtime-conformance session show {shlex.quote(str(path))}",
    )


def _verdict(subject: str, row: SessionRequirement, status: Status, note: str = "") -> Verdict:
    return Verdict(**_named(subject, row), status=status, note=note)


def _named(subject: str, row: SessionRequirement) -> dict[str, Any]:
    case = CaseId(CaseKind.SESSION, subject, row.id)
    return {"case": str(case), "subject": subject, "check": case.kind.value, "level": row.level}
