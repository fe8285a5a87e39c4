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


def test_it_receives_the_events_of_which_it_makes_its_own_and_sends_client_events(connection: Connection) -> None:
    hello = connection.hello
    assert hello.ops == {Op.ROUNDTRIP, Op.BUILD}
    assert hello.sends == {name for name in load_dialect("openai-ga").types if name.startswith("RealtimeClientEvent")}
    assert hello.decodes == {*EVENTS, "RealtimeServerEvent"}
    assert hello.types == hello.decodes | hello.sends


def event(type_: str, **members: object) -> str:
    return json.dumps({"type": type_, "event_id": "e", **members})


ITEM = {"type": "message", "role": "user", "content": []}
IDS = {"response_id": "r", "output_index": 0}


PLACE = {"item_id": "i", "content_index": 0}
EVENTS = {
    "RealtimeServerEventConversationItemAdded": event("conversation.item.added", item=ITEM),
    "RealtimeServerEventConversationItemCreated": event("conversation.item.created", item=ITEM, previous_item_id="p"),
    "RealtimeServerEventConversationItemDeleted": event("conversation.item.deleted", item_id="i"),
    "RealtimeServerEventConversationItemInputAudioTranscriptionCompleted": event(
        "conversation.item.input_audio_transcription.completed",
        transcript="x",
        usage={"type": "duration", "seconds": 1},
        **PLACE,
    ),
    "RealtimeServerEventConversationItemRetrieved": event("conversation.item.retrieved", item=ITEM),
    "RealtimeServerEventError": event("error", error={"type": "t", "message": "m"}),
    "RealtimeServerEventInputAudioBufferTimeoutTriggered": event(
        "input_audio_buffer.timeout_triggered", item_id="i", audio_start_ms=0, audio_end_ms=1
    ),
    "RealtimeServerEventResponseAudioDelta": event("response.output_audio.delta", delta="AAAA", **PLACE, **IDS),
    "RealtimeServerEventResponseAudioDone": event("response.output_audio.done", **PLACE, **IDS),
    "RealtimeServerEventResponseAudioTranscriptDelta": event(
        "response.output_audio_transcript.delta", delta="x", **PLACE, **IDS
    ),
    "RealtimeServerEventResponseCreated": event("response.created", response={"id": "r"}),
    "RealtimeServerEventResponseDone": event("response.done", response={"id": "r"}),
    "RealtimeServerEventResponseOutputItemAdded": event("response.output_item.added", item=ITEM, **IDS),
    "RealtimeServerEventResponseOutputItemDone": event("response.output_item.done", item=ITEM, **IDS),
    "RealtimeServerEventResponseTextDelta": event("response.output_text.delta", delta="x", **PLACE, **IDS),
}


@pytest.mark.parametrize("type_", EVENTS)
def test_of_these_events_it_makes_its_own(connection: Connection, type_: str) -> None:
    outcome = connection.ask(Request(Op.ROUNDTRIP, type_, EVENTS[type_]))
    assert outcome.kind is Kind.OK, outcome.message
    assert "/event_id" in outcome.raw


@pytest.mark.parametrize(
    "text",
    [
        event("rate_limits.updated", rate_limits=[]),
        event("session.created", session={"type": "realtime"}),
        event("input_audio_buffer.cleared"),
        # Nor of an item that is not a message, or a call that is not complete.
        event("conversation.item.added", item={"type": "function_call", "name": "f", "arguments": "{}"}),
        event("response.output_item.added", item={"type": "function_call", "name": "f", "arguments": ""}, **IDS),
    ],
)
def test_of_others_listeners_have_the_raw_event_alone(connection: Connection, text: str) -> None:
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", text))
    assert outcome.kind is Kind.FALLBACK
    assert json.loads(outcome.text or "") == json.loads(text)
    assert outcome.message == "listeners have the raw event alone"


@pytest.mark.parametrize(
    ("given", "heard", "raw"),
    [
        # An item that comes first comes after none.
        ({"previous_item_id": None, "item": ITEM}, {"previous_item_id": None}, ["/event_id"]),
        # The place of an item is read from the retired event alone.
        ({"previous_item_id": "p", "item": ITEM}, {"previous_item_id": None}, ["/event_id"]),
        (
            {"item": {**ITEM, "object": "realtime.item", "id": "i", "phase": "x"}},
            {"item": {**ITEM, "object": "realtime.item", "id": "i", "phase": "x", "status": "in_progress"}},
            ["/event_id", "/item/phase"],
        ),
        (
            {"item": {**ITEM, "role": "assistant", "content": [{"type": "output_text", "text": "x"}]}},
            {"item": {"type": "output_text", "text": "x"}},
            ["/event_id"],
        ),
    ],
)
def test_an_item_is_heard_of_as_the_package_converts_it(
    connection: Connection, given: dict[str, object], heard: dict[str, object], raw: list[str]
) -> None:
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", event("conversation.item.added", **given)))
    frame = json.loads(outcome.text or "")
    if "previous_item_id" in heard:
        assert frame["previous_item_id"] == heard["previous_item_id"]
    elif frame["item"]["content"]:
        (part,) = frame["item"]["content"]
        assert {name: value for name, value in part.items() if value is not None} == heard["item"]
    else:
        assert {**frame["item"], "id": "i"} == heard["item"]
    assert list(outcome.raw) == raw


def test_of_a_response_its_id_and_usage_are_heard_of(connection: Connection) -> None:
    usage = {"total_tokens": 3, "input_token_details": {"cached_tokens": 1}}
    response = {"id": "r", "status": "completed", "output": [ITEM], "usage": usage}
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", event("response.done", response=response)))
    assert outcome.raw == ("/event_id", "/response")
    heard = json.loads(outcome.text or "")["response"]["usage"]
    assert heard["total_tokens"] == 3
    assert heard["input_token_details"]["cached_tokens"] == 1
    alone = event("response.done", response={"id": "r", "object": "realtime.response", "usage": usage})
    assert connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", alone)).raw == ("/event_id",)


def test_a_complete_call_is_heard_of(connection: Connection) -> None:
    call = {"id": "i", "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}", "status": "completed"}
    text = event("response.output_item.done", item=call, **IDS)
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventResponseOutputItemDone", text))
    assert json.loads(outcome.text or "") == json.loads(text)
    assert outcome.raw == ("/event_id", "/response_id", "/output_index")


@pytest.mark.parametrize(
    "text",
    [
        event("something_else"),
        # What the handling of a valid event raises is reported as well.
        event("response.output_audio.delta", item_id="i", content_index=0, delta="A", **IDS),
        event("response.output_item.added", item={"type": "item_reference", "id": "i"}, **IDS),
        "[" * 100_000,
        "{",
        "1",
    ],
)
def test_what_is_reported_as_an_exception_is_refused(connection: Connection, text: str) -> None:
    assert connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", text)).kind is Kind.REJECTED


def test_an_event_of_another_type_is_not_the_one_that_was_asked_for(connection: Connection) -> None:
    text = event("conversation.item.deleted", item_id="i")
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventError", text))
    assert outcome == Outcome(Kind.FALLBACK, message="received as conversation.item.deleted")


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
        (Op.BUILD, "RealtimeServerEventError"),
        (Op.ROUNDTRIP, "RealtimeResponse"),
        (Op.ROUNDTRIP, "RealtimeServerEventRateLimitsUpdated"),
    ],
)
def test_it_reads_no_client_event_and_makes_no_server_event(connection: Connection, op: Op, type_: str) -> None:
    assert connection.ask(Request(op, type_, event("error"))).kind is Kind.UNSUPPORTED
