"""Rules of the output audio buffer, which only connections over WebRTC and SIP have."""

from __future__ import annotations

from conformance.session.event import Event
from conformance.session.rules.check import Check, Findings, unexpected
from conformance.session.state import State


def only_of_calls(state: State, event: Event) -> Findings:
    """A WebSocket connection with a session of its own has no output audio buffer."""
    yield unexpected("output-buffer.webrtc-only", event, "audio does not go over WebRTC or SIP")


def cancel_first(state: State, event: Event) -> Findings:
    """A client cancels the response before it clears the buffer."""
    active = state.responses.active_in_conversation()
    if active and not state.cancelled:
        although = f"{active.id} is in progress and was not cancelled"
        yield unexpected("output-buffer.client-cancel-first", event, although, active.number)


_EVENTS = ("output_audio_buffer.started", "output_audio_buffer.stopped", "output_audio_buffer.cleared")

CHECKS = (
    Check(("output-buffer.webrtc-only",), _EVENTS, only_of_calls),
    Check(("output-buffer.client-cancel-first",), ("output_audio_buffer.clear",), cancel_first),
)
