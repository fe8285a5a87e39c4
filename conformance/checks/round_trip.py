"""What was decoded is written back: nothing lost, nothing invented.

How a missing value is written, and members that no type declares, are the ``canonical`` check's matter: both sides are
brought to the canonical form by the oracle before they are compared.

What comes back of a type that users only receive is shown, without judgement. Where the typed API does not show its
values, it is all that does: then what was lost counts, and what an encoder adds does not.
"""

from __future__ import annotations

from conformance.adapter.outcome import Kind
from conformance.checks.answer import Answer, in_words, not_taken
from conformance.checks.finding import What
from conformance.checks.seen import Seen
from conformance.checks.verdict import Status
from conformance.checks.written import lost_in_reading, lost_or_invented

_AS_READ = "written back as it was read"


def judge(seen: Seen) -> Answer | None:
    """The output, made canonical, is the input, made canonical."""
    if seen.exchange.received_only:
        return _of_received(seen)
    if seen.roundtrip.kind is Kind.NOT_WRITTEN:
        return not_taken(What.NOT_WRITTEN, seen.roundtrip, seen.canonical)
    return seen.needs_ok(seen.roundtrip) or lost_or_invented(seen.written(seen.roundtrip))


def _of_received(seen: Seen) -> Answer | None:
    outcome, shown = seen.roundtrip, seen.exchange.shows
    if outcome.kind is Kind.NOT_WRITTEN:
        return Answer(Status.FREE, note=in_words(outcome))
    if outcome.kind is not Kind.OK:
        return None if shown else seen.needs_ok(outcome)
    if not shown:
        return lost_in_reading(seen.written(outcome))
    found = lost_or_invented(seen.written(outcome)).findings
    return Answer(Status.FREE, note=str(found[0]) if found else _AS_READ, actual=outcome.text)
