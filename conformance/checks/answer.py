"""The answer of a check about one case, before it gets the case's name and level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.adapter.outcome import FAULTS, Kind, Outcome
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with its findings, and the two texts that a person compares.

    ``note`` is for statuses without findings: what is shown without judgement, or why something is unsupported.
    """

    status: Status
    findings: tuple[Finding, ...] = ()
    expected: str | None = None
    actual: str | None = None
    note: str = ""

    @property
    def refused(self) -> bool:
        """Whether all that is wrong is that the payload was not accepted."""
        return bool(self.findings) and all(one.what in _REFUSALS for one in self.findings)

    @property
    def unanswered(self) -> bool:
        """Whether it fails because there was no orderly answer, which has nothing to do with the payload's meaning."""
        return self.status is Status.FAIL and any(one.what is What.NO_ANSWER for one in self.findings)

    @property
    def invents(self) -> bool:
        """Whether something came back that was not sent, or is shown by types that do not have it."""
        return any(one.what in _INVENTIONS for one in self.findings)


_INVENTIONS = frozenset({What.INVENTED, What.NULL_ADDED, What.RENAMED, What.ECHOED})
_REFUSALS = frozenset({What.NOT_DECODED, What.NOT_TOLERATED, What.NOT_BUILT, What.KEPT_RAW})

PASS = Answer(Status.PASS)


def failed(findings: Sequence[Finding], expected: str | None = None, actual: str | None = None) -> Answer:
    """A failure for at least one finding; without any, a pass."""
    return Answer(Status.FAIL, tuple(findings), expected, actual) if findings else PASS


def in_words(outcome: Outcome) -> str:
    """An outcome in words: its kind and the first line of its message.

    Where that line only announces what follows, as pydantic's and zod's do, the first error after it is added; for a
    program that died, the last line that it wrote, which says what it died of.
    """
    lines = [line.strip() for line in (outcome.message or "").strip().splitlines()]
    if not lines:
        return str(outcome.kind)
    if lines[0] == _TRACEBACK:
        lines = lines[-1:]  # Python: what was raised comes last
    shown = lines[: _first_error(lines)]
    if outcome.kind in FAULTS and len(lines) > len(shown):
        shown.append(lines[-1])
    return f"{outcome.kind}: {' '.join(shown)}"[:300]


_TRACEBACK = "Traceback (most recent call last):"
_COUNTED = re.compile(r"\d+ validation errors? for \S+$")


def _first_error(lines: Sequence[str]) -> int:
    """The number of lines that the first error takes."""
    if _COUNTED.search(lines[0]):
        return 3  # pydantic: how many, where, what
    if lines[0].endswith("["):
        # zod: a pretty-printed list with one object per error
        return next((number for number, line in enumerate(lines, 1) if line.startswith("}")), 1)
    return 1


def not_judged(outcome: Outcome) -> Answer | None:
    """The answer to an outcome that no rule needs to look at, or ``None``.

    An undeclared type is not a failure, an adapter's own error is not the library's, and a crash is never a
    rejection: it fails every check.
    """
    if outcome.kind is Kind.UNSUPPORTED:
        return Answer(Status.UNSUPPORTED, note=outcome.message or "")
    if outcome.kind is Kind.ADAPTER_ERROR:
        return Answer(Status.ADAPTER_FAULT, (Finding(What.ADAPTER_AT_FAULT, got=in_words(outcome)),))
    return no_answer(outcome) if outcome.kind in FAULTS else None


def no_answer(outcome: Outcome) -> Answer:
    """The answer to a crash, a timeout or a broken protocol: a failure, whatever was expected."""
    return failed([Finding(What.NO_ANSWER, got=in_words(outcome))])


def not_taken(what: What, outcome: Outcome, expected: str) -> Answer:
    """The answer to a valid payload that was not accepted: a failure, if it can be judged at all.

    A payload that was decoded but could not be written was not refused; that is a finding of its own.
    """
    what = What.NOT_WRITTEN if outcome.kind is Kind.NOT_WRITTEN else what
    return not_judged(outcome) or failed([Finding(what, got=in_words(outcome))], expected, in_words(outcome))
