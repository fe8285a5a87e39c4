"""What an implementation does where the dialect leaves it open: shown, never judged."""

from __future__ import annotations

from conformance.checks.finding import Finding, not_judged, said
from conformance.exchange import Exchange
from conformance.oracle import Oracle
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding:
    """``free`` with the observed behaviour as its reason; a crash is still a failure."""
    outcome = exchange.roundtrip
    if outcome.kind is Kind.OK:
        return Finding(Status.FREE, "accepted", actual=outcome.text)
    return not_judged(outcome) or Finding(Status.FREE, f"not decoded ({said(outcome)})")
