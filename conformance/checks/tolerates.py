"""What the dialect does not know is kept or passed over, never an error, and harms nothing beside it."""

from __future__ import annotations

from dataclasses import replace

from conformance.adapter.outcome import DECODED, FAULTS, Kind, Outcome
from conformance.checks.answer import PASS, Answer, failed, not_taken
from conformance.checks.finding import What
from conformance.checks.seen import Seen
from conformance.checks.verdict import Status
from conformance.checks.written import lost_in_reading, lost_or_invented


def judge(seen: Seen) -> Answer:
    """Decoded, and every declared member is still there; an unknown tag or value may also be kept raw or skipped.

    What goes wrong without the unknown members as well is not their doing: then their toleration cannot be tested.
    """
    if seen.tolerated_raw:
        return PASS
    answer, twin = _judged(seen, seen.read), seen.exchange.twin
    if answer.status is not Status.FAIL or twin is None or seen.read.kind in FAULTS:
        return answer
    without = _judged(seen, twin)
    if answer.refused:
        return replace(answer, status=Status.UNTESTABLE) if without.refused else answer
    groups = {one.group for one in without.findings}
    left = tuple(one for one in answer.findings if one.group not in groups)
    return replace(answer, findings=left) if left else replace(answer, status=Status.UNTESTABLE)


def _judged(seen: Seen, outcome: Outcome) -> Answer:
    received = seen.exchange.received_only
    if outcome.kind not in (DECODED if received else {Kind.OK}):
        return not_taken(What.NOT_TOLERATED, outcome, seen.canonical)
    answer, raw = PASS, seen.kept_raw(outcome)
    if not received:
        answer = lost_or_invented(seen.written(outcome))
    elif not seen.exchange.shows and outcome.kind is Kind.OK:
        answer = lost_in_reading(seen.written(outcome))
    return failed([*answer.findings, *raw], seen.canonical, outcome.text) if raw else answer
