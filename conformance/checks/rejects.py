"""An invalid payload is not taken for a value of its type."""

from __future__ import annotations

from conformance.checks.finding import PASS, Finding, not_judged
from conformance.exchange import Exchange
from conformance.oracle import Oracle, Reject
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """Refused, kept raw or ignored passes; decoding it fails; a crash is never a refusal."""
    expectation, outcome = exchange.case.expectation, exchange.roundtrip
    if not isinstance(expectation, Reject):
        return None
    if outcome.kind is not Kind.OK:
        return not_judged(outcome) or PASS
    where = expectation.at or "the whole payload"
    return Finding(
        Status.FAIL,
        f"accepted although it breaks {expectation.rule} at {where}",
        expected=f"refused: {expectation.rule} at {where}",
        actual=outcome.text,
    )
