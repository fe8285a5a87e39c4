"""The declared members are reachable through the library's own typed API."""

from __future__ import annotations

from conformance.checks.compare import lost_or_invented
from conformance.checks.finding import Finding, needs_ok
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """What the typed API shows is the payload; an echo of the raw input proves nothing."""
    case, typed = exchange.case, exchange.typed
    if not isinstance(case.expectation, Accept) or typed is None:
        return None
    return needs_ok(typed) or lost_or_invented(case, typed.text or "", oracle)
