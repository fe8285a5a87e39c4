"""Unknown members are kept or dropped, never an error, and harm nothing beside them."""

from __future__ import annotations

from conformance.checks.compare import lost_or_invented
from conformance.checks.finding import Finding, not_judged, said
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """Decoded, and every declared member is still there."""
    case, outcome = exchange.case, exchange.roundtrip
    if not isinstance(case.expectation, Accept) or not case.unknown:
        return None
    if outcome.kind is Kind.OK:
        return lost_or_invented(case, outcome.text or "", oracle)
    return not_judged(outcome) or Finding(
        Status.FAIL,
        f"unknown members were not tolerated ({said(outcome)})",
        expected=case.expectation.canonical_text,
        actual=said(outcome),
    )
