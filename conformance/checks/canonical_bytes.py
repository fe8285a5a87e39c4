"""The output is the canonical text byte for byte, where the dialect fixes the bytes."""

from __future__ import annotations

from conformance.checks.finding import PASS, Finding, needs_ok
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """Order of members, spacing, escapes and number spelling are the canonical ones."""
    case, outcome = exchange.case, exchange.roundtrip
    if not isinstance(case.expectation, Accept) or not case.expectation.bytes_fixed:
        return None
    if finding := needs_ok(outcome):
        return finding
    expected, actual = case.expectation.canonical_text, outcome.text or ""
    if actual == expected:
        return PASS
    place = next(
        (i for i, (a, b) in enumerate(zip(expected, actual, strict=False)) if a != b),
        min(len(expected), len(actual)),
    )
    return Finding(
        Status.FAIL,
        f"the text differs from the canonical text at character {place}",
        expected=expected,
        actual=actual,
    )
