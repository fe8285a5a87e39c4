"""The TypeScript compiler answers for the real package's types."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.smoke import smoke
from conformance.adapters import REGISTRY
from conformance.adapters.openai_node import SOURCES
from conformance.outcome import Kind, Outcome
from conformance.spec import load

ENTRY = REGISTRY["openai-node"]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    reason = ENTRY.available()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with ENTRY.open(timeout=30) as opened:
        yield opened


def asked(connection: Connection, op: Op, type_: str, value: object) -> Outcome:
    return connection.ask(Request(op, type_, value if isinstance(value, str) else json.dumps(value)))


def first_line(outcome: Outcome) -> tuple[Kind, str]:
    return outcome.kind, (outcome.message or "").partition("\n")[0]


def test_hello_names_the_release_that_the_lock_file_pins(connection: Connection) -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    assert lock["packages"]["node_modules/openai"]["version"] == ENTRY.version
    assert (connection.hello.name, connection.hello.version) == (ENTRY.name, ENTRY.version)
    smoke(connection)


def test_the_lock_file_names_no_place_to_download_from() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text()


def test_every_type_of_the_dialect_has_one_but_two(connection: Connection) -> None:
    official = set(load("openai-ga").types)
    assert connection.hello.types <= official
    assert official - connection.hello.types == {"RealtimeConversationItemMessage", "RealtimeSessionCreateResponse"}


def test_a_type_that_does_not_admit_the_payload_is_a_refusal_with_the_reason(connection: Connection) -> None:
    response = {"id": "r", "usage": {"total_tokens": None}}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeResponse", response)
    assert first_line(outcome) == (
        Kind.REJECTED,
        "TS2322: The types of 'usage.total_tokens' are incompatible between these types. "
        "Type 'null' is not assignable to type 'number | undefined'.",
    )


def test_an_unknown_event_is_assignable_to_no_event(connection: Connection) -> None:
    kind, message = first_line(asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", {"type": "nope"}))
    assert kind is Kind.REJECTED
    assert "is not assignable to type 'RealtimeServerEvent'" in message


def test_literals_stay_narrow_and_open_enums_open(connection: Connection) -> None:
    assert asked(connection, Op.ROUNDTRIP, "ToolChoiceOptions", '"auto"') == Outcome(Kind.OK, text='"auto"')
    assert asked(connection, Op.ROUNDTRIP, "ToolChoiceOptions", '"sometimes"').kind is Kind.REJECTED
    assert asked(connection, Op.ROUNDTRIP, "VoiceIdsShared", '"nova"') == Outcome(Kind.OK, text='"nova"')


def test_undeclared_members_are_kept_and_neither_typed_nor_written_by_hand(connection: Connection) -> None:
    event = {"type": "error", "event_id": "e", "error": {"type": "t", "message": "m", "x": 1}, "y": {}}
    kept = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", event)
    assert json.loads(kept.text or "") == event
    typed = asked(connection, Op.TYPED, "RealtimeServerEvent", event)
    assert json.loads(typed.text or "") == {
        "type": "error", "event_id": "e", "error": {"type": "t", "message": "m"},
    }  # fmt: skip
    assert first_line(asked(connection, Op.BUILD, "RealtimeServerEvent", event)) == (
        Kind.REJECTED,
        "TS2353: Object literal may only specify known properties, and '\"x\"' does not exist in type 'RealtimeError'.",
    )


@pytest.mark.parametrize("text", ['{"x":1}', "{}"])
def test_a_type_without_required_members_admits_unknown_ones_alone(connection: Connection, text: str) -> None:
    assert asked(connection, Op.ROUNDTRIP, "RealtimeReasoning", text) == Outcome(Kind.OK, text=text)


@pytest.mark.parametrize("text", ["5", "[]", '"low"', "null"])
def test_and_nothing_that_is_no_object(connection: Connection, text: str) -> None:
    assert asked(connection, Op.ROUNDTRIP, "RealtimeReasoning", text).kind is Kind.REJECTED


def test_a_union_is_narrowed_by_its_tag(connection: Connection) -> None:
    event = {
        "type": "session.update",
        "session": {"type": "transcription", "instructions": "only a realtime session has them"},
    }
    typed = asked(connection, Op.TYPED, "RealtimeClientEvent", event)
    assert json.loads(typed.text or "") == {"type": "session.update", "session": {"type": "transcription"}}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('{"a":"1","a":"2"}', '{"a":"2"}'),
        ('{"\\ud800":"\\udfff"}', '{"\\ud800":"\\udfff"}'),
        ('{"__proto__":"x"}', '{"__proto__":"x"}'),
        ('{ "a" : "\\u2028" }', '{"a":"\u2028"}'),
    ],
)
def test_the_text_is_what_json_parse_and_stringify_make_of_it(connection: Connection, text: str, written: str) -> None:
    for op in Op:
        assert asked(connection, op, "Metadata", text) == Outcome(Kind.OK, text=written)


def test_open_values_may_be_of_any_depth(connection: Connection) -> None:
    deep = f"""{{"type":"function","parameters":{{"a":{"[" * 2000}{"]" * 2000}}}}}"""
    for op in Op:
        assert asked(connection, op, "RealtimeFunctionTool", deep) == Outcome(Kind.OK, text=deep)


def test_invalid_json_is_refused_by_the_package(connection: Connection) -> None:
    expected = "SyntaxError: Could not parse Realtime WebSocket event data as JSON."
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", "{") == Outcome(Kind.REJECTED, message=expected)


def test_refusals_in_a_batch_belong_to_their_payloads(connection: Connection) -> None:
    texts = [f'{{"a":{index if index % 3 == 0 else json.dumps(str(index))}}}' for index in range(300)]
    outcomes = connection.stream(Request(Op.ROUNDTRIP, "Metadata", text) for text in texts)
    refused = [index for index, outcome in enumerate(outcomes) if outcome.kind is Kind.REJECTED]
    assert refused == list(range(0, 300, 3))
