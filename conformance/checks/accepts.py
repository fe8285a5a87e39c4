"""A valid payload is decoded."""

from __future__ import annotations

from conformance.adapter.outcome import Kind
from conformance.checks.answer import PASS, Answer, not_taken
from conformance.checks.finding import What
from conformance.checks.seen import Seen


def judge(seen: Seen) -> Answer:
    """``ok`` passes; a refusal, a raw fallback and silence fail."""
    outcome = seen.roundtrip
    return PASS if outcome.kind is Kind.OK else not_taken(What.NOT_DECODED, outcome, seen.canonical)
