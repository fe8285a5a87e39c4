"""The adapter answers what the Go module does on its own, when it receives and when it sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import asked, decoded
from library_alone import alone

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["go-openai-realtime"]

TRANSCRIBED = "conversation.item.input_audio_transcription.completed"
LIMIT = {"name": "requests", "limit": 10, "remaining": 0, "reset_seconds": 0.5}
FRAMES: list[dict[str, Any]] = [
    {"type": "rate_limits.updated", "event_id": "e", "rate_limits": [LIMIT]},
    {"type": TRANSCRIBED, "event_id": "e", "item_id": "i", "usage": {"type": "duration", "seconds": 1.5}},
    {"type": "session.updated", "event_id": "e", "session": {"type": "realtime", "truncation": "auto"}},
    {"type": "input_audio_buffer.cleared", "event_id": "e"},
    {"type": "input_audio_buffer.dtmf_event_received", "event": "1"},
    {"type": "conversation.item.added", "event_id": "e", "item": {"type": "item_reference", "id": "i"}},
]
# What a user of the module reads in its fields, where he reads anything.
SHOWN = [
    "[{Name:requests Limit:10 Remaining:0 ResetSeconds:0.5}]",
    "{Seconds:1.5}",
    "auto",
    "openairt.InputAudioBufferClearedEvent",
    None,
    None,
]
SILENT = {"type": "server_vad", "create_response": False}
SENT: dict[str, dict[str, Any]] = {
    "cancel": {"type": "response.cancel", "response_id": "r"},
    "create": {"type": "response.create"},
    "silent": {
        "type": "session.update",
        "session": {"type": "realtime", "audio": {"input": {"turn_detection": SILENT}}},
    },
    "nothing": {"type": "session.update"},
}


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, [json.dumps(frame) for frame in FRAMES], list(SENT))


def test_it_receives_as_the_module_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for frame, shown, came in zip(FRAMES, SHOWN, by_itself["read"], strict=True):
        if shown is None:
            outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", frame)
            assert (outcome.kind, outcome.message) == (Kind.REJECTED, came["error"])
        else:
            assert came["event"] == shown
            # What he reads is what was sent.
            assert decoded(connection, Op.TYPED, "RealtimeServerEvent", frame) == frame


def test_it_sends_as_the_module_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for members, came in zip(SENT.values(), by_itself["send"], strict=True):
        outcome = asked(connection, Op.BUILD, "RealtimeClientEvent", members)
        if "error" in came:
            assert outcome.kind is Kind.NOT_WRITTEN
            assert came["error"].endswith("no session type")
            assert (outcome.message or "").endswith("no session type")
        else:
            assert json.loads(outcome.text or "") == came
    # `false` and an absent response cannot be said.
    assert by_itself["send"][1] == {"type": "response.create", "response": {}}
    assert by_itself["send"][2]["session"]["audio"] == {"input": {"turn_detection": {"type": "server_vad"}}}
