"""Puts a verdict into words, with everything that a person needs to confirm it, for every front end."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

from conformance.checks.broken import with_requirements
from conformance.checks.case import Case, CaseId, CaseKind
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.difference import Difference
from conformance.jsontext import tokens, visible
from conformance.requirements.register import Register
from conformance.results.doubt import doubted

LABEL = 13
"""The width of a label."""

WIDTH = 120
"""The number of characters of a payload that are shown by default."""

PLAYED, HAPPENED = "scenario", "happened"
"""The labels of sentences about a scenario: what is played, and what happened."""

_BEFORE = 20
_DIFFERENCES = 6
_WHOLE = 4_000


def run_as(impl: str, name: str, profile: str) -> str | None:
    """What was given as ``--impl``, as an option for a shell; ``None`` where it is what its hello says anyway.

    A hello says what it likes: whatever goes by another name than the one it was started by is shown with both.
    """
    return None if impl in (name, f"{name}:{profile}") else visible(f"--impl={shlex.quote(impl)}", _WHOLE)


def explained(verdict: Verdict, width: int, finding: Finding | None = None) -> Iterator[tuple[str, str]]:
    """Labels and texts: requirement, payload, expected, actual, differences and the line that reproduces it.

    Of a scenario it is what is played, and what happened; both are sentences, and whole. Other texts longer than
    ``width`` characters are cut; payloads are shown around the location of ``finding``, by default the first one. If
    it is given, only the requirement that it breaks is shown. The line that reproduces the verdict is not cut, so that
    it can be copied. Each text is one line of printable characters.
    """
    first = finding or next(iter(verdict.findings), None)
    for row, says in verdict.requirements:
        if finding is None or row == finding.requirement:
            yield "requirement", visible(f"{row}: {says}")
    at = (first.at if first is not None else None) or ""
    # A verdict on a session has findings of several rules.
    broken = finding.got if finding is not None and finding.what is What.BREAKS_RULE else None
    if CaseId.parse(verdict.case).kind is CaseKind.SCENARIO:
        # Whatever else fails is told by its reason.
        told = ((PLAYED, verdict.expected), (HAPPENED, broken))
        yield from ((label, visible(text, _WHOLE)) for label, text in told if text)
    else:
        for label, text in (
            ("sent", verdict.sent),
            ("expected", verdict.expected),
            ("actual", broken or verdict.actual),
        ):
            if text is not None:
                yield label, around(text, at, width)
    for label, line in zip(chain(["difference"], repeat("")), _differences(verdict, first), strict=False):
        yield label, visible(line, width)
    if verdict.reproduce is not None:
        yield "reproduce", visible(verdict.reproduce, max(width, _WHOLE))


def lines(verdict: Verdict, width: int, finding: Finding | None = None) -> Iterator[str]:
    """What :func:`explained` says, as lines."""
    return (f"{label:<{LABEL}}{text}" for label, text in explained(verdict, width, finding))


def _differences(verdict: Verdict, first: Finding | None) -> Iterator[str]:
    # The others keep the order of the payload.
    found = sorted((one for one in verdict.findings if one.about_member), key=lambda one: one is not first)
    yield from map(difference, found[:_DIFFERENCES])
    if len(found) > _DIFFERENCES:
        yield f"… and {len(found) - _DIFFERENCES} more"


def difference(finding: Finding) -> str:
    """What became of a member, with its values or its new name."""
    if finding.what is What.RENAMED:
        return str(finding)
    return str(Difference(finding.at or "", finding.expected, finding.got))


def around(text: str, at: str, width: int) -> str:
    """The text, or ``width`` characters of it around the member at a JSON Pointer."""
    # Control characters would act on the reader's terminal. Quotes show that the escapes are not the payload's own.
    printable = text if text.isprintable() else visible(json.dumps(text, ensure_ascii=False))
    if len(printable) <= width:
        return printable
    start = max(0, _position(printable, at) - _BEFORE)
    end = start + width
    return f"{'…' if start else ''}{printable[start:end]}{'…' if end < len(printable) else ''}"


def _position(text: str, at: str) -> int:
    """Approximate offset of the member at a JSON Pointer: its tokens are searched left to right."""
    position = 0
    for token in tokens(at):
        position = max(position, text.find(json.dumps(token, ensure_ascii=False), position))
    return position


def reproduction(verdict: Verdict, sent: str | None, impl: str, dialect: str, generated: str = "") -> str:
    """A shell line that shows the verdict again; ``sent`` is the payload, if there is one.

    ``generated`` are the options that generated payloads depend on: one that is too long to be copied is made again.
    """
    chosen = f"--impl={shlex.quote(impl)} --dialect={dialect}"
    case = CaseId.parse(verdict.case)
    if case.kind is CaseKind.IMPLEMENTATION:
        return f"realtime-conformance run {chosen}"
    if case.golden:
        return f"realtime-conformance show {case} {chosen}"
    if sent is None:
        return f"realtime-conformance run {chosen} --types={case.subject} --checks={verdict.check} --generated=0"
    line = json.dumps({"type": case.subject, "text": sent})
    judged = f"printf '%s' {shlex.quote(line)} | realtime-conformance judge {chosen}"
    if len(judged) > _WHOLE and case.kind is CaseKind.GENERATED:
        return f"realtime-conformance run {chosen} --types={case.subject} --checks={case.name}{generated}"
    return judged


def complete(
    verdict: Verdict, case: Case | None, register: Register, impl: str, dialect: str, generated: str = ""
) -> Verdict:
    """The verdict with its explanation: the sentences it breaks, the payload, and the line that shows it again.

    A failure that the suite itself is in doubt about is the suite's fault.
    """
    verdict = doubted(verdict, case, dialect)
    sent = None if case is None else case.text
    reproduce = reproduction(verdict, sent, impl, dialect, generated)
    return replace(with_requirements(verdict, case, register), sent=sent, reproduce=reproduce)


def paragraph(verdict: Verdict, width: int = WIDTH) -> Iterator[str]:
    """The lines of a verdict: case, check, level and status, the reason, and everything that explains it."""
    yield f"{verdict.case}: {verdict.check} ({verdict.level}) — {verdict.status}"
    yield f"  {visible(verdict.reason)}"
    yield from (f"  {line}" for line in lines(verdict, width))


def counted(things: Collection[Any] | int, noun: str) -> str:
    """``1 verdict``, ``2 verdicts``."""
    number = things if isinstance(things, int) else len(things)
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, width: int) -> str:
    """The text on one line of ``width`` characters."""
    text = visible(text)
    return text if len(text) <= width else f"{text[: width - 1].rstrip('…')}…"
