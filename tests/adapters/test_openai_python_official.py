"""The real ``openai`` package under the type names of the official dialect."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import said

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.declared import Direction, direction_of
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY
from conformance.adapters.openai_python.methods import REQUESTS
from conformance.adapters.openai_python.official import RECEIVED, SENT, SHARED
from conformance.spec import load_dialect
from conformance.spec.model import Side

ENTRY = REGISTRY["openai-python"]
DIALECT = "openai-ga"


@pytest.fixture(params=ENTRY.profiles)
def connection(request: pytest.FixtureRequest, opened: Callable[..., Connection]) -> Connection:
    return opened(request.param, DIALECT)


@pytest.fixture
def loose(opened: Callable[..., Connection]) -> Connection:
    return opened("loose", DIALECT)


def test_every_entry_names_a_type_of_the_dialect_and_is_installed(connection: Connection) -> None:
    lacking = set(load_dialect(DIALECT).types) - connection.hello.types
    # Requests are made by the client's methods, which the classes know nothing about.
    requests = set() if connection.hello.profile == "loose" else set(REQUESTS)
    assert lacking == {"RealtimeSessionCreateResponse", *requests}


def test_messages_are_variants_of_the_union_of_items(connection: Connection) -> None:
    message = '{"content":[],"role":"user","type":"message"}'
    assert said(connection.ask(Request(Op.ROUNDTRIP, "RealtimeConversationItemMessage", message))) == message
    call = '{"arguments":"{}","name":"f","type":"function_call"}'
    outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeConversationItemMessage", call))
    assert outcome.kind is Kind.FALLBACK
    assert outcome.message == "wrong class at the top: RealtimeConversationItemFunctionCall"


def test_a_server_event_is_read_through_the_union_of_all(loose: Connection) -> None:
    cleared = '{"event_id":"e","type":"input_audio_buffer.cleared"}'
    assert said(loose.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventInputAudioBufferCleared", cleared))) == cleared
    outcome = loose.ask(Request(Op.ROUNDTRIP, "RealtimeServerEventError", cleared))
    assert outcome.kind is Kind.FALLBACK


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
    assert (outcome.kind, outcome.raw) == (Kind.OK, ("/session",))
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
    "RealtimeTranslationClientEventInputAudioBufferAppend": {
        "type": "session.input_audio_buffer.append",
        "audio": "AAAA",
    },
    "RealtimeTranslationClientEventSessionClose": {"type": "session.close", "event_id": "e"},
    "RealtimeTranslationClientEventSessionUpdate": {
        "type": "session.update",
        "session": {"audio": {"input": {"noise_reduction": None}}},
    },
}


def test_the_events_here_are_all_client_events() -> None:
    unions = {"RealtimeClientEvent", "RealtimeTranslationClientEvent"}
    assert set(EVENTS) == {name for name in SENT if "ClientEvent" in name} - unions


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


REQUEST_BODIES = {
    "RealtimeCallCreateRequest": {"sdp": "v=0\r\n", "session": {"type": "realtime", "tracing": None}},
    "RealtimeCallReferRequest": {"target_uri": "tel:+14155550123"},
    "RealtimeCallRejectRequest": {"status_code": 486},
    "RealtimeCreateClientSecretRequest": {
        "session": {"type": "realtime", "audio": {"input": {"turn_detection": None}}},
    },
    "RealtimeTranslationClientSecretCreateRequest": {
        "session": {"model": "m"},
        "expires_after": {"anchor": "created_at", "seconds": 60},
    },
    "RealtimeTranslationSessionCreateRequest": {"model": "m", "audio": {"output": {"language": "es"}}},
}


def test_the_bodies_here_are_all_requests() -> None:
    assert set(REQUEST_BODIES) == set(REQUESTS)


@pytest.mark.parametrize("name", REQUEST_BODIES)
def test_the_body_of_a_request_is_what_the_method_of_the_client_sends(loose: Connection, name: str) -> None:
    built = loose.ask(Request(Op.BUILD, name, json.dumps(REQUEST_BODIES[name])))
    assert built.kind is Kind.OK, built.message
    assert json.loads(built.text or "") == REQUEST_BODIES[name]


def test_an_offer_alone_is_the_whole_body_of_its_request(loose: Connection) -> None:
    built = loose.ask(Request(Op.BUILD, "RealtimeCallCreateRequest", '{"sdp":"v=0\\r\\n"}'))
    assert json.loads(built.text or "") == {"sdp": "v=0\r\n"}


def test_what_no_method_takes_is_refused(loose: Connection) -> None:
    built = loose.ask(Request(Op.BUILD, "RealtimeCallReferRequest", '{"weird":1}'))
    assert built.kind is Kind.REJECTED


@pytest.mark.parametrize("op", [Op.ROUNDTRIP, Op.TYPED])
@pytest.mark.parametrize("name", ["RealtimeClientEvent", "RealtimeResponseCreateParams", "RealtimeCallReferRequest"])
def test_what_a_client_writes_is_never_read(connection: Connection, op: Op, name: str) -> None:
    assert connection.ask(Request(op, name, "{}")).kind is Kind.UNSUPPORTED


@pytest.mark.parametrize("name", ["RealtimeServerEvent", "RealtimeServerEventResponseDone", "RealtimeResponse"])
def test_what_a_server_writes_is_never_made(connection: Connection, name: str) -> None:
    assert connection.ask(Request(Op.BUILD, name, "{}")).kind is Kind.UNSUPPORTED


def test_it_declares_which_way_each_type_goes(connection: Connection) -> None:
    hello = connection.hello
    assert hello.types == hello.decodes | hello.sends
    assert direction_of(hello, "RealtimeServerEventSessionCreated") is Direction.DECODES
    assert direction_of(hello, "RealtimeClientEventSessionUpdate") is Direction.SENDS
    assert direction_of(hello, "RealtimeConversationItem") is Direction.BOTH
    # Plain strings and dicts are not made by anything of the package.
    assert direction_of(hello, "Metadata") is Direction.DECODES


def test_the_tables_are_of_the_side_that_writes_each_type() -> None:
    sides = load_dialect(DIALECT).sides
    assert {sides[name] for name in RECEIVED} == {frozenset({Side.SERVER})}
    assert {sides[name] for name in [*SENT, *REQUESTS]} == {frozenset({Side.CLIENT})}
    assert {sides[name] for name in SHARED} == {frozenset(Side)}


def test_a_response_may_refer_to_items(loose: Connection) -> None:
    response = {"input": [{"type": "item_reference", "id": "i"}]}
    event = {"type": "response.create", "response": response}
    for name, members in (("RealtimeClientEvent", event), ("RealtimeResponseCreateParams", response)):
        built = loose.ask(Request(Op.BUILD, name, json.dumps(members)))
        assert built.kind is Kind.OK, built.message
        assert json.loads(built.text or "") == members


def test_a_verb_sends_its_own_type_alone(loose: Connection) -> None:
    event = json.dumps({"type": "input_audio_buffer.clear"})
    assert loose.ask(Request(Op.BUILD, "RealtimeClientEventResponseCancel", event)).kind is Kind.REJECTED
