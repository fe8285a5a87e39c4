"""A value made through the library's own constructors writes what was set: nothing invented, nothing dropped."""

from __future__ import annotations

from conformance.checks.compare import from_canonical
from conformance.checks.finding import Finding, not_judged, said
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """The members of the payload, given to the constructors, are written as the dialect writes them."""
    case, built = exchange.case, exchange.built
    if not isinstance(case.expectation, Accept) or built is None:
        return None
    if built.kind is Kind.OK:
        return from_canonical(case, built.text or "", oracle)
    return not_judged(built) or Finding(
        Status.FAIL,
        f"the constructors refuse valid members ({said(built)})",
        expected=case.expectation.canonical_text,
        actual=said(built),
    )
