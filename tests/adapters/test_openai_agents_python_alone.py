"""The adapter answers what listeners of the ``openai-agents`` package hear, and what it sends on its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import said
from library_alone import alone

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-agents-python"]


def event(type_: str, **members: object) -> dict[str, Any]:
    return {"type": type_, "event_id": "e", **members}


def message(**members: object) -> dict[str, Any]:
    return {"type": "message", "id": "i", "role": "user", "content": [], **members}


# A frame, and the events of the package that a listener hears besides the raw one.
FRAMES = [
    (event("rate_limits.updated", rate_limits=[]), []),
    (event("session.created", session={"type": "realtime"}), []),
    (event("conversation.item.added", previous_item_id=None, item=message()), ["item_updated"]),
    (event("conversation.item.added", previous_item_id="p", item=message()), ["item_updated"]),
    (event("response.output_item.added", response_id="r", output_index=0, item=message()), ["item_updated"]),
    (event("response.done", response={"id": "r", "usage": {"total_tokens": 3}}), ["usage", "turn_ended"]),
    (event("response.created", response={"audio": {"output": {"voice": {"id": "v"}}}}), ["turn_started"]),
    (event("error", error={"type": "t", "message": "m"}), ["error"]),
    (event("ping"), ["error"]),
]
KINDS = ["fallback", "fallback", "ok", "ok", "ok", "ok", "ok", "ok", "rejected"]

SENT = [
    event("response.cancel", response_id=None),
    event("response.create", response={"metadata": None}),
    event("session.update", session={"type": "realtime", "audio": {"input": {"turn_detection": None}}}),
    event("response.create", response={"input": [{"type": "item_reference", "id": "i"}]}),
]


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, [json.dumps(frame) for frame, _ in FRAMES], SENT)


def test_it_shows_what_a_listener_hears(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for (frame, comes), kind, heard in zip(FRAMES, KINDS, by_itself["read"], strict=True):
        assert [one["type"] for one in heard] == ["raw_server_event", *comes]
        assert heard[0]["data"] == frame
        outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", json.dumps(frame)))
        assert outcome.kind == kind, outcome
        assert (outcome.kind is Kind.FALLBACK) is (len(heard) == 1)


def test_the_values_are_those_of_the_package(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    shown = [
        json.loads(connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", json.dumps(frame))).text or "null")
        for frame, _ in FRAMES
    ]
    heard = [events[-1] for events in by_itself["read"]]
    for index in (2, 3):
        assert shown[index]["previous_item_id"] is heard[index]["item"].get("previous_item_id") is None
    for index in (2, 3, 4):
        assert shown[index]["item"]["id"] == heard[index]["item"]["item_id"] == "i"
        assert shown[index]["item"]["status"] == heard[index]["item"]["status"] == "in_progress"
    assert shown[5]["response"]["id"] == heard[5]["response_id"] == "r"
    assert shown[5]["response"]["usage"]["total_tokens"] == by_itself["read"][5][1]["total_tokens"] == 3
    assert shown[7]["error"] == heard[7]["error"]
    assert heard[8]["error"] == "ValidationError"


def test_it_sends_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for given, came in zip(SENT[:3], by_itself["send"], strict=False):
        built = connection.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps(given)))
        assert [json.loads(said(built))] == came == [given]


def test_what_the_package_does_not_send_is_ignored(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    assert by_itself["send"][3] == []
    assert connection.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps(SENT[3]))).kind is Kind.IGNORED
