"""What is said against the built-in servers at level must, shown by a WebSocket client alone, without rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import connect

from conformance.servers import SERVERS
from tests.servers.asking import require

PATIENCE = 120
QUIET = 3
"""Seconds in which nothing comes after an answer has ended."""
Events = list[dict[str, Any]]
ITEM = {
    "type": "conversation.item.create",
    "item": {"id": "item_mine", "type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
}
UPDATE = {
    "type": "session.update",
    "session": {"type": "realtime", "output_modalities": ["text"], "max_output_tokens": 900},
}


def talk(url: str, *sent: dict[str, Any], until: str) -> Events:
    """Everything that a server says until an event of that type, and in the quiet after it."""
    events: Events = []
    with connect(url) as socket:
        for event in sent:
            socket.send(json.dumps(event))
        try:
            while True:
                ended = any(event["type"] == until for event in events)
                events.append(json.loads(socket.recv(QUIET if ended else PATIENCE)))
        except TimeoutError:
            assert any(event["type"] == until for event in events), events
    return events


def of(events: Events, event_type: str) -> dict[str, Any]:
    return next(event for event in events if event["type"] == event_type)


def types(events: Events, item_id: str | None) -> set[str]:
    """The types of the events of the conversation about an item."""
    about = (event for event in events if event.get("item", {}).get("id") == item_id)
    return {event["type"] for event in about if event["type"].startswith("conversation.")}


@pytest.fixture(scope="module")
def aimock() -> Iterator[Events]:
    require(SERVERS["aimock"])
    with SERVERS["aimock"].running() as (target, _):
        yield talk(target.url, UPDATE, ITEM, {"type": "response.create"}, until="response.done")


def test_aimock_shows_formats_and_a_voice_as_null(aimock: Events) -> None:
    """event.shape: `format` is an object and `voice` a text where they are there."""
    audio = of(aimock, "session.created")["session"]["audio"]
    assert (audio["input"]["format"], audio["output"]["format"], audio["output"]["voice"]) == (None, None, None)


def test_aimock_updates_to_a_session_without_an_id(aimock: Events) -> None:
    """session.updated-full"""
    assert "id" in of(aimock, "session.created")["session"]
    assert "id" not in of(aimock, "session.updated")["session"]


def test_aimock_does_not_show_what_was_set(aimock: Events) -> None:
    """session.updated-effective"""
    shown = of(aimock, "session.updated")["session"]
    assert "max_output_tokens" not in shown
    assert shown["max_response_output_tokens"] == "inf"


def test_aimock_never_says_that_an_item_of_the_user_is_done(aimock: Events) -> None:
    """item.create-acked"""
    assert types(aimock, "item_mine") == {"conversation.item.added"}


def test_aimock_does_not_add_the_item_of_a_response(aimock: Events) -> None:
    """response.item-in-conversation; and item.previous-known, because the next item is put after it."""
    item = of(aimock, "response.output_item.added")["item"]["id"]
    assert types(aimock, item) == {"conversation.item.done"}


@pytest.fixture(scope="module")
def speech_to_speech() -> Iterator[Events]:
    require(SERVERS["speech-to-speech"])
    with SERVERS["speech-to-speech"].running() as (target, _):
        yield talk(target.url, UPDATE, ITEM, {"type": "response.create"}, until="response.done")


def test_speech_to_speech_shows_null_for_most_of_a_session_and_no_object(speech_to_speech: Events) -> None:
    """event.shape"""
    session = of(speech_to_speech, "session.created")["session"]
    assert "object" not in session
    nulls = {name for name, value in session.items() if value is None}
    assert nulls >= {"instructions", "max_output_tokens", "model", "output_modalities", "tool_choice", "tools"}


def test_speech_to_speech_acknowledges_an_item_by_the_name_of_the_retired_beta(speech_to_speech: Events) -> None:
    """item.create-acked"""
    assert types(speech_to_speech, "item_mine") == {"conversation.item.created"}


def test_speech_to_speech_does_not_add_the_item_of_a_response(speech_to_speech: Events) -> None:
    """response.item-in-conversation"""
    item = of(speech_to_speech, "response.output_item.added")["item"]["id"]
    assert types(speech_to_speech, item) == set()
