"""The real ``openai`` package answers: what its connection does with a frame, and what its types validate."""

from __future__ import annotations

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
        ("RealtimeResponse", '{"output":[{"type":"weird"}]}', "fallback", "rejected"),
        ("RealtimeAudioFormats", '{"type":"audio/weird"}', "fallback", "rejected"),
        ("RealtimeTool", '{"type":"mcp"}', "fallback", "rejected"),
        ("ToolChoice", '{"type":"weird"}', "fallback", "rejected"),
        ("ToolChoice", '"weird"', '"weird"', "rejected"),
        ("RealtimeServerEvent", '{"type":"weird"}', "fallback", "rejected"),
        # a class is declared, something else arrives
        ("RealtimeResponse", "null", "fallback", "rejected"),
        ("RealtimeResponse", "[]", "fallback", "rejected"),
        ("RealtimeResponse", '[{"id":"x"}]', "fallback", "rejected"),
        ("RealtimeResponse", '{"usage":"x"}', "fallback", "rejected"),
        ("RealtimeResponse", '{"output":{}}', "fallback", "rejected"),
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
    answers = {profile: said(opened(profile).ask(Request(Op.ROUNDTRIP, type_, text))) for profile in ENTRY.profiles}
    assert answers == {"loose": loose, "strict": strict}


def test_a_fallback_says_where_and_why(opened: Callable[..., Connection]) -> None:
    text = '{"output":[' + ITEM + ',{"type":"weird"}]}'
    outcome = opened("loose").ask(Request(Op.ROUNDTRIP, "RealtimeResponse", text))
    assert outcome.message == (
        "wrong class at /output/1: RealtimeConversationItemSystemMessage is for role 'system', not None"
    )


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
        ("ToolChoice", '{"type":"function","name":"x"}', "unsupported"),
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
