"""An invalid payload is not taken for a value of its type."""

from __future__ import annotations

from conformance.adapter.outcome import DECODED, Kind
from conformance.checks.answer import PASS, Answer, failed, in_words, not_judged
from conformance.checks.finding import Finding, What
from conformance.checks.seen import Seen
from conformance.oracle import Reject


def judge(seen: Seen) -> Answer:
    """The library's own refusal passes; what is kept raw or ignored instead is a warning, what is decoded fails."""
    expectation, outcome = seen.case.expectation, seen.read
    assert isinstance(expectation, Reject)
    expected = f"refused: {expectation.rule} at {expectation.at or 'the whole payload'}"
    if outcome.kind in (Kind.FALLBACK, Kind.IGNORED):
        return failed([Finding(What.NOT_REFUSED, got=in_words(outcome))], expected, in_words(outcome))
    if outcome.kind not in DECODED:
        return not_judged(outcome) or PASS
    raw = next((one for one in outcome.raw if f"{expectation.at}/".startswith(f"{one}/")), None)
    found = Finding(What.ACCEPTED, expectation.at, str(expectation.rule))
    if raw is not None:
        found = Finding(What.NOT_REFUSED, got=f"{Kind.FALLBACK}: kept raw at {raw}")
    return failed([found], expected, outcome.text)
