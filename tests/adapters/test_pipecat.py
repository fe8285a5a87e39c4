"""The real ``pipecat-ai`` package answers, as only its event classes do."""

from __future__ import annotations

import json
import re

import pytest
from asking import said

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.adapters.pipecat.names import CLIENT, READ_INSIDE, SENT_INSIDE, SERVER

ENTRY = REGISTRY["pipecat"]


def test_it_receives_and_sends_the_types_of_its_tables(connection: Connection) -> None:
    assert connection.hello.decodes == {"RealtimeServerEvent", *SERVER, *READ_INSIDE}
    assert connection.hello.sends == {"RealtimeClientEvent", *CLIENT, *SENT_INSIDE}
    assert connection.hello.types == connection.hello.decodes | connection.hello.sends


def event(type_: str, **members: object) -> str:
    return json.dumps({"type": type_, "event_id": "e", **members})


ITEM = {"id": "i", "type": "message", "role": "user", "content": []}


@pytest.mark.parametrize(
    ("text", "written", "typed"),
    [
        # Its own key order; an undeclared member is gone from both.
        (
            event("conversation.item.added", item={**ITEM, "phase": "x"}),
            '{"event_id": "e", "type": "conversation.item.added", "item": '
            '{"id": "i", "type": "message", "role": "user", "content": []}}',
            '{"event_id": "e", "type": "conversation.item.added", "item": '
            '{"id": "i", "type": "message", "role": "user", "content": []}}',
        ),
        # What was given is written, null included; its defaults are not.
        (
            event("error", error={"type": "t", "message": "m", "param": None}),
            *['{"event_id": "e", "type": "error", "error": {"type": "t", "message": "m", "param": null}}'] * 2,
        ),
        # Validation makes an int of a string.
        (
            event("input_audio_buffer.speech_started", audio_start_ms="12", item_id="i"),
            *['{"event_id": "e", "type": "input_audio_buffer.speech_started", "audio_start_ms": 12, "item_id": "i"}']
            * 2,
        ),
        # An empty list of tools is read as none at all.
        (
            event("session.updated", session={"type": "realtime", "tools": []}),
            *['{"event_id": "e", "type": "session.updated", "session": {"type": "realtime", "tools": null}}'] * 2,
        ),
        # Extra members are kept in one class, and are no part of its typed API.
        (
            event("response.done", response={"usage": {"input_token_details": {"z": 1, "text_tokens": 2}}}),
            '{"event_id": "e", "type": "response.done", "response": {"usage": {"input_token_details": '
            '{"text_tokens": 2, "z": 1}}}}',
            '{"event_id": "e", "type": "response.done", "response": {"usage": {"input_token_details": '
            '{"text_tokens": 2}}}}',
        ),
        (event("something_else"), "ignored", "ignored"),
        (event("input_audio_buffer.dtmf_event_received"), "ignored", "ignored"),
        (event("conversation.item.added", item={**ITEM, "type": "mcp_call"}), "rejected", "rejected"),
        ("[" * 100_000, "rejected", "rejected"),
        ("{", "rejected", "rejected"),
    ],
)
def test_a_server_event(connection: Connection, text: str, written: str, typed: str) -> None:
    answers = [said(connection.ask(Request(op, "RealtimeServerEvent", text))) for op in (Op.ROUNDTRIP, Op.TYPED)]
    assert answers == [written, typed]


def test_what_is_declared_as_a_dict_is_raw(connection: Connection) -> None:
    text = event("rate_limits.updated", rate_limits=[{"name": "requests", "limit": 1}])
    outcome = connection.ask(Request(Op.TYPED, "RealtimeServerEventRateLimitsUpdated", text))
    assert json.loads(outcome.text or "") == json.loads(text)
    assert outcome.raw == ("/rate_limits/0",)


def test_a_refusal_has_the_words_of_the_package(connection: Connection) -> None:
    audio = {"input": {"transcription": {"model": "m", "delay": "low"}}}
    text = event("session.created", session={"type": "realtime", "audio": audio})
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventSessionCreated", text))
    assert outcome.kind is Kind.REJECTED
    assert "InputAudioTranscription.__init__() got an unexpected keyword argument 'delay'" in (outcome.message or "")


def test_an_event_of_another_type_is_not_the_one_that_was_asked_for(connection: Connection) -> None:
    text = event("input_audio_buffer.cleared")
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventError", text))
    assert outcome == Outcome(Kind.FALLBACK, message="parsed as InputAudioBufferCleared")


@pytest.mark.parametrize("type_", ["RealtimeClientEvent", "RealtimeClientEventResponseCancel"])
def test_building_drops_what_the_class_does_not_have_and_makes_an_id(connection: Connection, type_: str) -> None:
    built = connection.ask(Request(Op.BUILD, type_, '{"type":"response.cancel","response_id":"r"}'))
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert re.fullmatch(f'{{"event_id": "{uuid}", "type": "response.cancel"}}', built.text or "")


def test_a_turn_detection_that_is_off_is_spelled_as_the_package_spells_it(connection: Connection) -> None:
    session = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
    given = {"type": "session.update", "event_id": "e", "session": session}
    built = connection.ask(Request(Op.BUILD, "RealtimeClientEventSessionUpdate", json.dumps(given)))
    assert json.loads(built.text or "") == given


@pytest.mark.parametrize("setting", ["noise_reduction", "transcription"])
def test_for_no_other_null_it_has_a_spelling(connection: Connection, setting: str) -> None:
    given = {"type": "session.update", "event_id": "e", "session": {"audio": {"input": {setting: None}}}}
    built = connection.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps(given)))
    assert json.loads(built.text or "")["session"]["audio"] == {"input": {}}


@pytest.mark.parametrize(
    ("type_", "text", "written", "typed"),
    [
        # What is only received is written with what was set.
        ("RealtimeResponse", '{"usage":{"total_tokens":null}}', *['{"usage": {"total_tokens": null}}'] * 2),
        (
            "RealtimeConversationItem",
            '{"type":"message","role":null,"content":[]}',
            *['{"type": "message", "role": null, "content": []}'] * 2,
        ),
        # What is sent as well is written as a client sends it, without nulls and with the defaults of its class.
        ("RealtimeReasoning", '{"effort":null}', "{}", '{"effort": null}'),
        (
            "RealtimeTurnDetection",
            '{"type":"server_vad"}',
            '{"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500}',
            '{"type": "server_vad"}',
        ),
        ("RealtimeTurnDetection", "null", "null", "null"),
        ("NoiseReductionType", '"near_field"', '"near_field"', '"near_field"'),
        ("NoiseReductionType", '"weird"', "rejected", "rejected"),
        ("RealtimeResponse", "{},", "rejected", "rejected"),
        ("RealtimeResponse", "[" * 100_000, "rejected", "rejected"),
        ("RealtimeConversationItem", '{"type":"item_reference"}', "rejected", "rejected"),
    ],
)
def test_what_comes_inside_events_is_read_there(
    connection: Connection, type_: str, text: str, written: str, typed: str
) -> None:
    answers = [said(connection.ask(Request(op, type_, text))) for op in (Op.ROUNDTRIP, Op.TYPED)]
    assert answers == [written, typed]


@pytest.mark.parametrize(
    ("type_", "members", "built"),
    [
        ("RealtimeTurnDetection", {"type": "semantic_vad", "eagerness": "low"}, None),
        ("RealtimeResponseCreateParams", {"instructions": "x"}, {"output_modalities": ["audio"], "instructions": "x"}),
        ("RealtimeSessionCreateRequestGA", {"type": "realtime", "audio": {"input": {"turn_detection": None}}}, None),
    ],
)
def test_what_is_sent_inside_events_is_made_there(
    connection: Connection, type_: str, members: dict[str, object], built: dict[str, object] | None
) -> None:
    outcome = connection.ask(Request(Op.BUILD, type_, json.dumps(members)))
    assert outcome.kind is Kind.OK, outcome.message
    assert json.loads(outcome.text or "") == (members if built is None else built)


@pytest.mark.parametrize(
    ("op", "type_"),
    [
        (Op.ROUNDTRIP, "RealtimeClientEvent"),
        (Op.TYPED, "RealtimeClientEventResponseCancel"),
        (Op.BUILD, "RealtimeServerEvent"),
        (Op.BUILD, "RealtimeServerEventError"),
        (Op.ROUNDTRIP, "RealtimeResponseCreateParams"),
        (Op.BUILD, "RealtimeResponse"),
    ],
)
def test_it_reads_no_client_event_and_makes_no_server_event(connection: Connection, op: Op, type_: str) -> None:
    assert connection.ask(Request(op, type_, event("error"))).kind is Kind.UNSUPPORTED
