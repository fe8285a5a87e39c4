"""What was decoded is written back: nothing lost, nothing invented.

How a missing value is written, and members that no type declares, are the ``canonical`` check's matter: both sides are
brought to the canonical form by the oracle before they are compared.
"""

from __future__ import annotations

from conformance.adapter.outcome import Kind
from conformance.checks.answer import Answer, not_taken
from conformance.checks.finding import What
from conformance.checks.seen import Seen
from conformance.checks.written import lost_or_invented


def judge(seen: Seen) -> Answer:
    """The output, made canonical, is the input, made canonical."""
    if seen.roundtrip.kind is Kind.NOT_WRITTEN:
        return not_taken(What.NOT_WRITTEN, seen.roundtrip, seen.canonical)
    return seen.needs_ok(seen.roundtrip) or lost_or_invented(seen.written(seen.roundtrip))
