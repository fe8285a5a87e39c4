"""What an implementation does where the dialect leaves it open: shown, never judged."""

from __future__ import annotations

from conformance.adapter.outcome import Kind
from conformance.checks.answer import Answer, in_words, not_judged
from conformance.checks.seen import Seen
from conformance.checks.verdict import Status

ACCEPTED = "accepted"
NOT_DECODED = "not decoded: "


def judge(seen: Seen) -> Answer:
    """``free`` with the observed behaviour as its note; a crash is for ``robust``."""
    outcome = seen.read
    if outcome.kind is Kind.OK:
        return Answer(Status.FREE, note=ACCEPTED, actual=outcome.text)
    if outcome.kind is Kind.NOT_WRITTEN:
        return Answer(Status.FREE, note=in_words(outcome))
    return not_judged(outcome) or Answer(Status.FREE, note=f"{NOT_DECODED}{in_words(outcome)}")
