"""Absent, ``null`` and default are written as the dialect says, and enums are spelt as declared."""

from __future__ import annotations

from conformance.checks.compare import from_canonical
from conformance.checks.finding import Finding, needs_ok
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """The output equals the canonical value, types included; kept unknown members are no difference."""
    case, outcome = exchange.case, exchange.roundtrip
    if not isinstance(case.expectation, Accept):
        return None
    return needs_ok(outcome) or from_canonical(case, outcome.text or "", oracle)
