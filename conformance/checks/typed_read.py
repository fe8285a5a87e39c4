"""The declared members are reachable through the library's own typed API."""

from __future__ import annotations

from conformance.checks.answer import Answer, failed
from conformance.checks.seen import Seen
from conformance.checks.written import shown_by_types


def judge(seen: Seen) -> Answer | None:
    """What the typed API shows is the payload without unknown members, which no echo of the input can be."""
    typed = seen.exchange.typed
    if typed is None:
        return None
    if answer := seen.needs_ok(typed):
        return answer
    answer, raw = shown_by_types(seen.written(typed), typed.raw), seen.kept_raw(typed)
    return failed([*answer.findings, *raw], seen.canonical, typed.text) if raw else answer
