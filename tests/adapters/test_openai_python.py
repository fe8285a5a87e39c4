"""The real ``openai`` package answers: what its connection does with a frame, and what its types validate."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import said

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY
from conformance.adapters.openai_python.types import TABLE

ENTRY = REGISTRY["openai-python"]


@pytest.fixture(params=ENTRY.profiles)
def connection(request: pytest.FixtureRequest, opened: Callable[..., Connection]) -> Connection:
    return opened(request.param)


def test_it_reads_and_builds_takes_bytes_and_keeps_what_is_unknown(connection: Connection) -> None:
    assert connection.hello.ops == {Op.ROUNDTRIP, Op.TYPED, Op.BUILD}
    assert connection.hello.declares == {"bytes": True, "preserves_unknown": True}


def test_the_installed_release_has_every_type_of_the_table(connection: Connection) -> None:
    assert connection.hello.types == set(TABLE)


ITEM = '{"content":[{"text":"x","type":"input_text"}],"role":"user","type":"message"}'


@pytest.mark.parametrize(
    ("type_", "text", "loose", "strict"),
    [
        # null and absent are told apart
        ("RealtimeResponseUsage", '{"input_tokens":null}', '{"input_tokens":null}', '{"input_tokens":null}'),
        ("RealtimeResponseUsage", "{}", "{}", "{}"),
        # undeclared members are kept, behind the declared ones
        ("RealtimeResponseUsage", '{"z":[1],"input_tokens":1}', *['{"input_tokens":1,"z":[1]}'] * 2),
        # numbers: an optional one is a union for the package, and unions are validated in both profiles
        ("RealtimeResponseUsage", '{"input_tokens":"12"}', '{"input_tokens":12}', '{"input_tokens":12}'),
        ("RealtimeResponseUsage", '{"input_tokens":12.0}', '{"input_tokens":12}', '{"input_tokens":12}'),
        ("RealtimeResponseUsage", '{"input_tokens":true}', '{"input_tokens":1}', '{"input_tokens":1}'),
        ("RealtimeResponseUsage", '{"input_tokens":12.5}', '{"input_tokens":12.5}', "rejected"),
        ("RealtimeResponseUsage", '{"input_tokens":-1}', '{"input_tokens":-1}', '{"input_tokens":-1}'),
        ("RealtimeResponseUsage", '{"z":NaN}', '{"z":null}', '{"z":null}'),
        # the last of duplicate members wins
        ("RealtimeResponseUsage", '{"input_tokens":1,"input_tokens":2}', *['{"input_tokens":2}'] * 2),
        # enums
        ("RealtimeResponseStatus", '"weird"', '"weird"', "rejected"),
        ("RealtimeResponseStatus", "null", "null", "rejected"),
        ("RealtimeResponse", '{"status":"weird"}', '{"status":"weird"}', "rejected"),
        ("RealtimeVoice", '"no such voice"', '"no such voice"', '"no such voice"'),
        # unions: the variant that fits, the wrong class, raw data
        ("RealtimeConversationItem", ITEM, ITEM, ITEM),
        ("RealtimeConversationItem", '{"type":"weird"}', "fallback", "rejected"),
        ("RealtimeConversationItem", '{"type":"message","role":"weird","content":[]}', "fallback", "rejected"),
        ("RealtimeConversationItem", ITEM.replace("input_text", "weird"), "fallback", "rejected"),
        ("RealtimeResponse", '{"output":[{"type":"weird"}]}', "raw at /output/0", "rejected"),
        ("RealtimeAudioFormats", '{"type":"audio/weird"}', "fallback", "rejected"),
        ("RealtimeTool", '{"type":"mcp"}', "fallback", "rejected"),
        ("ToolChoice", '{"type":"weird"}', "fallback", "rejected"),
        ("ToolChoice", '"weird"', '"weird"', "rejected"),
        ("RealtimeServerEvent", '{"type":"weird"}', "fallback", "rejected"),
        # a class is declared, something else arrives
        ("RealtimeResponse", "null", "fallback", "rejected"),
        ("RealtimeResponse", "[]", "fallback", "rejected"),
        ("RealtimeResponse", '[{"id":"x"}]', "fallback", "rejected"),
        ("RealtimeResponse", '{"usage":"x"}', "raw at /usage", "rejected"),
        ("RealtimeResponse", '{"output":{}}', "raw at /output", "rejected"),
        # a missing required member
        ("RealtimeConversationItem", '{"type":"function_call"}', '{"type":"function_call"}', "rejected"),
        ("Prompt", "{}", "{}", "rejected"),
        # what is not JSON, and what only Python takes for it
        ("RealtimeResponse", "{", "rejected", "rejected"),
        ("RealtimeResponse", "", "rejected", "rejected"),
        ("RealtimeResponse", "\ufeff{}", "{}", "rejected"),
        ("RealtimeVoice", b'"\xff"', "rejected", "rejected"),
        ("RealtimeVoice", '"x"'.encode("utf-16-le"), '"x"', "rejected"),
        # unchecked construction passes payload members as keyword arguments, some of which mean more
        ("RealtimeResponse", '{"_fields_set":null,"id":"x"}', '{"id":"x"}', '{"id":"x","_fields_set":null}'),
        ("RealtimeResponse", '{"_fields_set":1}', "fallback", '{"_fields_set":1}'),
    ],
)
def test_roundtrip(opened: Callable[..., Connection], type_: str, text: str | bytes, loose: str, strict: str) -> None:
    answers = {profile: opened(profile).ask(Request(Op.ROUNDTRIP, type_, text)) for profile in ENTRY.profiles}
    shown = {profile: f"raw at {one.raw[0]}" if one.raw else said(one) for profile, one in answers.items()}
    assert shown == {"loose": loose, "strict": strict}


def test_what_is_raw_inside_is_said_with_its_place_and_why(opened: Callable[..., Connection]) -> None:
    text = '{"output":[' + ITEM + ',{"type":"weird"}]}'
    for op in (Op.ROUNDTRIP, Op.TYPED):
        outcome = opened("loose").ask(Request(op, "RealtimeResponse", text))
        assert outcome.kind is Kind.OK
        assert json.loads(outcome.text or "") == json.loads(text)
        assert outcome.raw == ("/output/1",)
        assert outcome.message == (
            "wrong class at /output/1: RealtimeConversationItemSystemMessage is for role 'system', not None"
        )


def test_what_is_too_deep_for_the_interpreter_is_refused(connection: Connection) -> None:
    deep = '{"output":' + "[" * 20_000 + "]" * 20_000 + "}"
    assert said(connection.ask(Request(Op.ROUNDTRIP, "RealtimeResponse", deep))) == "rejected"
    assert said(connection.ask(Request(Op.ROUNDTRIP, "RealtimeResponse", "{}"))) == "{}"


@pytest.mark.parametrize(
    ("type_", "text", "reached"),
    [
        (
            "RealtimeResponse",
            '{"z":1,"usage":{"z":1,"input_tokens":1},"output":[{"z":1,"type":"message","role":"user",'
            '"content":[{"z":1,"type":"input_text"}]}],"metadata":{"any":"key"}}',
            '{"metadata": {"any": "key"}, "output": [{"content": [{"type": "input_text"}], "role": "user", '
            '"type": "message"}], "usage": {"input_tokens": 1}}',
        ),
        ("MCPListToolsTool", '{"name":"n","input_schema":{"a":[1]}}', '{"input_schema": {"a": [1]}, "name": "n"}'),
        ("InputTokenDetails", '{"cached_token_details":{"text_tokens":1}}', "{}"),
        ("MCPToolRequireApproval", '{"always":null}', '{"always": null}'),
        ("MCPToolAllowedTools", '["a"]', '["a"]'),
        ("ResponsePromptVariables", '"x"', '"x"'),
    ],
)
def test_typed_shows_declared_members_alone(connection: Connection, type_: str, text: str, reached: str) -> None:
    assert said(connection.ask(Request(Op.TYPED, type_, text))) == reached


def test_typed_tells_a_wrong_class_from_a_typed_value(opened: Callable[..., Connection]) -> None:
    assert said(opened("loose").ask(Request(Op.TYPED, "RealtimeServerEvent", '{"type":"weird"}'))) == "fallback"


@pytest.mark.parametrize(
    ("type_", "members", "written"),
    [
        ("RealtimeResponseUsage", '{"input_tokens":1}', '{"input_tokens":1}'),
        ("RealtimeResponseUsage", "{}", "{}"),
        ("RealtimeResponseUsage", '{"input_tokens":"x"}', "rejected"),
        ("RealtimeResponse", '{"output":[' + ITEM + '],"usage":null}', '{"output":[' + ITEM + '],"usage":null}'),
        ("Prompt", "{}", "rejected"),
        # A caller picks the class of a union by its tags.
        ("ToolChoice", '{"type":"function","name":"x"}', '{"name":"x","type":"function"}'),
        ("ToolChoice", '{"type":"weird"}', "rejected"),
        ("RealtimeResponseStatus", "{}", "unsupported"),
    ],
)
def test_build_calls_the_constructor(connection: Connection, type_: str, members: str, written: str) -> None:
    assert said(connection.ask(Request(Op.BUILD, type_, members))) == written


@pytest.mark.parametrize("op", list(Op))
def test_a_type_without_an_entry_is_unsupported(connection: Connection, op: Op) -> None:
    # The dialect's bare struct has no tag; the package's class cannot be without it.
    outcome = connection.ask(Request(op, "RealtimeConversationItemFunctionCall", "{}"))
    assert outcome.kind is Kind.UNSUPPORTED
