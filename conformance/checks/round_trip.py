"""What was decoded is written back: nothing lost, nothing invented.

How a missing value is written is the ``canonical`` check's matter: both sides are brought to the
canonical form by the oracle before they are compared.
"""

from __future__ import annotations

from conformance.checks.compare import lost_or_invented
from conformance.checks.finding import Finding, needs_ok
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """The output, made canonical, is the input, made canonical."""
    case, outcome = exchange.case, exchange.roundtrip
    if not isinstance(case.expectation, Accept) or case.unknown:
        return None
    return needs_ok(outcome) or lost_or_invented(case, outcome.text or "", oracle)
