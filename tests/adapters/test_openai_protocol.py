"""The real crate openai-protocol answers, as only the crate does."""

from __future__ import annotations

import pytest
from asking import asked

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-protocol"]


def test_a_gateway_reads_and_builds_everything(connection: Connection) -> None:
    hello = connection.hello
    assert hello.ops == set(Op)
    assert hello.decodes == hello.sends == hello.types


@pytest.mark.parametrize(
    ("type_", "text", "outcome"),
    [
        # Its own key order, unknown members gone, what is null left out.
        (
            "RealtimeServerEvent",
            '{"x":1,"event_id":"e","previous_item_id":null,"item_id":"i","type":"input_audio_buffer.committed"}',
            Outcome(Kind.OK, text='{"type":"input_audio_buffer.committed","event_id":"e","item_id":"i"}'),
        ),
        (
            "RealtimeServerEvent",
            '{"type":"response.video.delta","event_id":"e"}',
            Outcome(Kind.FALLBACK, message='read as another variant: {"type":"Unknown"}'),
        ),
        (
            "RealtimeClientEventResponseCreate",
            '{"type":"response.cancel"}',
            Outcome(Kind.FALLBACK, message='read as another variant: {"type":"response.cancel"}'),
        ),
        (
            "RealtimeServerEvent",
            '{"type":"session.created","event_id":"e","session":{"type":"realtime"}}',
            Outcome(Kind.REJECTED, message="missing field `type`"),
        ),
        (
            "RealtimeSessionCreateRequestGA",
            '{"type":"realtime"}',
            Outcome(Kind.OK, text='{"type":"realtime","output_modalities":["audio"]}'),
        ),
        ("VoiceIdsShared", '"nobody"', Outcome(Kind.OK, text='"nobody"')),
        (
            "VoiceIdsShared",
            '{"id":"v"}',
            Outcome(Kind.FALLBACK, message='read as another variant: {"id":"v"}'),
        ),
        ("Metadata", b"\xff", Outcome(Kind.REJECTED, message="expected value at line 1 column 1")),
        ("RealtimeReasoning", "{}", Outcome(Kind.UNSUPPORTED, message="no type RealtimeReasoning")),
    ],
)
def test_decoded_and_encoded_by_the_crate(
    connection: Connection, type_: str, text: str | bytes, outcome: Outcome
) -> None:
    answer = connection.ask(Request(Op.ROUNDTRIP, type_, text))
    assert answer.kind is outcome.kind
    assert answer.text == outcome.text
    if outcome.kind is not Kind.UNSUPPORTED:
        assert answer.message == outcome.message


@pytest.mark.parametrize(
    ("type_", "members", "written"),
    [
        (
            "RealtimeClientEventSessionUpdate",
            '{"type":"session.update","session":{"type":"realtime"}}',
            '{"type":"session.update","session":{"type":"realtime","type":"realtime","output_modalities":["audio"]}}',
        ),
        (
            "RealtimeServerEventResponseTextDelta",
            '{"type":"response.output_text.delta","event_id":"e","response_id":"r","item_id":"i","output_index":2,'
            '"content_index":1,"delta":""}',
            '{"type":"response.output_text.delta","content_index":1,"delta":"","event_id":"e","item_id":"i",'
            '"output_index":2,"response_id":"r"}',
        ),
        (
            "RealtimeResponse",
            '{"object":"realtime.response","id":"r","output":[]}',
            '{"id":"r","object":"realtime.response","status":"in_progress"}',
        ),
    ],
)
def test_made_by_the_constructors(connection: Connection, type_: str, members: str, written: str) -> None:
    assert connection.ask(Request(Op.BUILD, type_, members)) == Outcome(Kind.OK, text=written)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("MCPToolFilter", '{"read_only":true}'),
        ("VoiceIdsOrCustomVoice", '{"id":"v"}'),
        ("RealtimeTurnDetection", '{"type":"server_vad"}'),
        # The builder wants an id, and drops an empty list.
        ("RealtimeResponse", '{"output":[]}'),
    ],
)
def test_what_has_no_constructor_is_made_of_its_fields(connection: Connection, type_: str, text: str) -> None:
    assert asked(connection, Op.BUILD, type_, text) == Outcome(Kind.OK, text=text)


@pytest.mark.parametrize(
    ("type_", "members"),
    [
        ("RealtimeServerEvent", '{"type":"response.video.delta","event_id":"e"}'),
        ("RealtimeClientEvent", '{"type":"input_audio_buffer.clear","obfuscation":"x"}'),
        ("RealtimeClientEvent", '{"type":"conversation.item.create","item":{"type":"reasoning"}}'),
    ],
)
def test_what_no_constructor_can_be_asked_for_is_refused(connection: Connection, type_: str, members: str) -> None:
    assert asked(connection, Op.BUILD, type_, members).kind is Kind.REJECTED
