"""The declared members are reachable through the library's own typed API."""

from __future__ import annotations

from conformance.checks.answer import Answer, failed
from conformance.checks.finding import GONE
from conformance.checks.seen import Seen
from conformance.checks.written import shown_by_types


def judge(seen: Seen) -> Answer | None:
    """What the typed API shows is the payload without unknown members, which no echo of the input can be.

    Of a value of an unknown kind, whose members no type declares, only the tag has to be shown.
    """
    typed = seen.exchange.typed
    if typed is None:
        return None
    if answer := seen.needs_ok(typed):
        return answer
    answer, raw = shown_by_types(seen.written(typed), typed.raw), seen.kept_raw(typed)
    left = [one for one in answer.findings if not (one.what in GONE and seen.is_undeclared(one.at or ""))]
    if not raw and len(left) == len(answer.findings):
        return answer
    return failed([*left, *raw], seen.canonical, typed.text)
