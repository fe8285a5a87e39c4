"""The real package's types answer, and as the TypeScript compiler would."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from asking import asked, decoded, require

import strategies
from conformance import vectors
from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapter.stdio import Limits, Stdio
from conformance.adapters import REGISTRY
from conformance.spec import load_dialect

ENTRY = REGISTRY["openai-node"]
SOURCES = ENTRY.runtime.folder
ROOT = SOURCES.parents[2]
OUT_OF_STACK = "RangeError: Maximum call stack size exceeded"


@pytest.fixture(scope="module")
def compiler() -> Iterator[Connection]:
    """What the TypeScript compiler itself says; the more it is asked at a time the faster."""
    require(ENTRY)
    command = replace(ENTRY.runtime, program="arbiter.mjs").command("static", "openai-ga")
    with Stdio(command, Limits(timeout=120, start=120, window=16384)) as opened:
        yield opened


def test_every_type_of_the_dialect_has_one_but_one(connection: Connection) -> None:
    official = set(load_dialect("openai-ga").types)
    assert official - connection.hello.types == {"RealtimeSessionCreateResponse"}


def test_a_type_that_does_not_admit_the_payload_is_a_refusal_with_the_reason(connection: Connection) -> None:
    response = {"id": "r", "usage": {"total_tokens": None}}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeResponse", response)
    assert outcome == Outcome(Kind.REJECTED, message="usage.total_tokens: null is not assignable to number")


def test_an_unknown_event_is_assignable_to_no_event(connection: Connection) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", {"type": "nope"})
    assert outcome.kind is Kind.REJECTED
    assert (outcome.message or "").startswith('type: "nope" is not assignable to "conversation.created" | ')


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        ("LogProbProperties", {"token": "a", "bytes": []}, "payload: member 'logprob' is missing in LogProbProperties"),
        (
            "RealtimeMCPHTTPError",
            {"type": "http_error", "code": "5", "message": "m"},
            "code: string is not assignable to number",
        ),
        # One of three formats has a rate, which tells nothing of the other two.
        ("RealtimeAudioFormats", {"rate": 8000}, "rate: 8000 is not assignable to 24000"),
    ],
)
def test_a_refusal_says_where_and_why(connection: Connection, type_: str, value: object, message: str) -> None:
    assert asked(connection, Op.ROUNDTRIP, type_, value) == Outcome(Kind.REJECTED, message=message)


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


def test_an_object_literal_has_no_other_members(connection: Connection) -> None:
    event = {"type": "session.update", "session": {"type": "realtime", "x": 1}}
    assert asked(connection, Op.BUILD, "RealtimeClientEvent", event) == Outcome(
        Kind.REJECTED, message="session.x: an object literal may not have this member, which is not declared"
    )


# A member that is not declared is an error in a literal alone, and nobody writes a server event as a literal.
def test_nobody_writes_what_a_server_sends_or_reads_what_a_client_sends(connection: Connection) -> None:
    for type_ in ("RealtimeServerEvent", "RealtimeServerEventError", "RealtimeResponse", "LogProbProperties"):
        assert asked(connection, Op.BUILD, type_, "{}").kind is Kind.UNSUPPORTED
    assert asked(connection, Op.ROUNDTRIP, "RealtimeClientEvent", '{"type":"response.create"}').kind is Kind.UNSUPPORTED


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        (
            "RealtimeClientEvent",
            {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "i"}]}},
        ),
        ("RealtimeClientEventResponseCreate", {"type": "response.create", "response": {"instructions": "x"}}),
        ("RealtimeResponseCreateParams", {"input": [{"type": "item_reference", "id": "i"}]}),
    ],
)
def test_a_response_may_be_asked_for_with_references_to_items(
    connection: Connection, type_: str, payload: object
) -> None:
    assert decoded(connection, Op.BUILD, type_, payload) == payload


@pytest.mark.parametrize("text", ["[]", "null", '{"event_id":"e"}', '{"type":5}'])
def test_the_connection_wants_an_object_with_a_type(connection: Connection, text: str) -> None:
    expected = "TypeError: Realtime WebSocket event must be an object with a string type."
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", text) == Outcome(Kind.REJECTED, message=expected)


def test_an_error_is_an_event_too(connection: Connection) -> None:
    event = {"type": "error", "event_id": "e", "error": {"type": "t", "message": "m"}}
    assert decoded(connection, Op.ROUNDTRIP, "RealtimeServerEvent", event) == event


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
    refused = asked(connection, Op.BUILD, "RealtimeClientEvent", event)
    assert (refused.message or "").startswith("session.instructions: an object literal may not have this member")


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


@pytest.mark.parametrize("op", Op)
def test_what_the_package_runs_out_of_stack_for_is_not_sent(connection: Connection, op: Op) -> None:
    deep = f"""{{"type":"function","parameters":{{"a":{"[" * 20000}{"]" * 20000}}}}}"""
    assert asked(connection, op, "RealtimeFunctionTool", deep) == Outcome(Kind.NOT_WRITTEN, message=OUT_OF_STACK)


def test_what_a_server_sends_may_be_of_any_depth(connection: Connection) -> None:
    deep = f"""{{"type":"input_audio_buffer.cleared","event_id":"e","x":{"[" * 20000}{"]" * 20000}}}"""
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", deep) == Outcome(Kind.OK, text=deep)


def test_a_fault_of_the_adapter_is_no_answer_of_the_package(tmp_path: Path) -> None:
    require(ENTRY)
    copy = shutil.copytree(SOURCES, tmp_path / SOURCES.name)
    shutil.copy(SOURCES.parent / "node_serve.mjs", tmp_path)
    (copy / "assignable.mjs").write_text("export const mismatch = (value) => mismatch(value);")
    with replace(ENTRY.runtime, folder=copy).open("static", "openai-ga", Limits(timeout=30)) as opened:
        outcome = asked(opened, Op.ROUNDTRIP, "Metadata", "{}")
        assert outcome.kind is Kind.ADAPTER_ERROR
        assert (outcome.message or "").startswith(OUT_OF_STACK)
        assert asked(opened, Op.ROUNDTRIP, "Metadata", "{").kind is Kind.REJECTED


def test_invalid_json_is_refused_by_the_package(connection: Connection) -> None:
    expected = "SyntaxError: Could not parse Realtime WebSocket event data as JSON."
    assert asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", "{") == Outcome(Kind.REJECTED, message=expected)


def test_refusals_in_a_batch_belong_to_their_payloads(connection: Connection) -> None:
    texts = [f'{{"a":{index if index % 3 == 0 else json.dumps(str(index))}}}' for index in range(300)]
    outcomes = connection.stream(Request(Op.ROUNDTRIP, "Metadata", text) for text in texts)
    refused = [index for index, outcome in enumerate(outcomes) if outcome.kind is Kind.REJECTED]
    assert refused == list(range(0, 300, 3))


def disagreements(connection: Connection, compiler: Connection, payloads: Iterable[tuple[str, str]]) -> list[str]:
    # Of `typed` the compiler is asked what it is asked of `roundtrip`.
    requests = [Request(op, type_, text) for type_, text in payloads for op in (Op.ROUNDTRIP, Op.BUILD)]
    answers = zip(requests, connection.stream(requests), compiler.stream(requests), strict=True)
    differing = [(request, ours, its) for request, ours, its in answers if ours.kind is not its.kind]
    return [f"{request}: {ours.kind} ({ours.message}), the compiler: {its.kind}" for request, ours, its in differing]


def golden(connection: Connection) -> list[tuple[str, str]]:
    found = [(vector.type, vector.text) for vector in vectors.load_vectors("openai-ga").values()]
    return [(type_, text) for type_, text in found if type_ in connection.hello.types and isinstance(text, str)]


def test_the_compiler_agrees_about_every_golden_vector(connection: Connection, compiler: Connection) -> None:
    payloads = golden(connection)
    assert len(payloads) > 4000
    assert disagreements(connection, compiler, payloads) == []


def test_the_compiler_agrees_about_payloads_of_other_types(connection: Connection, compiler: Connection) -> None:
    types = sorted(connection.hello.types)
    payloads = [(types[place % len(types)], text) for place, (_, text) in enumerate(golden(connection)[::3])]
    assert disagreements(connection, compiler, payloads) == []


@pytest.mark.parametrize("kind", ["valid", "edge", "invalid"])
def test_the_compiler_agrees_about_generated_payloads(
    connection: Connection, compiler: Connection, kind: Literal["valid", "edge", "invalid"]
) -> None:
    types = sorted(connection.hello.types)
    generated = [payload for type_ in types for payload in strategies.seeded(type_, kind, 1, 8, "openai-ga")]
    payloads = [(payload.type, payload.text) for payload in generated if isinstance(payload.text, str)]
    assert disagreements(connection, compiler, payloads) == []


# A type without required members, which wants one of its own where there are any, counts those of other variants too.
@pytest.mark.parametrize(
    "session",
    [
        {"type": "realtime", "audio": {"input": {"turn_detection": {"type": "server_vad", "eagerness": "low"}}}},
        {"audio": {"output": {"voice": {"id": 1}}}},
        {"type": "realtime", "audio": {"input": {"format": {"rate": 24000}}}},
        {"type": "realtime", "audio": {"input": {"format": {"rate": 8000}}}},
        {"type": "realtime", "tools": [{"server_label": "s"}, {"type": "mcp", "allowed_tools": {"x": 1}}]},
        {"type": "realtime", "truncation": {"type": "retention_ratio"}, "tracing": {"workflow_name": None}},
        {"type": "realtime", "tools": [{"server_label": 5}]},
        {"type": "realtime", "tool_choice": {"name": "n", "server_label": 5}},
    ],
)
def test_the_compiler_agrees_about_unions_of_types(
    connection: Connection, compiler: Connection, session: dict[str, object]
) -> None:
    event = json.dumps({"type": "session.update", "session": session})
    assert disagreements(connection, compiler, [("RealtimeClientEvent", event)]) == []


# Of the programs that users begin with, the stand-in for the library is all that is replaced.
LIBRARY = """
const endless = (value) => [endless(value)];
const decode = (text) => {
  if (text === '"deep"') return endless(text);
  if (text === '"large"') throw new RangeError('Invalid array length');
  return text;
};
"""


def from_the_kit(place: Path) -> Path:
    project = shutil.copytree(ROOT / "conformance/kit/templates/node", place / "project")
    exported = "export const version = '1', SpeechStarted = { fromJson: (text) => ({ toJson: () => decode(text) }) };"
    (project / "example-sdk.js").write_text(LIBRARY + exported)
    return project / "adapter.js"


def from_the_document(place: Path) -> Path:
    document = (ROOT / "docs/adapters.md").read_text()
    (text,) = re.findall(r"^```js file=adapter\.mjs\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)
    program = place / "adapter.mjs"
    program.write_text(LIBRARY + text.replace("JSON.stringify(JSON.parse(text))", "decode(text)"))
    return program


@pytest.mark.parametrize("written", [from_the_kit, from_the_document])
def test_the_programs_to_begin_with_know_a_crash_from_a_refusal(
    written: Callable[[Path], Path], tmp_path: Path
) -> None:
    if (node := shutil.which("node")) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("node is not installed")
    with Stdio([node, str(written(tmp_path))], Limits(timeout=30)) as opened:
        (type_,) = sorted(opened.hello.types)[:1]
        assert asked(opened, Op.ROUNDTRIP, type_, '"deep"') == Outcome(Kind.CRASHED, message=OUT_OF_STACK)
        large = Outcome(Kind.REJECTED, message="RangeError: Invalid array length")
        assert asked(opened, Op.ROUNDTRIP, type_, '"large"') == large
        assert asked(opened, Op.ROUNDTRIP, type_, '"other"') == Outcome(Kind.OK, text='"other"')
