"""A value made through the library's own constructors writes what was set: nothing invented, nothing dropped."""

from __future__ import annotations

from dataclasses import replace

from conformance.checks.compare import from_canonical, summed
from conformance.checks.finding import PASS, Finding, not_judged, said
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
        return _but_for_names(from_canonical(case, built.text or "", oracle))
    return not_judged(built) or Finding(
        Status.FAIL,
        f"the constructors refuse valid members ({said(built)})",
        expected=case.expectation.canonical_text,
        actual=said(built),
    )


# Names that the protocol lets a client give: a constructor that gives one invents nothing that it was not asked for.
_GIVEN = frozenset({"/event_id", "/item/id"})


def _but_for_names(finding: Finding) -> Finding:
    left = tuple(one for one in finding.differences if one.expected is not None or one.at not in _GIVEN)
    if left == finding.differences:
        return finding
    what = finding.reason.partition(": ")[0]
    return replace(finding, reason=f"{what}: {summed(left)}", differences=left) if left else PASS
