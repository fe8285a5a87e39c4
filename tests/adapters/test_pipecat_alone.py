"""The adapter answers what the ``pipecat-ai`` package does on its own, when it receives and when it sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import said
from library_alone import alone

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["pipecat"]


def event(type_: str, **members: object) -> str:
    return json.dumps({"type": type_, "event_id": "e", **members})


def session(**audio_input: object) -> str:
    return event("session.updated", session={"type": "realtime", "audio": {"input": audio_input}})


FRAMES = [
    event("response.done", response={"id": "r", "usage": {"total_tokens": 3}, "metadata": {"a": "b"}}),
    event("conversation.item.added", previous_item_id=None, item={"id": "i", "type": "message", "content": []}),
    # Its constructor sets what was not sent.
    session(transcription={"model": "m"}),
    session(transcription={"model": "m", "languages": ["en"]}),
    event("input_audio_buffer.dtmf_event_received", event="1"),
    event("session.updated", session={"tools": []}),
    "{",
]
KINDS = ["ok", "ok", "ok", "rejected", "ignored", "ok", "rejected"]

OFF: dict[str, Any] = {"audio": {"input": {"turn_detection": None}}}
NO_REDUCTION: dict[str, Any] = {"audio": {"input": {"noise_reduction": None}}}
# Members, what a user of the package writes for them, and whether they are what is sent.
SENT: list[tuple[dict[str, Any], str, bool]] = [
    (
        {"type": "session.update", "session": {"type": "realtime", **OFF}},
        "SessionUpdateEvent(event_id='e', session=SessionProperties(audio=AudioConfiguration("
        "input=AudioInput(turn_detection=False))))",
        True,
    ),
    (
        {"type": "session.update", "session": {"type": "realtime", **NO_REDUCTION}},
        "SessionUpdateEvent(event_id='e', session=SessionProperties(audio=AudioConfiguration("
        "input=AudioInput(noise_reduction=None))))",
        False,
    ),
    ({"type": "response.cancel", "response_id": "r"}, "ResponseCancelEvent(event_id='e', response_id='r')", False),
    (
        {"type": "response.create", "response": {"instructions": "x"}},
        "ResponseCreateEvent(event_id='e', response=ResponseProperties(instructions='x'))",
        False,
    ),
    (
        {"type": "conversation.item.truncate", "item_id": "i", "content_index": 0, "audio_end_ms": 1},
        "ConversationItemTruncateEvent(event_id='e', item_id='i', content_index=0, audio_end_ms=1)",
        True,
    ),
]


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, FRAMES, [expression for _, expression, _ in SENT])


def test_it_receives_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for frame, kind, comes in zip(FRAMES, KINDS, by_itself["read"], strict=True):
        outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", frame))
        assert outcome.kind == kind, outcome
        assert (outcome.kind is Kind.IGNORED) is (comes is None)
        assert (outcome.kind is Kind.REJECTED) is (comes is not None and "raised" in comes)
        if outcome.kind is Kind.OK:
            assert json.loads(outcome.text or "") == comes["data"]


def test_it_sends_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for (members, _, whole), came in zip(SENT, by_itself["send"], strict=True):
        built = connection.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps({**members, "event_id": "e"})))
        assert json.loads(said(built)) == came
        assert (came == {**members, "event_id": "e"}) is whole
