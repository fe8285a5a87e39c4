"""What must happen to a payload, rule by rule, as the dialect ``async-openai`` has it."""

from __future__ import annotations

import json

import pytest

from conformance.errors import UsageError
from conformance.oracle import Accept, Free, FreeReason, Oracle, Reject, Rule, expect, oracle
from conformance.spec.model import Side

DIALECT = "async-openai"
USAGE = '{"input_tokens":1,"output_tokens":2,"total_tokens":3}'
ITEM = '{"type":"message","role":"user","content":[%s]}'
TOOL = '{"type":"function","name":"n","description":"d","parameters":%s}'


def response(**members: str) -> str:
    """A response whose members are given as JSON texts."""
    sound = {
        "id": '"resp_1"',
        "max_output_tokens": '"inf"',
        "object": '"realtime.response"',
        "output": "[]",
        "output_modalities": '["audio"]',
        "status": '"completed"',
    }
    return "{" + ",".join(f'"{name}":{text}' for name, text in {**sound, **members}.items()) + "}"


REJECTED = [
    (Rule.INVALID_JSON, "", "Error", '{"code":"c","type":"t"'),
    (Rule.INVALID_JSON, "", "Error", '{"code":"c","type":"t",}'),
    (Rule.INVALID_JSON, "", "Error", ""),
    (Rule.WRONG_TYPE, "", "Error", "12"),
    (Rule.WRONG_TYPE, "/code", "Error", '{"code":null,"type":"t"}'),
    (Rule.WRONG_TYPE, "", "RealtimeResponseStatus", "1"),
    (Rule.WRONG_TYPE, "", "RealtimeVoice", "null"),
    (Rule.WRONG_TYPE, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":"12"}'),
    (Rule.WRONG_TYPE, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":true}'),
    (Rule.WRONG_TYPE, "/metadata/a~1b~0c", "RealtimeResponse", response(metadata='{"a/b~c":1}')),
    (Rule.WRONG_TYPE, "/output_modalities/1", "RealtimeResponse", response(output_modalities='["text",null]')),
    (Rule.WRONG_TYPE, "/type", "RealtimeAudioFormats", '{"type":null}'),
    (Rule.WRONG_TYPE, "/detail", "InputImageContent", '{"detail":null}'),
    (Rule.MISSING_MEMBER, "/code", "Error", '{"type":"t"}'),
    (Rule.MISSING_MEMBER, "/code", "Error", '{"CODE":"c","type":"t"}'),
    (Rule.MISSING_MEMBER, "/usage/total_tokens", "RealtimeResponse", response(usage=USAGE.replace("total", "sum"))),
    (Rule.MISSING_MEMBER, "/parameters", "RealtimeTool", '{"type":"function","name":"n","description":"d"}'),
    (Rule.DUPLICATE_MEMBER, "/code", "Error", '{"code":"c","code":"c","type":"t"}'),
    (Rule.DUPLICATE_MEMBER, "/id", "RealtimeResponse", response()[:-1] + ',"id":"resp_1"}'),
    (Rule.DUPLICATE_MEMBER, "/type", "RealtimeAudioFormats", '{"type":"audio/pcmu","type":"audio/pcmu"}'),
    (Rule.UNKNOWN_VALUE, "/status", "RealtimeResponse", response(status='"InProgress"')),
    (Rule.UNKNOWN_VALUE, "", "Conversation", '"Auto"'),
    (Rule.UNKNOWN_VALUE, "", "ToolChoice", '"any"'),
    (Rule.MISSING_TAG, "/type", "RealtimeAudioFormats", '{"rate":24000}'),
    (Rule.MISSING_TAG, "/output/0/role", "RealtimeResponse", response(output='[{"type":"message","content":[]}]')),
    (Rule.UNKNOWN_TAG, "/type", "RealtimeAudioFormats", '{"type":"audio/opus"}'),
    (Rule.UNKNOWN_TAG, "/content/0/type", "RealtimeConversationItem", ITEM % '{"type":"output_text","text":"t"}'),
    (Rule.OUT_OF_RANGE, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":4294967296}'),
    (Rule.OUT_OF_RANGE, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":-1}'),
    (Rule.OUT_OF_RANGE, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":99999999999999999999999}'),
    (Rule.OUT_OF_RANGE, "/parameters", "RealtimeTool", TOOL % "1e999"),
    (Rule.NOT_AN_INTEGER, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":12.0}'),
    (Rule.NOT_AN_INTEGER, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":1e2}'),
    (Rule.NOT_AN_INTEGER, "/audio_tokens", "OutputTokenDetails", '{"audio_tokens":-0}'),
    (Rule.NO_VARIANT, "", "MaxOutputTokens", "65536"),
    (Rule.NO_VARIANT, "", "MaxOutputTokens", '"Inf"'),
    (Rule.NO_VARIANT, "/max_output_tokens", "RealtimeResponse", response(max_output_tokens="null")),
]

# Rules that only other dialects have members for.
ELSEWHERE = {Rule.STRING_LENGTH, Rule.PATTERN, Rule.TOO_FEW_ITEMS}


@pytest.mark.parametrize(("rule", "at", "type_name", "text"), REJECTED)
def test_a_broken_rule_is_named_with_its_place(rule: Rule, at: str, type_name: str, text: str) -> None:
    assert expect(DIALECT, type_name, text) == Reject(rule, at)


def test_every_rule_is_shown_above() -> None:
    assert {rule for rule, *_ in REJECTED} == set(Rule) - ELSEWHERE


LEFT_OPEN = [
    (FreeReason.STRUCT_AS_ARRAY, "Error", '["c","t"]'),
    (FreeReason.STRUCT_AS_ARRAY, "RealtimeAudioFormats", '["audio/pcmu"]'),
    (FreeReason.STRUCT_AS_ARRAY, "RealtimeResponse", response(status_details="[null,null,1]")),
    (FreeReason.ENUM_AS_OBJECT, "Conversation", '{"auto":null}'),
    (FreeReason.ENUM_AS_OBJECT, "RealtimeVoice", '{"marin":null}'),
    (FreeReason.LONE_SURROGATE, "Error", '{"code":"\\ud800","type":"t"}'),
    (FreeReason.LONE_SURROGATE, "Error", '{"code":"c","type":"t","\\udfff":1}'),
    (FreeReason.NUMBER_PRECISION, "RealtimeTool", TOOL % "0.1234567890123456789"),
    (FreeReason.NUMBER_PRECISION, "RealtimeTool", TOOL % "18446744073709551616"),
    (FreeReason.NESTING_LIMIT, "RealtimeTool", TOOL % ("[" * 200 + "]" * 200)),
    (FreeReason.UNREAD_NUMBER, "Error", '{"code":"c","type":"t","x":1e999}'),
    (FreeReason.TAG_AS_INDEX, "RealtimeAudioFormats", '{"type":1}'),
]


@pytest.mark.parametrize(("why", "type_name", "text"), LEFT_OPEN)
def test_what_is_left_open_is_named(why: FreeReason, type_name: str, text: str) -> None:
    assert expect(DIALECT, type_name, text) == Free(why)


def test_everything_that_serde_leaves_open_is_shown_above() -> None:
    assert {why for why, *_ in LEFT_OPEN} == set(FreeReason) - {
        FreeReason.DUPLICATE_MEMBER,
        FreeReason.NUMBER_FORM,
        FreeReason.UNBOUNDED_INTEGER,
        FreeReason.UNPROVEN_FORM,
        FreeReason.BARE_NULL,
    }


@pytest.mark.parametrize(
    ("type_name", "text", "why"),
    [
        ("Metadata", "null", FreeReason.BARE_NULL),
        ("RealtimeTurnDetection", " null\n", FreeReason.BARE_NULL),
        ("MCPTool", '{"type":"mcp","server_label":"s","headers":{"k":"a","k":"b"}}', FreeReason.DUPLICATE_MEMBER),
        ("RealtimeFunctionTool", '{"parameters":{"a":[{"k":1,"k":1}]}}', FreeReason.DUPLICATE_MEMBER),
        ("RealtimeFunctionTool", '{"x":1,"x":2}', FreeReason.DUPLICATE_MEMBER),
    ],
)
def test_what_may_be_read_in_two_ways_is_open_to_its_reader(type_name: str, text: str, why: FreeReason) -> None:
    assert oracle("openai-ga").expect(type_name, text) == Free(why)


def test_its_writer_is_held_to_the_letter_all_the_same() -> None:
    found = oracle("openai-ga").breaches("RealtimeClientEvent", '{"type":"response.cancel","x":1,"x":2}', Side.CLIENT)
    assert [one.at for one in found] == ["/x"]


def test_a_refusal_goes_before_a_number_that_nobody_reads() -> None:
    assert expect(DIALECT, "Error", '{"code":1,"type":"t","x":1e999}') == Reject(Rule.WRONG_TYPE, "/code")


def test_an_index_without_a_variant_is_no_tag() -> None:
    assert expect(DIALECT, "RealtimeAudioFormats", '{"type":3}') == Reject(Rule.WRONG_TYPE, "/type")


def test_bytes_that_are_not_utf8_are_not_json() -> None:
    assert expect(DIALECT, "RealtimeVoice", b'"\xff"') == Reject(Rule.INVALID_JSON, "")
    assert expect(DIALECT, "RealtimeVoice", '"é"'.encode()) == Accept('"é"')


def test_as_deep_as_the_limit_is_read() -> None:
    # The tool and its parameters are the outermost of 127 levels.
    deepest = "[" * 126 + "]" * 126
    assert expect(DIALECT, "RealtimeTool", TOOL % deepest) == Accept(TOOL % deepest)
    assert expect(DIALECT, "RealtimeTool", TOOL % f"[{deepest}]") == Free(FreeReason.NESTING_LIMIT)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_hostile_nesting_does_not_exhaust_the_stack(text: str) -> None:
    assert expect(DIALECT, "RealtimeResponse", text) == Free(FreeReason.NESTING_LIMIT)


CANONICAL = [
    # Declared order, whatever came first; unknown members go.
    ("Error", '{"type":"t","x":1,"code":"c"}', '{"code":"c","type":"t"}'),
    ("Error", '{"code":"c","x":1,"x":2,"type":"t"}', '{"code":"c","type":"t"}'),
    # Absent and null: left out, written as null, or written as the default.
    ("OutputTokenDetails", '{"text_tokens":null}', "{}"),
    ("InputTokenDetails", "{}", '{"cached_token_details":null}'),
    ("RealtimeResponseStatusDetail", '{"type":"failed"}', '{"error":null,"reason":null,"type":"failed"}'),
    ("InputImageContent", "{}", '{"detail":"auto"}'),
    ("RealtimeResponse", response(), '{"audio":null,' + response(status_details="null", usage="null")[1:]),
    # A tag stands anywhere and is written first; messages have two of them.
    ("RealtimeAudioFormats", '{"rate":8,"type":"audio/pcm"}', '{"type":"audio/pcm","rate":8}'),
    (
        "RealtimeConversationItem",
        '{"content":[{"text":"t","type":"input_text"}],"role":"user","type":"message"}',
        ITEM % '{"type":"input_text","text":"t"}',
    ),
    # An open enum keeps what it does not know; a mode beside a tagged union stays a string.
    ("RealtimeVoice", '"juniper"', '"juniper"'),
    ("ToolChoice", '"required"', '"required"'),
    ("ToolChoice", '{"name":"f","type":"function"}', '{"type":"function","name":"f"}'),
    # The first variant that reads the value has it.
    ("MaxOutputTokens", "65535", "65535"),
    ("MaxOutputTokens", ' "inf"\n', '"inf"'),
    ("MCPToolRequireApproval", '{"always":null}', "{}"),
    # Open JSON: names sorted by code point, null kept, numbers as serde_json writes them.
    (
        "RealtimeTool",
        TOOL % '{"b":[1E2,-0],"a":null,"\\u00e9":"\\u0041"}',
        TOOL % '{"a":null,"b":[100.0,-0.0],"é":"A"}',
    ),
    ("RealtimeTool", TOOL % "null", TOOL % "null"),
    ("RealtimeTool", TOOL % "18446744073709551615", TOOL % "18446744073709551615"),
    ("RealtimeTool", TOOL % '{"a":1,"a":2}', TOOL % '{"a":2}'),
    # Escapes that JSON does not ask for go, those that it does are the short ones.
    ("RealtimeVoice", '"\\u0041\\/\\u00e9\\ud83d\\ude00\\u001f\\n\\u2028"', '"A/é😀\\u001f\\n\u2028"'),
]


@pytest.mark.parametrize(("type_name", "text", "canonical"), CANONICAL)
def test_the_canonical_text(type_name: str, text: str, canonical: str) -> None:
    assert expect(DIALECT, type_name, text) == Accept(canonical)
    assert expect(DIALECT, type_name, canonical) == Accept(canonical)


VARIABLES = [
    ('"text"', '"text"'),
    ('{"type":"input_text","text":"t","x":1}', '{"type":"input_text","text":"t"}'),
    ('{"type":"input_image"}', '{"type":"input_image","detail":"auto"}'),
    # Almost content is any JSON, and keeps everything.
    ('{"type":"input_text"}', '{"type":"input_text"}'),
    ('{"type":"input_image","detail":null}', '{"detail":null,"type":"input_image"}'),
    ('{"type":"input_audio","b":1,"a":2}', '{"a":2,"b":1,"type":"input_audio"}'),
    ('{"city":{"type":"input_text","text":"t","x":1}}', '{"city":{"text":"t","type":"input_text","x":1}}'),
    ('["city"]', '["city"]'),
    ("12", "12"),
]


@pytest.mark.parametrize(("text", "canonical"), VARIABLES)
def test_prompt_variables_are_a_text_else_content_else_any_json(text: str, canonical: str) -> None:
    assert expect(DIALECT, "ResponsePromptVariables", text) == Accept(canonical)


def test_absent_prompt_variables_stay_absent_and_null_is_absence() -> None:
    assert expect(DIALECT, "Prompt", '{"id":"p","variables":null}') == Accept('{"id":"p"}')
    assert expect(DIALECT, "ResponsePromptVariables", "null") == Accept("null")


def test_an_array_that_could_be_content_is_left_open() -> None:
    assert expect(DIALECT, "ResponsePromptVariables", '["input_text","t"]') == Free(FreeReason.STRUCT_AS_ARRAY)


def test_the_order_of_metadata_is_not_fixed() -> None:
    one = expect(DIALECT, "RealtimeResponse", response(metadata='{"b":"1"}'))
    two = expect(DIALECT, "RealtimeResponse", response(metadata='{"b":"1","a":"2"}'))
    assert isinstance(one, Accept)
    assert isinstance(two, Accept)
    assert (one.bytes_fixed, two.bytes_fixed) == (True, False)
    assert json.loads(two.canonical_text)["metadata"] == {"b": "1", "a": "2"}


def test_of_repeated_metadata_the_last_has_it_and_every_one_is_read() -> None:
    last = expect(DIALECT, "RealtimeResponse", response(metadata='{"a":"1","a":"2"}'))
    assert isinstance(last, Accept)
    assert json.loads(last.canonical_text)["metadata"] == {"a": "2"}
    broken = expect(DIALECT, "RealtimeResponse", response(metadata='{"a":1,"a":"2"}'))
    assert broken == Reject(Rule.WRONG_TYPE, "/metadata/a")


def test_one_payload_leaves_nothing_behind_for_the_next() -> None:
    judge = Oracle(oracle(DIALECT).dialect)
    judge.expect("RealtimeResponse", response(metadata='{"b":"1","a":"2"}'))
    judge.expect("Error", '{"code":"c","type":"t","x":1e999}')
    assert judge.expect("Error", '{"code":"c","type":"t"}') == Accept('{"code":"c","type":"t"}')


def test_an_unknown_type_names_near_ones() -> None:
    with pytest.raises(UsageError, match=r"no type 'RealtimeRespons'; did you mean RealtimeResponse"):
        expect(DIALECT, "RealtimeRespons", "{}")
