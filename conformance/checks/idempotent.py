"""A second round changes nothing: what the implementation wrote, it reads and writes the same."""

from __future__ import annotations

from conformance import jsontext
from conformance.checks.finding import PASS, Finding, needs_ok, said
from conformance.difference import differences
from conformance.exchange import Exchange
from conformance.oracle import Accept, Oracle
from conformance.outcome import Kind
from conformance.verdict import Status


def judge(exchange: Exchange, oracle: Oracle) -> Finding | None:
    """``roundtrip(roundtrip(x)) == roundtrip(x)``, the order of members aside."""
    if not isinstance(exchange.case.expectation, Accept):
        return None
    if finding := needs_ok(exchange.roundtrip):
        return finding
    first, again = exchange.roundtrip.text or "", exchange.again
    if again is None or again.text == first:
        return PASS
    if again.kind is not Kind.OK:
        return Finding(Status.FAIL, f"its own output was not decoded ({said(again)})", first, said(again))
    try:
        found = differences(jsontext.load(first), jsontext.load(again.text or ""))
    except jsontext.NotJson as error:
        return Finding(Status.FAIL, f"the output is not JSON: {error}", first, again.text)
    if not found or not _fixed_point(exchange.case.type, exchange.case.expectation.canonical_text, oracle):
        return PASS
    changes = tuple(difference for _, difference in found)
    return Finding(Status.FAIL, f"a second round changes it: {changes[0]}", first, again.text, changes)


def _fixed_point(type_name: str, canonical_text: str, oracle: Oracle) -> bool:
    """Whether the canonical text is its own canonical text: an untagged union may read it as another variant."""
    again = oracle.expect(type_name, canonical_text)
    return isinstance(again, Accept) and again.canonical_text == canonical_text
