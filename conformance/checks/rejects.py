"""An invalid payload is not taken for a value of its type."""

from __future__ import annotations

from conformance.adapter.outcome import Kind
from conformance.checks.answer import PASS, Answer, failed, not_judged
from conformance.checks.finding import Finding, What
from conformance.checks.seen import Seen
from conformance.oracle import Reject


def judge(seen: Seen) -> Answer:
    """Refused, kept raw or ignored passes; decoding it fails; a crash is never a refusal."""
    expectation, outcome = seen.case.expectation, seen.roundtrip
    assert isinstance(expectation, Reject)
    if outcome.kind is not Kind.OK:
        return not_judged(outcome) or PASS
    return failed(
        [Finding(What.ACCEPTED, expectation.at, str(expectation.rule))],
        expected=f"refused: {expectation.rule} at {expectation.at or 'the whole payload'}",
        actual=outcome.text,
    )
