"""The real Go module answers, as only the module does."""

from __future__ import annotations

import pytest
from asking import asked, decoded

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.spec import load_dialect
from conformance.spec.model import Side

ENTRY = REGISTRY["go-openai-realtime"]
SERVER = "RealtimeServerEvent"
CLIENT = "RealtimeClientEvent"


def with_session(session: object) -> dict[str, object]:
    return {"type": "session.updated", "event_id": "e", "session": session}


def with_item(item: object) -> dict[str, object]:
    return {"type": "conversation.item.done", "event_id": "e", "item": item}


def test_it_reads_and_builds(connection: Connection) -> None:
    hello = connection.hello
    assert hello.ops == set(Op)
    assert hello.types == hello.decodes | hello.sends


def test_types_go_the_way_that_their_side_sends_them(connection: Connection) -> None:
    sides = load_dialect("openai-ga").sides
    for type_ in connection.hello.types:
        ways = {Side.SERVER: type_ in connection.hello.decodes, Side.CLIENT: type_ in connection.hello.sends}
        assert {side for side, goes in ways.items() if goes} <= sides[type_], type_


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("output_audio_buffer.started", "unknown server event type: output_audio_buffer.started"),
        ("something.else", "unknown server event type: something.else"),
    ],
)
def test_events_that_the_module_does_not_know_are_refused_in_its_words(
    connection: Connection, type_: str, message: str
) -> None:
    assert asked(connection, Op.ROUNDTRIP, SERVER, {"type": type_}) == Outcome(Kind.REJECTED, message=message)


def test_another_event_than_the_one_asked_for_is_a_fallback(connection: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEventResponseDone", event)
    assert outcome.kind is Kind.FALLBACK
    assert outcome.message == "read as another variant: openairt.InputAudioBufferClearedEvent"


def test_members_without_a_field_are_lost(connection: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e", "stranger": 1}
    for op in (Op.ROUNDTRIP, Op.TYPED):
        assert decoded(connection, op, SERVER, event) == {"type": "input_audio_buffer.cleared", "event_id": "e"}


def test_unions_without_an_encoder_of_their_own_are_written_under_the_names_of_go_fields(
    connection: Connection,
) -> None:
    session = {"type": "realtime", "truncation": "auto"}
    written = decoded(connection, Op.ROUNDTRIP, SERVER, with_session(session))
    assert written["session"]["truncation"] == {"Strategy": "auto"}
    # The value is there all the same for whoever reads the fields.
    assert decoded(connection, Op.TYPED, SERVER, with_session(session))["session"] == session


def test_an_approval_policy_ends_up_beside_an_empty_filter(connection: Connection) -> None:
    session = {"type": "realtime", "tools": [{"type": "mcp", "server_label": "k", "require_approval": "never"}]}
    written = decoded(connection, Op.ROUNDTRIP, SERVER, with_session(session))
    assert written["session"]["tools"][0]["require_approval"] == {}


def test_the_error_of_a_tool_call_is_always_a_protocol_error(connection: Connection) -> None:
    item = {"type": "mcp_call", "id": "i", "error": {"type": "http_error", "code": 502, "message": "m"}}
    for op in (Op.ROUNDTRIP, Op.TYPED):
        assert decoded(connection, op, SERVER, with_item(item))["item"]["error"]["type"] == "protocol_error"


def test_a_zero_is_shown_where_it_was_sent(connection: Connection) -> None:
    event = {
        "type": "rate_limits.updated",
        "event_id": "",
        "rate_limits": [{"name": "requests", "limit": 10, "remaining": 0, "reset_seconds": 0.5}],
    }
    assert decoded(connection, Op.TYPED, SERVER, event) == event
    turns_off = {"type": "server_vad", "create_response": False, "threshold": 0}
    assert decoded(connection, Op.TYPED, "RealtimeTurnDetection", turns_off) == turns_off


@pytest.mark.parametrize("usage", [{}, {"total_tokens": None}])
def test_no_zero_is_shown_where_none_was_sent(connection: Connection, usage: dict[str, object]) -> None:
    assert decoded(connection, Op.TYPED, "RealtimeResponse", {"id": "r", "usage": usage}) == {"id": "r", "usage": {}}


@pytest.mark.parametrize(
    ("op", "type_", "payload", "message"),
    [
        (Op.ROUNDTRIP, "RealtimeAudioFormats", None, "openairt.AudioFormatUnion: no audio format"),
        (Op.BUILD, "RealtimeClientEventSessionUpdate", {}, "openairt.SessionUnion: no session type"),
    ],
)
def test_what_the_encoder_refuses_was_decoded_or_built_all_the_same(
    connection: Connection, op: Op, type_: str, payload: object, message: str
) -> None:
    outcome = asked(connection, op, type_, payload)
    assert outcome.kind is Kind.NOT_WRITTEN
    assert (outcome.message or "").endswith(message)


def test_bytes_of_log_probabilities_are_numbers_to_read_and_base64_to_write(connection: Connection) -> None:
    given = {"token": "a", "logprob": -0.5, "bytes": [97]}
    assert decoded(connection, Op.TYPED, "LogProbProperties", given) == given
    assert decoded(connection, Op.ROUNDTRIP, "LogProbProperties", given) == {**given, "bytes": "YQ=="}


@pytest.mark.parametrize("op", [Op.ROUNDTRIP, Op.TYPED])
def test_a_number_beyond_a_double_is_refused_by_the_decoder(connection: Connection, op: Op) -> None:
    tool = '{"type":"function","name":"n","description":"d","parameters":{"a":1e309}}'
    for type_, text in (("TranscriptTextUsageDuration", '{"type":"duration","seconds":1e309}'), ("MCPTool", tool)):
        outcome = asked(connection, op, type_, text)
        assert outcome.kind is Kind.REJECTED
        assert "cannot unmarshal number 1e309" in (outcome.message or "")


def test_a_number_beyond_a_float_is_built_where_the_field_takes_anything(connection: Connection) -> None:
    tool = '{"type":"function","name":"n","description":"d","parameters":{"a":1e309}}'
    assert '"parameters":{"a":1e309}' in (asked(connection, Op.BUILD, "RealtimeFunctionTool", tool).text or "")
    ratio = asked(connection, Op.BUILD, "RealtimeTruncation", '{"type":"retention_ratio","retention_ratio":1e309}')
    assert (ratio.kind, (ratio.message or "").endswith("no float32 can be 1e309")) == (Kind.REJECTED, True)


def test_text_that_is_not_utf8_is_replaced(connection: Connection) -> None:
    event = b'{"type":"input_audio_buffer.cleared","event_id":"\xff"}'
    assert decoded(connection, Op.ROUNDTRIP, SERVER, event)["event_id"] == "\N{REPLACEMENT CHARACTER}"


def test_client_events_have_no_decoder(connection: Connection) -> None:
    for op in (Op.ROUNDTRIP, Op.TYPED):
        assert asked(connection, op, CLIENT, {"type": "response.cancel"}).kind is Kind.UNSUPPORTED


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"type": "response.cancel", "response_id": "r"}, {"type": "response.cancel", "response_id": "r"}),
        # The field is no pointer: it is always written.
        ({"type": "response.create"}, {"type": "response.create", "response": {}}),
        (
            {
                "type": "session.update",
                "session": {
                    "type": "realtime",
                    "max_output_tokens": "inf",
                    "tool_choice": {"type": "function", "name": "f"},
                    "audio": {"input": {"turn_detection": {"type": "server_vad", "create_response": False}}},
                },
            },
            {
                "type": "session.update",
                "session": {
                    "type": "realtime",
                    "max_output_tokens": "inf",
                    "tool_choice": {"type": "function", "name": "f"},
                    "audio": {"input": {"turn_detection": {"type": "server_vad"}}},
                },
            },
        ),
        (
            {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"turn_detection": None}}}},
            {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {}}}},
        ),
    ],
)
def test_what_a_client_sends_is_what_its_structs_can_say(
    connection: Connection, given: object, written: object
) -> None:
    assert decoded(connection, Op.BUILD, CLIENT, given) == written


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"type": "response.pause"}, 'openairt.ClientEvent: no client event has the type "response.pause"'),
        (
            {"type": "response.create", "response": {"reasoning": {"effort": "low"}}},
            'openairt.ResponseCreateEvent.response: the library has no field for "reasoning"',
        ),
        (
            {"type": "conversation.item.truncate", "content_index": 1.5},
            "openairt.ConversationItemTruncateEvent.content_index: no int can be 1.5",
        ),
    ],
)
def test_what_no_struct_can_say_is_refused(connection: Connection, given: object, message: str) -> None:
    assert asked(connection, Op.BUILD, CLIENT, given) == Outcome(Kind.REJECTED, message=message)


def test_deep_payloads_are_refused_by_the_standard_library(connection: Connection) -> None:
    deep = '{"type":"mcp_list_tools","tools":[{"annotations":' + "[" * 20_000 + "]" * 20_000 + "}]}"
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeConversationItem", deep)
    assert outcome.kind is Kind.REJECTED
    assert "exceeded max depth" in (outcome.message or "")
