"""Rules of rate limits: what the limits of one event say of each other."""

from __future__ import annotations

from conformance.session.event import Event
from conformance.session.finding import Words
from conformance.session.rules.check import Check, Findings, wrong
from conformance.session.state import State


def values(state: State, event: Event) -> Findings:
    """A limit comes once, and no more remains of it than it is."""
    seen = set[str]()
    for place, one in enumerate(event.list("rate_limits")):
        if not isinstance(one, dict):
            continue
        name, limit, remaining = map(one.get, ("name", "limit", "remaining"))
        if isinstance(name, str) and name in seen:
            yield wrong("rate-limits.values", event, f"/rate_limits/{place}/name", Words("another name"), name)
        elif isinstance(name, str):
            seen.add(name)
        if type(limit) is int and type(remaining) is int and remaining > limit:
            at = f"/rate_limits/{place}/remaining"
            yield wrong("rate-limits.values", event, at, Words(f"{limit} or less"), remaining)


CHECKS = (Check(("rate-limits.values",), ("rate_limits.updated",), values),)
