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

ENTRY = REGISTRY["openai-go"]

LIMIT = {"name": "requests", "limit": 10, "remaining": 0, "reset_seconds": 0.5}
DETAILS = {"type": "failed", "error": {"type": "server_error"}}
FRAMES: list[dict[str, Any]] = [
    {"type": "rate_limits.updated", "event_id": "e", "rate_limits": [LIMIT]},
    {
        "type": "session.updated",
        "event_id": "e",
        "session": {"type": "realtime", "truncation": "auto", "tracing": None},
    },
    {"type": "input_audio_buffer.cleared", "event_id": "e"},
    {"type": "response.done", "event_id": "e", "response": {"status": "failed", "status_details": DETAILS}},
    {"type": "something.new", "event_id": "e"},
    {"event_id": "e"},
]
# What a user of the module reads in its fields, where he reads anything.
SHOWN = [
    "requests 10 0 0.5",
    "auto, null true",
    "realtime.InputAudioBufferClearedEvent",
    "failed, details a string, not valid",
    "nothing",
    None,
]
SENT: dict[str, dict[str, Any]] = {
    "cancel": {"type": "response.cancel", "response_id": "r"},
    "silent": {
        "type": "session.update",
        "session": {"type": "realtime", "audio": {"input": {"turn_detection": None, "noise_reduction": None}}},
    },
    "free": {"type": "response.create", "response": {"max_output_tokens": "inf", "tool_choice": "none"}},
    "empty": {"type": "response.create", "response": {}},
}


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, [json.dumps(frame) for frame in FRAMES], list(SENT))


def test_the_module_reads_what_it_is_said_to(by_itself: dict[str, list[Any]]) -> None:
    assert [came.get("event") for came in by_itself["read"]] == SHOWN


@pytest.mark.parametrize("frame", FRAMES[:3])
def test_it_shows_what_the_module_reads(connection: Connection, frame: dict[str, Any]) -> None:
    assert decoded(connection, Op.TYPED, "RealtimeServerEvent", frame) == frame


def test_what_is_not_of_its_type_is_not_shown(connection: Connection) -> None:
    shown = decoded(connection, Op.TYPED, "RealtimeServerEvent", FRAMES[3])
    assert shown["response"] == {"status": "failed"}


def test_what_the_module_has_no_variant_for_is_a_fallback(connection: Connection) -> None:
    assert asked(connection, Op.TYPED, "RealtimeServerEvent", FRAMES[4]).kind is Kind.FALLBACK


def test_what_ends_the_connection_is_refused_in_its_words(
    connection: Connection, by_itself: dict[str, list[Any]]
) -> None:
    outcome = asked(connection, Op.TYPED, "RealtimeServerEvent", FRAMES[5])
    assert (outcome.kind, outcome.message) == (Kind.REJECTED, by_itself["read"][5]["error"])
    # The next connection is a new one.
    assert decoded(connection, Op.TYPED, "RealtimeServerEvent", FRAMES[2]) == FRAMES[2]


def test_it_sends_as_the_module_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for members, came in zip(SENT.values(), by_itself["send"], strict=True):
        assert decoded(connection, Op.BUILD, "RealtimeClientEvent", members) == came
    assert by_itself["send"][:3] == list(SENT.values())[:3]
    # Parameters without a member cannot be said.
    assert by_itself["send"][3] == {"type": "response.create"}
