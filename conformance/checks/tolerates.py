"""What the dialect does not know is kept or passed over, never an error, and harms nothing beside it."""

from __future__ import annotations

from conformance.checks.compare import lost_or_invented
from conformance.checks.finding import PASS, Finding, not_judged, said
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """Decoded, and every declared member is still there; an unknown tag or value may also be kept raw or skipped."""
    case, outcome = exchange.case, exchange.roundtrip
    if not isinstance(case.expectation, Accept) or not case.unknown:
        return None
    if outcome.kind is Kind.OK:
        return lost_or_invented(case, outcome.text or "", oracle)
    if case.expectation.beyond and outcome.kind in (Kind.FALLBACK, Kind.IGNORED):
        return PASS
    return not_judged(outcome) or Finding(
        Status.FAIL,
        f"what is unknown was not tolerated ({said(outcome)})",
        expected=case.expectation.canonical_text,
        actual=said(outcome),
    )
