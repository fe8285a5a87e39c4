"""The real @openai/agents-realtime answers, as only it does."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import asked

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-agents-js"]


@pytest.fixture
def server(opened: Callable[..., Connection]) -> Connection:
    return opened("default")


@pytest.fixture
def client(opened: Callable[..., Connection]) -> Connection:
    return opened("client-schema")


def test_only_the_client_builds(server: Connection, client: Connection) -> None:
    assert server.hello.ops == {Op.ROUNDTRIP, Op.TYPED}
    assert client.hello.ops == set(Op)


def test_a_member_without_schema_is_lost(server: Connection) -> None:
    event = {"type": "output_audio_buffer.cleared", "event_id": "e", "response_id": "r"}
    outcome = asked(server, Op.ROUNDTRIP, "RealtimeServerEvent", event)
    assert outcome == Outcome(Kind.OK, text='{"type":"output_audio_buffer.cleared","event_id":"e"}')


def test_what_is_passed_through_is_kept_and_not_typed(server: Connection) -> None:
    event = {"type": "output_audio_buffer.started", "event_id": "e", "response_id": "r"}
    kept = asked(server, Op.ROUNDTRIP, "RealtimeServerEvent", event)
    assert json.loads(kept.text or "") == event
    typed = asked(server, Op.TYPED, "RealtimeServerEvent", event)
    assert typed == Outcome(Kind.OK, text='{"type":"output_audio_buffer.started","event_id":"e"}')


def test_what_is_declared_any_is_not_typed(server: Connection) -> None:
    event = {"type": "session.created", "event_id": "e", "session": {"type": "realtime"}}
    assert json.loads(asked(server, Op.ROUNDTRIP, "RealtimeServerEvent", event).text or "") == event
    typed = asked(server, Op.TYPED, "RealtimeServerEvent", event)
    assert typed == Outcome(Kind.OK, text='{"type":"session.created","event_id":"e"}')


def test_an_unknown_event_is_generic(server: Connection) -> None:
    outcome = asked(server, Op.ROUNDTRIP, "RealtimeServerEvent", {"type": "nope", "event_id": "e"})
    assert outcome == Outcome(Kind.FALLBACK, message='generic event: no schema for the type "nope"')


def test_an_event_that_breaks_its_schema_is_generic(server: Connection) -> None:
    event = {"type": "response.done", "event_id": "e", "response": {"id": 1}}
    outcome = asked(server, Op.ROUNDTRIP, "RealtimeServerEventResponseDone", event)
    expected = "generic event: Invalid input: expected string, received number at /response/id"
    assert outcome == Outcome(Kind.FALLBACK, message=expected)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "null", '{"event_id":"e"}', '{"type":1}'])
def test_what_is_no_event_is_passed_over(server: Connection, text: str) -> None:
    assert asked(server, Op.ROUNDTRIP, "RealtimeServerEvent", text) == Outcome(Kind.IGNORED)


def test_another_event_than_asked_is_a_fallback(server: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    outcome = asked(server, Op.ROUNDTRIP, "RealtimeServerEventResponseDone", event)
    assert outcome == Outcome(Kind.FALLBACK, message="read as another event: input_audio_buffer.cleared")


def test_a_part_is_read_as_in_its_event(server: Connection) -> None:
    response = {"id": "r", "usage": {"input_tokens": 1, "total_tokens": 2}, "status": "completed"}
    outcome = asked(server, Op.ROUNDTRIP, "RealtimeResponse", response)
    assert json.loads(outcome.text or "") == {"id": "r", "usage": {"input_tokens": 1}, "status": "completed"}
    # What is no JSON by itself does not become one by what is around it.
    assert asked(server, Op.ROUNDTRIP, "RealtimeResponse", '{},"event_id":"e"') == Outcome(Kind.IGNORED)


@pytest.mark.parametrize(("op", "kind"), [(Op.ROUNDTRIP, Kind.CRASHED), (Op.TYPED, Kind.OK), (Op.BUILD, Kind.CRASHED)])
def test_out_of_stack_is_a_crash_that_the_program_outlives(client: Connection, op: Op, kind: Kind) -> None:
    deep = f"""{{"type":"session.update","session":{{"type":"realtime","x":{"[" * 20000}{"]" * 20000}}}}}"""
    outcome = asked(client, op, "RealtimeClientEvent", deep)
    assert outcome.kind is kind
    assert kind is Kind.OK or outcome.message == "RangeError: Maximum call stack size exceeded"


def test_lone_surrogates_survive(server: Connection) -> None:
    text = '{"type":"error","event_id":"\\ud800"}'
    assert asked(server, Op.ROUNDTRIP, "RealtimeServerEvent", text) == Outcome(Kind.OK, text=text)


def test_the_schema_of_client_events_refuses(client: Connection) -> None:
    outcome = asked(client, Op.ROUNDTRIP, "RealtimeClientEvent", {"type": "output_audio_buffer.clear"})
    expected = 'ZodError: no schema for the type "output_audio_buffer.clear"'
    assert outcome == Outcome(Kind.REJECTED, message=expected)


def test_the_transport_names_every_response_that_it_asks_for(client: Connection) -> None:
    for _ in range(2):  # the second is not held back
        built = asked(client, Op.BUILD, "RealtimeClientEventResponseCreate", {"type": "response.create"})
        event = json.loads(built.text or "")
        assert event.pop("event_id").startswith("agents_js_response_create_")
        assert event == {"type": "response.create"}


def test_the_transport_sends_what_was_set(client: Connection) -> None:
    event = {"type": "session.update", "session": {"type": "realtime", "prompt": None}}
    assert json.loads(asked(client, Op.BUILD, "RealtimeClientEvent", event).text or "") == event
