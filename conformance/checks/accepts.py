"""A valid payload is decoded."""

from __future__ import annotations

from conformance.checks.finding import PASS, Finding, not_judged, said
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """``ok`` passes; a refusal, a raw fallback and silence fail."""
    case, outcome = exchange.case, exchange.roundtrip
    if not isinstance(case.expectation, Accept) or case.unknown:
        return None
    if outcome.kind is Kind.OK:
        return PASS
    return not_judged(outcome) or Finding(
        Status.FAIL,
        f"a valid payload was not decoded ({said(outcome)})",
        expected=case.expectation.canonical_text,
        actual=said(outcome),
    )
