"""Rules of translation sessions."""

from __future__ import annotations

from conformance.session.event import Event
from conformance.session.finding import Words
from conformance.session.rules.check import Check, Findings, unexpected, wrong
from conformance.session.state import TIMED, State


def elapsed(state: State, event: Event) -> Findings:
    """``elapsed_ms`` does not go back among events of one type."""
    got, before = event.integer("elapsed_ms"), state.elapsed.get(event.type)
    if got is not None and before is not None and got < before:
        yield wrong("translation.elapsed", event, "/elapsed_ms", Words(f"{before} or more"), got)


def configured(state: State, event: Event) -> Findings:
    """Transcripts of the input come only where transcription is on."""
    if state.settings.known and not state.settings.transcribed:
        although = "audio.input.transcription is null"
        yield unexpected("translation.input-transcript-configured", event, although, state.settings.shown_in)


CHECKS = (
    Check(("translation.elapsed",), TIMED, elapsed),
    Check(("translation.input-transcript-configured",), ("session.input_transcript.delta",), configured),
)
