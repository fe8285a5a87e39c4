"""Rules of error events: which client event one answers."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.session.event import Event
from conformance.session.finding import Finding
from conformance.session.rules.check import Check, unannounced
from conformance.session.state import State


def known(state: State, event: Event) -> Iterable[Finding]:
    """``error.event_id`` is that of an event which the client has sent."""
    named = event.text("error", "event_id")
    if named is not None and named not in state.client_ids:
        return [unannounced("error.event-id-known", event, f"a client event with the event_id {named}")]
    return ()


CHECKS = (Check(("error.event-id-known",), ("error",), known),)
