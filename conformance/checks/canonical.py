"""Absent, ``null`` and default are written as the dialect says, and enums are spelt as declared."""

from __future__ import annotations

from conformance.checks.answer import Answer
from conformance.checks.seen import Seen
from conformance.checks.written import from_canonical


def judge(seen: Seen) -> Answer:
    """The output equals the canonical value, types included; kept unknown members are no difference."""
    return seen.needs_ok(seen.roundtrip) or from_canonical(seen.written(seen.roundtrip))
