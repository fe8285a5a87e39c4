"""A valid payload is decoded."""

from __future__ import annotations

from conformance.checks.answer import Answer, failed, not_taken
from conformance.checks.finding import What
from conformance.checks.seen import Seen


def judge(seen: Seen) -> Answer:
    """What is decoded passes, written back or not; a refusal, a raw fallback, whole or inside, and silence fail."""
    outcome = seen.read
    if not seen.decoded:
        return not_taken(What.NOT_DECODED, outcome, seen.canonical)
    return failed(seen.kept_raw(outcome), seen.canonical, outcome.text)
