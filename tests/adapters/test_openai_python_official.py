"""The real ``openai`` package under the type names of the official dialect."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import said

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY
from conformance.adapters.openai_python.official import TABLE
from conformance.spec import load_dialect

ENTRY = REGISTRY["openai-python"]
DIALECT = "openai-ga"


@pytest.fixture(params=ENTRY.profiles)
def connection(request: pytest.FixtureRequest, opened: Callable[..., Connection]) -> Connection:
    return opened(request.param, DIALECT)


@pytest.fixture
def loose(opened: Callable[..., Connection]) -> Connection:
    return opened("loose", DIALECT)


def test_every_entry_names_a_type_of_the_dialect_and_is_installed(connection: Connection) -> None:
    assert connection.hello.types == set(TABLE)
    assert set(load_dialect(DIALECT).types) - set(TABLE) == {
        "RealtimeConversationItemMessage",
        "RealtimeSessionCreateResponse",
        "RealtimeTranslationSessionCreateRequest",
        "RealtimeCallCreateRequest",
        "RealtimeCallReferRequest",
        "RealtimeCallRejectRequest",
        "RealtimeCreateClientSecretRequest",
        "RealtimeTranslationClientSecretCreateRequest",
    }


@pytest.mark.parametrize(
    ("type_", "loosely", "strictly"),
    [
        # The dialect's own nullable types, and a member's annotation that is not one.
        ("Prompt", "null", "null"),
        ("Metadata", "null", "null"),
        ("ResponsePromptVariables", "null", "null"),
        ("RealtimeTurnDetection", "null", "null"),
        ("AudioTranscriptionResponse", "fallback", "rejected"),
        ("CallableToolAllowedCaller", "null", "rejected"),
    ],
)
def test_null(opened: Callable[..., Connection], type_: str, loosely: str, strictly: str) -> None:
    request = Request(Op.ROUNDTRIP, type_, "null")
    answers = {profile: said(opened(profile, DIALECT).ask(request)) for profile in ENTRY.profiles}
    assert answers == {"loose": loosely, "strict": strictly}


def test_models_inside_plain_data_are_written(connection: Connection) -> None:
    text = '{"name": {"text": "x", "type": "input_text"}}'
    written = said(connection.ask(Request(Op.ROUNDTRIP, "ResponsePromptVariables", text)))
    assert written.replace(" ", "") == text.replace(" ", "")


def test_the_session_of_a_server_event_has_no_typed_id(connection: Connection) -> None:
    text = (
        '{"event_id":"e","type":"session.created","session":{"type":"realtime","object":"realtime.session","id":"s"}}'
    )
    typed = connection.ask(Request(Op.TYPED, "RealtimeServerEventSessionCreated", text))
    assert said(typed) == '{"event_id": "e", "session": {"type": "realtime"}, "type": "session.created"}'


def test_a_transcription_session_may_be_taken_for_a_realtime_session(loose: Connection) -> None:
    text = (
        '{"event_id":"e","type":"session.created","session":{"type":"transcription","id":"s",'
        '"object":"realtime.transcription_session","audio":{"input":{"turn_detection":{"threshold":1}}}}}'
    )
    outcome = loose.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventSessionCreated", text))
    assert outcome.kind is Kind.FALLBACK
    assert outcome.message == (
        "wrong class at /session: RealtimeSessionCreateRequest is for type 'realtime', not 'transcription'"
    )


EVENTS = {
    "RealtimeClientEventConversationItemCreate": {
        "type": "conversation.item.create",
        "item": {"type": "function_call_output", "call_id": "c", "output": "o"},
        "previous_item_id": None,
    },
    "RealtimeClientEventConversationItemDelete": {"type": "conversation.item.delete", "item_id": "i"},
    "RealtimeClientEventConversationItemRetrieve": {"type": "conversation.item.retrieve", "item_id": "i"},
    "RealtimeClientEventConversationItemTruncate": {
        "type": "conversation.item.truncate",
        "item_id": "i",
        "content_index": 0,
        "audio_end_ms": 1,
    },
    "RealtimeClientEventInputAudioBufferAppend": {"type": "input_audio_buffer.append", "audio": "AAAA"},
    "RealtimeClientEventInputAudioBufferClear": {"type": "input_audio_buffer.clear", "event_id": None},
    "RealtimeClientEventInputAudioBufferCommit": {"type": "input_audio_buffer.commit"},
    "RealtimeClientEventOutputAudioBufferClear": {"type": "output_audio_buffer.clear"},
    "RealtimeClientEventResponseCancel": {"type": "response.cancel", "response_id": "r"},
    "RealtimeClientEventResponseCreate": {"type": "response.create", "response": {"metadata": None}},
    "RealtimeClientEventSessionUpdate": {
        "type": "session.update",
        "session": {"type": "realtime", "audio": {"input": {"turn_detection": None}}},
    },
}


def test_the_events_here_are_all_client_events() -> None:
    assert set(EVENTS) == {name for name in TABLE if name.startswith("RealtimeClientEvent")} - {"RealtimeClientEvent"}


@pytest.mark.parametrize("name", EVENTS)
def test_a_client_event_is_built_with_what_was_set_and_null_stays_null(connection: Connection, name: str) -> None:
    built = connection.ask(Request(Op.BUILD, name, json.dumps(EVENTS[name])))
    assert built.kind is Kind.OK, built.message
    assert json.loads(built.text or "") == EVENTS[name]


def test_the_union_is_built_by_the_verb_that_its_type_names(loose: Connection) -> None:
    event = {"type": "response.cancel", "event_id": "e"}
    built = loose.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps(event)))
    assert json.loads(built.text or "") == event


@pytest.mark.parametrize("type_", ["response.done", "close", None])
def test_a_type_that_is_no_verb_calls_nothing(loose: Connection, type_: str | None) -> None:
    built = loose.ask(Request(Op.BUILD, "RealtimeClientEvent", json.dumps({"type": type_})))
    assert (built.kind, built.message) == (Kind.REJECTED, f"UnknownVerbError: no verb sends the type {type_!r}")


def test_a_verb_sends_its_own_type_alone(loose: Connection) -> None:
    event = json.dumps({"type": "input_audio_buffer.clear"})
    assert loose.ask(Request(Op.BUILD, "RealtimeClientEventResponseCancel", event)).kind is Kind.REJECTED
