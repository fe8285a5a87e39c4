"""The real ``azure-ai-voicelive`` package answers, and says that it speaks a dialect of its own."""

from __future__ import annotations

import json

import pytest
from asking import said

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.adapters.azure_voicelive.names import CLIENT, SERVER

ENTRY = REGISTRY["azure-voicelive"]


def test_hello_names_the_dialect_of_the_vendor(connection: Connection) -> None:
    assert connection.hello.dialect == "azure-voicelive"


def test_it_has_the_types_of_both_tables(connection: Connection) -> None:
    assert connection.hello.types == {*SERVER, *CLIENT}
    assert connection.hello.decodes == set(SERVER)
    assert connection.hello.sends == set(CLIENT)


def event(type_: str, **members: object) -> str:
    return json.dumps({"type": type_, "event_id": "e", **members})


def done(**response: object) -> str:
    return event("response.done", response=response)


@pytest.mark.parametrize(
    ("text", "written", "typed"),
    [
        # The mapping keeps everything; no attribute reaches what the vendor's class does not have.
        (
            done(output_modalities=["text"], status="completed", metadata={"a": "b"}),
            '{"type": "response.done", "event_id": "e", "response": '
            '{"output_modalities": ["text"], "status": "completed", "metadata": {"a": "b"}}}',
            '{"type": "response.done", "event_id": "e", "response": {"status": "completed", "metadata": {"a": "b"}}}',
        ),
        # Attributes convert what the mapping keeps.
        (
            event("input_audio_buffer.speech_started", audio_start_ms="12", item_id="i"),
            '{"type": "input_audio_buffer.speech_started", "event_id": "e", "audio_start_ms": "12", "item_id": "i"}',
            '{"type": "input_audio_buffer.speech_started", "event_id": "e", "audio_start_ms": 12, "item_id": "i"}',
        ),
        # Unions that know no such variant: a base class says nothing of it.
        (event("something_else"), "fallback", "fallback"),
        (event("response.output_audio.delta"), "fallback", "fallback"),
        ("[]", "rejected", "rejected"),
        ("{", "rejected", "rejected"),
        # Its recv raises, and receives the next message.
        (event("session.created")[:-1] + ',"session":' + "[" * 20_000 + "]" * 20_000 + "}", "rejected", "rejected"),
    ],
)
def test_a_server_event(connection: Connection, text: str, written: str, typed: str) -> None:
    answers = [said(connection.ask(Request(op, "RealtimeServerEvent", text))) for op in (Op.ROUNDTRIP, Op.TYPED)]
    assert answers == [written, typed]


def test_inside_an_event_it_is_raw(connection: Connection) -> None:
    text = done(output=[{"type": "message", "role": "assistant", "content": [{"type": "output_audio"}]}])
    for op in (Op.ROUNDTRIP, Op.TYPED):
        outcome = connection.ask(Request(op, "RealtimeServerEvent", text))
        assert outcome.kind is Kind.OK
        assert outcome.raw == ("/response/output/0/content/0",)
        assert json.loads(outcome.text or "") == json.loads(text)


def test_an_event_of_another_type_is_not_the_one_that_was_asked_for(connection: Connection) -> None:
    text = event("input_audio_buffer.cleared")
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventError", text))
    assert outcome == Outcome(Kind.FALLBACK, message="received as ServerEventInputAudioBufferCleared")


@pytest.mark.parametrize(
    ("type_", "members", "built"),
    [
        ("RealtimeClientEventResponseCancel", {"response_id": "r"}, '{"response_id": "r", "type": "response.cancel"}'),
        ("RealtimeClientEventInputAudioBufferClear", {"event_id": None}, '{"type": "input_audio_buffer.clear"}'),
        ("RealtimeClientEventResponseCancel", {"weird": 1}, "rejected"),
    ],
)
def test_building_calls_the_constructor(
    connection: Connection, type_: str, members: dict[str, object], built: str
) -> None:
    assert said(connection.ask(Request(Op.BUILD, type_, json.dumps(members)))) == built


def test_it_reads_no_client_event(connection: Connection) -> None:
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeClientEventResponseCancel", "{}"))
    assert outcome.kind is Kind.UNSUPPORTED
