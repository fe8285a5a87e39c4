"""The declared members are reachable through the library's own typed API."""

from __future__ import annotations

from conformance.checks.answer import Answer
from conformance.checks.seen import Seen
from conformance.checks.written import lost_or_invented


def judge(seen: Seen) -> Answer | None:
    """What the typed API shows is the payload; an echo of the raw input proves nothing."""
    typed = seen.exchange.typed
    return None if typed is None else seen.needs_ok(typed) or lost_or_invented(seen.written(typed))
