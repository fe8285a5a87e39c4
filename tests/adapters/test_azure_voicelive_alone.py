"""The adapter answers what the ``azure-ai-voicelive`` package does on its own, when it receives and when it sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import said
from library_alone import alone

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["azure-voicelive"]
DEEP = "[" * 20_000 + "]" * 20_000

# A frame, the class that comes of it (or what is raised), and the adapter's outcome.
FRAMES = [
    ('{"type":"input_audio_buffer.cleared","event_id":"e","z":1}', "ServerEventInputAudioBufferCleared", "ok"),
    (
        '{"type":"response.done","event_id":"e","response":{"output_modalities":["text"]}}',
        "ServerEventResponseDone",
        "ok",
    ),
    ('{"type":"something_else","event_id":"e"}', "ServerEvent", "fallback"),
    ("[]", "AttributeError", "rejected"),
    ("{", "ConnectionError", "rejected"),
    ('{"type":"session.created","event_id":"e","session":' + DEEP + "}", "RecursionError", "rejected"),
    ('{"type":"input_audio_buffer.cleared","event_id":"f"}', "ServerEventInputAudioBufferCleared", "ok"),
]
SENT: list[tuple[str, str, dict[str, Any]]] = [
    ("RealtimeClientEventResponseCancel", "ClientEventResponseCancel", {"response_id": "r"}),
    ("RealtimeClientEventInputAudioBufferCommit", "ClientEventInputAudioBufferCommit", {}),
    ("RealtimeClientEventSessionUpdate", "ClientEventSessionUpdate", {"session": {"turn_detection": None}}),
    ("RealtimeClientEventInputAudioBufferClear", "ClientEventInputAudioBufferClear", {"event_id": None}),
]


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, [frame for frame, _, _ in FRAMES], [call for _, *call in SENT])


def test_it_receives_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for (frame, comes, kind), event in zip(FRAMES, by_itself["read"], strict=True):
        assert event.get("class", event.get("raised")) == comes
        outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", frame))
        assert outcome.kind == kind, outcome
        if outcome.kind is Kind.OK:
            assert json.loads(outcome.text or "") == event["data"]


def test_it_sends_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for (name, _, members), came in zip(SENT, by_itself["send"], strict=True):
        built = connection.ask(Request(Op.BUILD, name, json.dumps(members)))
        assert json.loads(said(built)) == came
    # A null of an event is not sent, one inside it is.
    assert by_itself["send"][2]["session"] == {"turn_detection": None}
    assert by_itself["send"][3] == {"type": "input_audio_buffer.clear"}
