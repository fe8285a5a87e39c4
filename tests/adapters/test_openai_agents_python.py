"""The real ``openai-agents`` package answers, as only its WebSocket model does."""

from __future__ import annotations

import json

import pytest
from asking import said

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.spec import load_dialect

ENTRY = REGISTRY["openai-agents-python"]


def test_its_types_are_the_events_of_the_dialect(connection: Connection) -> None:
    prefixes = ("RealtimeServerEvent", "RealtimeClientEvent")
    assert connection.hello.types == {name for name in load_dialect("openai-ga").types if name.startswith(prefixes)}


def event(type_: str, **members: object) -> str:
    return json.dumps({"type": type_, "event_id": "e", **members})


ITEM = {"type": "message", "role": "user", "content": []}
IDS = {"response_id": "r", "output_index": 0}


@pytest.mark.parametrize(
    ("text", "written", "typed"),
    [
        # An undeclared member is kept, and is no part of the typed API.
        (
            event("input_audio_buffer.cleared", z=1),
            '{"event_id":"e","type":"input_audio_buffer.cleared","z":1}',
            '{"event_id": "e", "type": "input_audio_buffer.cleared"}',
        ),
        # What the model prepares before it validates: the item before the first, and a voice by its id.
        (
            event("input_audio_buffer.committed", item_id="i", previous_item_id=None),
            '{"event_id":"e","item_id":"i","type":"input_audio_buffer.committed","previous_item_id":""}',
            '{"event_id": "e", "item_id": "i", "type": "input_audio_buffer.committed", "previous_item_id": ""}',
        ),
        (
            event("response.created", response={"audio": {"output": {"voice": {"id": "v"}}}}),
            '{"event_id":"e","response":{"audio":{"output":{"voice":"v"}}},"type":"response.created"}',
            '{"event_id": "e", "response": {"audio": {"output": {"voice": "v"}}}, "type": "response.created"}',
        ),
        # A message is taken out of its event; any other item is not.
        (event("response.output_item.added", item=ITEM, **IDS), "fallback", "fallback"),
        (
            event("response.output_item.added", item={"type": "item_reference", "id": "i"}, **IDS),
            "rejected",
            "rejected",
        ),
        # What the handling of a valid event raises is reported as well.
        (
            event("response.output_audio.delta", item_id="i", content_index=0, delta="A", **IDS),
            "rejected",
            "rejected",
        ),
        # An error of the server is an event like any other.
        (
            event("error", error={"type": "t", "message": "m"}),
            '{"error":{"message":"m","type":"t"},"event_id":"e","type":"error"}',
            '{"error": {"message": "m", "type": "t"}, "event_id": "e", "type": "error"}',
        ),
        (event("something_else"), "rejected", "rejected"),
        ("[" * 100_000, "rejected", "rejected"),
        ("{", "rejected", "rejected"),
        ("1", "rejected", "rejected"),
    ],
)
def test_a_server_event(connection: Connection, text: str, written: str, typed: str) -> None:
    answers = [said(connection.ask(Request(op, "RealtimeServerEvent", text))) for op in (Op.ROUNDTRIP, Op.TYPED)]
    assert answers == [written, typed]


def test_a_fallback_says_what_remains_of_the_event(connection: Connection) -> None:
    text = event("response.output_item.done", item=ITEM, **IDS)
    outcome = connection.ask(Request(Op.TYPED, "RealtimeServerEventResponseOutputItemDone", text))
    assert outcome == Outcome(Kind.FALLBACK, message="only the message item is passed on, as UserMessageItem")


def test_an_event_of_another_type_is_not_the_one_that_was_asked_for(connection: Connection) -> None:
    text = event("input_audio_buffer.cleared")
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventError", text))
    assert outcome == Outcome(Kind.FALLBACK, message="received as InputAudioBufferClearedEvent")


@pytest.mark.parametrize(
    ("members", "sent"),
    [
        # Only what was set, and null stays null.
        ({"type": "response.cancel", "response_id": None}, '{"type":"response.cancel","response_id":null}'),
        # A response is asked for in its turn, under an id by which an error is told to be its own.
        ({"type": "response.create"}, '{"type":"response.create","event_id":"agents_py_response_create_1"}'),
        ({"type": "response.create", "event_id": "e"}, '{"type":"response.create","event_id":"e"}'),
        ({"type": "something_else"}, "ignored"),
        ({"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "i"}]}}, "ignored"),
    ],
)
def test_a_client_event_is_what_goes_into_the_socket(
    connection: Connection, members: dict[str, object], sent: str
) -> None:
    assert said(connection.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps(members)))) == sent


@pytest.mark.parametrize(
    ("op", "type_"),
    [
        (Op.ROUNDTRIP, "RealtimeClientEvent"),
        (Op.TYPED, "RealtimeClientEventResponseCancel"),
        (Op.BUILD, "RealtimeServerEventError"),
        (Op.ROUNDTRIP, "RealtimeResponse"),
    ],
)
def test_it_reads_no_client_event_and_makes_no_server_event(connection: Connection, op: Op, type_: str) -> None:
    assert connection.ask(Request(op, type_, event("error"))).kind is Kind.UNSUPPORTED
