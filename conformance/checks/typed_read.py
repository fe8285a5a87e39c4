"""The declared members are reachable through the library's own typed API."""

from __future__ import annotations

from conformance.checks.answer import Answer
from conformance.checks.seen import Seen
from conformance.checks.written import shown_by_types


def judge(seen: Seen) -> Answer | None:
    """What the typed API shows is the payload without unknown members, which no echo of the input can be."""
    typed = seen.exchange.typed
    return None if typed is None else seen.needs_ok(typed) or shown_by_types(seen.written(typed))
