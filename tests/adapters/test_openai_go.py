"""The real Go module openai-go answers, as only the module does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import asked, decoded

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.spec import load_dialect
from conformance.spec.model import Side

ENTRY = REGISTRY["openai-go"]


def test_types_go_the_way_that_their_side_sends_them(connection: Connection) -> None:
    sides = load_dialect("openai-ga").sides
    hello = connection.hello
    assert hello.types == hello.decodes | hello.sends
    for type_ in hello.types:
        ways = {Side.SERVER: type_ in hello.decodes, Side.CLIENT: type_ in hello.sends}
        assert {side for side, goes in ways.items() if goes} <= sides[type_], type_


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("RealtimeMCPProtocolError", {"type": "protocol_error", "code": 1, "message": "m"}),
        ("TranscriptTextUsageDuration", {"type": "duration", "seconds": 1.5}),
        ("RealtimeTurnDetection", None),
        ("RealtimeTurnDetection", {"type": "server_vad", "create_response": False}),
        ("RealtimeTruncation", "auto"),
        ("MCPTool", {"type": "mcp", "server_label": "l", "allowed_tools": ["a"], "require_approval": "never"}),
        ("RealtimeFunctionTool", {"type": "function", "name": "n", "description": ""}),
        ("ResponsePromptVariables", {"a": "b", "c": {"type": "input_text", "text": "t"}}),
    ],
)
def test_every_value_of_a_union_is_reached(connection: Connection, type_: str, value: object) -> None:
    assert decoded(connection, Op.TYPED, type_, json.dumps(value)) == value


def test_what_a_tool_takes_has_no_type(connection: Connection) -> None:
    tool = {"type": "function", "name": "n", "parameters": {"type": "object"}}
    assert asked(connection, Op.TYPED, "RealtimeFunctionTool", tool).raw == ("/parameters",)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("RealtimeMCPHTTPError", {"type": "protocol_error", "code": 1, "message": "m"}),
        ("RealtimeConversationItem", {"type": "message", "role": "nobody", "content": []}),
        ("RealtimeConversationItemMessageUser", {"type": "message", "role": "system", "content": []}),
    ],
)
def test_another_variant_is_a_fallback(connection: Connection, type_: str, value: object) -> None:
    assert asked(connection, Op.TYPED, type_, value).kind is Kind.FALLBACK


def test_references_to_items_go_through_the_method_for_them(connection: Connection) -> None:
    message = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "t"}]}
    given: dict[str, Any] = {"input": [{"type": "item_reference", "id": "i"}, message], "conversation": "none"}
    assert decoded(connection, Op.BUILD, "RealtimeResponseCreateParams", given) == given


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("RealtimeClientEvent", {"type": "response.new"}),
        ("RealtimeClientEvent", {"type": "response.cancel", "response_id": 1}),
        ("RealtimeClientEventResponseCancel", {"type": "input_audio_buffer.clear"}),
        ("RealtimeTruncation", 1),
        ("RealtimeConversationItemMessage", {"type": "function_call", "name": "n", "arguments": ""}),
    ],
)
def test_what_no_field_can_be_is_refused(connection: Connection, type_: str, value: object) -> None:
    assert asked(connection, Op.BUILD, type_, value).kind is Kind.REJECTED


@pytest.mark.parametrize(
    ("type_", "text", "shown"),
    [
        (
            "MCPListToolsTool",
            '{"name":"n","input_schema":{"a":1e309}}',
            Outcome(Kind.OK, '{"input_schema":null,"name":"n"}', raw=("/input_schema",)),
        ),
        (
            "TranscriptTextUsageDuration",
            '{"type":"duration","seconds":1e309}',
            Outcome(Kind.OK, '{"seconds":null,"type":"duration"}'),
        ),
    ],
)
def test_a_number_that_the_module_reads_as_an_infinity_is_shown_as_none(
    connection: Connection, type_: str, text: str, shown: Outcome
) -> None:
    assert asked(connection, Op.TYPED, type_, text) == shown


def test_a_number_beyond_a_double_is_refused_when_it_is_to_be_written(connection: Connection) -> None:
    tool = '{"type":"function","name":"n","parameters":{"a":1e309}}'
    outcome = asked(connection, Op.BUILD, "RealtimeFunctionTool", tool)
    assert outcome.kind is Kind.NOT_WRITTEN
    assert (outcome.message or "").endswith("json: unsupported value: +Inf")
    ratio = asked(connection, Op.BUILD, "RealtimeTruncation", '{"type":"retention_ratio","retention_ratio":1e309}')
    assert (ratio.kind, (ratio.message or "").endswith("no float64 can be 1e309")) == (Kind.REJECTED, True)
