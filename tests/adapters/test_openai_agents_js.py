"""The real @openai/agents-realtime answers, as only it does."""

from __future__ import annotations

import json

import pytest
from asking import asked, decoded

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-agents-js"]


def test_it_reads_what_a_server_sends_and_sends_the_rest(connection: Connection) -> None:
    hello = connection.hello
    assert hello.ops == set(Op)
    assert hello.decodes | hello.sends == hello.types
    assert hello.decodes & hello.sends == set()
    assert asked(connection, Op.ROUNDTRIP, "RealtimeClientEvent", {"type": "response.cancel"}).kind is Kind.UNSUPPORTED
    assert asked(connection, Op.BUILD, "RealtimeServerEvent", {"type": "error"}).kind is Kind.UNSUPPORTED


def test_a_member_without_schema_is_lost(connection: Connection) -> None:
    event = {"type": "output_audio_buffer.cleared", "event_id": "e", "response_id": "r"}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", event)
    assert outcome == Outcome(Kind.OK, text='{"type":"output_audio_buffer.cleared","event_id":"e"}')


def test_what_is_passed_through_is_kept_and_not_typed(connection: Connection) -> None:
    event = {"type": "output_audio_buffer.started", "event_id": "e", "response_id": "r"}
    kept = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", event)
    assert json.loads(kept.text or "") == event
    typed = asked(connection, Op.TYPED, "RealtimeServerEvent", event)
    assert typed == Outcome(Kind.OK, text='{"type":"output_audio_buffer.started","event_id":"e"}')


def test_what_is_declared_any_is_raw(connection: Connection) -> None:
    event = {"type": "session.created", "event_id": "e", "session": {"type": "realtime"}}
    assert json.loads(asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", event).text or "") == event
    typed = asked(connection, Op.TYPED, "RealtimeServerEvent", event)
    assert (json.loads(typed.text or ""), typed.raw) == (event, ("/session",))


def test_the_places_of_raw_values_are_told(connection: Connection) -> None:
    response = {"id": "r", "output": [{"type": "message"}], "metadata": {"a/b": "c"}, "status": "completed"}
    typed = asked(connection, Op.TYPED, "RealtimeResponse", response)
    assert (json.loads(typed.text or ""), set(typed.raw)) == (response, {"/output/0", "/metadata/a~1b"})


def test_an_unknown_event_is_generic(connection: Connection) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", {"type": "nope", "event_id": "e"})
    assert outcome == Outcome(Kind.FALLBACK, message='generic event: no schema for the type "nope"')


def test_an_event_that_breaks_its_schema_is_generic(connection: Connection) -> None:
    event = {"type": "response.done", "event_id": "e", "response": {"id": 1}}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEventResponseDone", event)
    expected = "generic event: Invalid input: expected string, received number at /response/id"
    assert outcome == Outcome(Kind.FALLBACK, message=expected)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "null", '{"event_id":"e"}', '{"type":1}'])
def test_what_is_no_event_is_passed_over(connection: Connection, text: str) -> None:
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", text) == Outcome(Kind.IGNORED)


def test_another_event_than_asked_is_a_fallback(connection: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEventResponseDone", event)
    assert outcome == Outcome(Kind.FALLBACK, message="read as another event: input_audio_buffer.cleared")


def test_a_part_is_read_as_in_its_event(connection: Connection) -> None:
    response = {"id": "r", "usage": {"input_tokens": 1, "total_tokens": 2}, "status": "completed"}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeResponse", response)
    assert json.loads(outcome.text or "") == {"id": "r", "usage": {"input_tokens": 1}, "status": "completed"}
    # What is no JSON by itself does not become one by what is around it.
    assert asked(connection, Op.ROUNDTRIP, "RealtimeResponse", '{},"event_id":"e"') == Outcome(Kind.IGNORED)


@pytest.mark.parametrize(
    ("type_", "payload", "message"),
    [
        (
            "RealtimeServerEventConversationItemAdded",
            {
                "type": "conversation.item.added",
                "event_id": "e",
                "item": {"type": "mcp_call", "id": "i", "server_label": "s", "name": "n", "arguments": "{}"},
            },
            "ZodError: Invalid input: expected string, received undefined at /output",
        ),
        (
            "RealtimeServerEvent",
            {"type": "session.created", "event_id": "e", "session": None},
            "TypeError: Cannot read properties of null (reading 'tracing')",
        ),
        (
            "RealtimeServerEvent",
            f"""{{"type":"error","event_id":"e","error":{"[" * 20000}{"]" * 20000}}}""",
            "RangeError: Maximum call stack size exceeded",
        ),
    ],
)
def test_an_exception_in_the_listener_of_the_socket_ends_a_program(
    connection: Connection, type_: str, payload: object, message: str
) -> None:
    for op in (Op.ROUNDTRIP, Op.TYPED):
        assert asked(connection, op, type_, payload) == Outcome(Kind.CRASHED, message=message)
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    assert decoded(connection, Op.ROUNDTRIP, "RealtimeServerEvent", event) == event


def test_out_of_stack_in_sending_is_a_crash_that_the_program_outlives(connection: Connection) -> None:
    deep = f"""{{"type":"session.update","session":{{"type":"realtime","x":{"[" * 20000}{"]" * 20000}}}}}"""
    outcome = asked(connection, Op.BUILD, "RealtimeClientEvent", deep)
    assert outcome == Outcome(Kind.CRASHED, message="RangeError: Maximum call stack size exceeded")


def test_lone_surrogates_survive(connection: Connection) -> None:
    text = '{"type":"error","event_id":"\\ud800"}'
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", text) == Outcome(Kind.OK, text=text)


# The package has a schema of client events that lacks this one, and no part of it runs that schema.
def test_what_only_the_unused_schema_refuses_is_sent(connection: Connection) -> None:
    for event in ({"type": "output_audio_buffer.clear"}, {"type": "session.update", "session": {"bogus": 1}}):
        assert decoded(connection, Op.BUILD, "RealtimeClientEvent", event) == event


def test_the_transport_names_every_response_that_it_asks_for(connection: Connection) -> None:
    for _ in range(2):  # the second is not held back
        built = asked(connection, Op.BUILD, "RealtimeClientEventResponseCreate", {"type": "response.create"})
        event = json.loads(built.text or "")
        assert event.pop("event_id").startswith("agents_js_response_create_")
        assert event == {"type": "response.create"}


def test_the_transport_sends_what_was_set(connection: Connection) -> None:
    event = {"type": "session.update", "session": {"type": "realtime", "prompt": None}}
    assert json.loads(asked(connection, Op.BUILD, "RealtimeClientEvent", event).text or "") == event
