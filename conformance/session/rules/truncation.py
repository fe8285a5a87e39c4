"""Rules of truncation: a client cuts no more than it has received."""

from __future__ import annotations

from conformance.session.event import Event
from conformance.session.finding import Words
from conformance.session.rules.check import Check, Findings, wrong
from conformance.session.rules.sound import milliseconds
from conformance.session.state import State


def within(state: State, event: Event) -> Findings:
    """``audio_end_ms`` is not beyond the audio of the part."""
    part, end = state.responses.part_of(event), event.integer("audio_end_ms")
    received = milliseconds(part.audio, state.settings.at("audio", "output", "format")) if part else None
    if received is not None and end is not None and end > received + 1:
        yield wrong("truncate.client-within", event, "/audio_end_ms", Words(f"{received:.0f} or less"), end)


CHECKS = (Check(("truncate.client-within",), ("conversation.item.truncate",), within),)
