"""The adapter answers what the package does on its own, when it receives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import asked
from library_alone import alone

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["ai-sdk-openai"]

DELTA = {
    "type": "response.output_text.delta",
    "event_id": "e",
    "response_id": "r",
    "item_id": "i",
    "output_index": 0,
    "content_index": 0,
    "delta": "a",
}
DONE = {
    "type": "response.done",
    "event_id": "e",
    "response": {
        "id": "r",
        "object": "realtime.response",
        "status": "failed",
        "usage": {"input_tokens": 3, "output_tokens": 0, "total_tokens": 3},
    },
}
FAILED = {"type": "error", "event_id": "e", "error": {"type": "invalid_request_error", "message": "m", "code": None}}
NEW = {"type": "something.new", "event_id": "e"}
FRAMES: list[Any] = [DELTA, DONE, FAILED, NEW, None, {**DONE, "response": {}}]


@pytest.fixture(scope="module")
def by_itself() -> list[dict[str, Any]]:
    return alone(ENTRY, [json.dumps(frame) for frame in FRAMES], [])["read"]


def heard(connection: Connection, frame: object) -> tuple[Any, set[str]]:
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", frame)
    assert outcome.kind is Kind.OK
    return json.loads(outcome.text or ""), set(outcome.raw)


def test_it_shows_what_the_events_of_the_package_carry(connection: Connection, by_itself: list[dict[str, Any]]) -> None:
    assert by_itself[0] == {
        "event": {"type": "text-delta", "responseId": "r", "itemId": "i", "delta": "a"},
        "whole": True,
    }
    assert heard(connection, DELTA) == (DELTA, {"/event_id", "/output_index", "/content_index"})
    assert by_itself[1]["event"] == {
        "type": "response-done",
        "responseId": "r",
        "status": "failed",
        "usage": {"inputTokens": 3, "outputTokens": 0},
    }
    assert heard(connection, DONE) == (DONE, {"/event_id", "/response/object", "/response/usage/total_tokens"})


def test_a_code_that_is_null_is_none(connection: Connection, by_itself: list[dict[str, Any]]) -> None:
    assert by_itself[2]["event"] == {"type": "error", "message": "m"}
    shown, raw = heard(connection, FAILED)
    assert shown["error"] == {"type": "invalid_request_error", "message": "m"}
    assert raw == {"/event_id", "/error/type"}


def test_what_the_package_has_no_event_for_is_a_fallback(
    connection: Connection, by_itself: list[dict[str, Any]]
) -> None:
    assert by_itself[3]["event"] == {"type": "custom", "rawType": "something.new"}
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", NEW).kind is Kind.FALLBACK


def test_what_is_not_an_event_is_refused_in_its_words(connection: Connection, by_itself: list[dict[str, Any]]) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", "null")
    assert (outcome.kind, outcome.message) == (Kind.REJECTED, by_itself[4]["raised"])


def test_a_status_that_is_absent_is_completed(by_itself: list[dict[str, Any]]) -> None:
    assert by_itself[5]["event"]["status"] == "completed"


def test_it_sends_nothing(connection: Connection) -> None:
    assert connection.hello.ops == {Op.ROUNDTRIP}
    assert not connection.hello.sends
