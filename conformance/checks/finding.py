"""What a check says of one exchange, before the case's name and level are put to it."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.difference import Difference
from conformance.outcome import FAULTS, Kind, Outcome
from conformance.verdict import Status


@dataclass(frozen=True, slots=True)
class Finding:
    """A status with its one-line reason, and what a person compares."""

    status: Status
    reason: str = ""
    expected: str | None = None
    actual: str | None = None
    differences: tuple[Difference, ...] = ()


PASS = Finding(Status.PASS)


def said(outcome: Outcome) -> str:
    """An outcome in words, for a reason: its kind and the first line of its message.

    Of a program that died, also the last line of what it wrote: there stands what it died of.
    """
    lines = (outcome.message or "").strip().splitlines()
    if not lines:
        return str(outcome.kind)
    last = f" {lines[-1].strip()}" if outcome.kind in FAULTS and len(lines) > 1 else ""
    return f"{outcome.kind}: {lines[0]}{last}"[:300]


def not_judged(outcome: Outcome) -> Finding | None:
    """The finding for an outcome that says nothing about conformance, or ``None``.

    Undeclared types are nobody's failure, an adapter's own error is not the library's, and a crash
    is never a rejection: it fails every check.
    """
    if outcome.kind is Kind.UNSUPPORTED:
        return Finding(Status.UNSUPPORTED, outcome.message or "")
    if outcome.kind is Kind.ADAPTER_ERROR:
        return Finding(Status.ADAPTER_FAULT, said(outcome))
    if outcome.kind in FAULTS:
        return Finding(Status.FAIL, said(outcome))
    return None


def needs_ok(outcome: Outcome) -> Finding | None:
    """The finding of a check that builds on a decoded payload when there is none, or ``None``."""
    if outcome.kind is Kind.OK:
        return None
    judged = not_judged(outcome)
    if judged is not None and judged.status is not Status.FAIL:
        return judged
    return Finding(Status.UNTESTABLE, f"the payload was not decoded ({said(outcome)})")
