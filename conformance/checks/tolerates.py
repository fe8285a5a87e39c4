"""What the dialect does not know is kept or passed over, never an error, and harms nothing beside it."""

from __future__ import annotations

from conformance.adapter.outcome import Kind
from conformance.checks.answer import PASS, Answer, not_taken
from conformance.checks.finding import What
from conformance.checks.seen import Seen
from conformance.checks.written import lost_or_invented


def judge(seen: Seen) -> Answer:
    """Decoded, and every declared member is still there; an unknown tag or value may also be kept raw or skipped."""
    outcome = seen.roundtrip
    if outcome.kind is Kind.OK:
        return lost_or_invented(seen.written(outcome))
    return PASS if seen.tolerated_raw else not_taken(What.NOT_TOLERATED, outcome, seen.canonical)
