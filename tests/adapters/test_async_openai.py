"""The real crate answers, as only the crate does."""

from __future__ import annotations

import json
import select
import subprocess
import tomllib
from collections.abc import Callable

import pytest
from asking import asked, require

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.adapters.openai_python.types import TABLE

ENTRY = REGISTRY["async-openai"]


@pytest.fixture(params=ENTRY.profiles)
def connection(request: pytest.FixtureRequest, opened: Callable[..., Connection]) -> Connection:
    return opened(request.param)


@pytest.fixture
def program() -> str:
    require(ENTRY)
    command, *_ = ENTRY.runtime.command("0.40.3", "async-openai")
    return command


def test_the_manifest_pins_its_releases_to_the_digit() -> None:
    dependencies = tomllib.loads((ENTRY.runtime.folder / "Cargo.toml").read_text())["dependencies"]
    pins = {table["version"] for table in dependencies.values() if isinstance(table, dict) and "version" in table}
    assert pins == {f"={profile}" for profile in ENTRY.profiles}


def test_it_only_reads_takes_bytes_and_is_exact_to_the_byte(connection: Connection) -> None:
    assert connection.hello.ops == {Op.ROUNDTRIP}
    assert connection.hello.declares == {"bytes": True, "byte_exact": True}


def test_every_name_another_adapter_uses_for_the_dialect_is_one_of_the_crate(connection: Connection) -> None:
    assert set(TABLE) <= connection.hello.types


@pytest.mark.parametrize(
    ("type_", "text", "written"),
    [
        # The crate reads the filter before the setting, and omits what is None.
        ("MCPToolRequireApproval", '{"always":null}', "{}"),
        ("MCPToolRequireApproval", '"always"', '"always"'),
        # Tags are written first, wherever they stood.
        (
            "RealtimeConversationItem",
            '{"content":[{"text":"x","type":"input_text"}],"role":"user","type":"message"}',
            '{"type":"message","role":"user","content":[{"type":"input_text","text":"x"}]}',
        ),
        # Its own key order, unknown members gone, one Option written as null and the others not.
        (
            "InputTokenDetails",
            '{"zz":1,"text_tokens":2,"audio_tokens":null}',
            '{"cached_token_details":null,"text_tokens":2}',
        ),
        ("RealtimeVoice", '"no such voice"', '"no such voice"'),
        ("MaxOutputTokens", "65535", "65535"),
        ("RealtimeAudioFormats", b'{"rate":8,"type":"audio/pcm"}', '{"type":"audio/pcm","rate":8}'),
    ],
)
def test_accepted(connection: Connection, type_: str, text: str | bytes, written: str) -> None:
    assert asked(connection, Op.ROUNDTRIP, type_, text) == Outcome(Kind.OK, text=written)


@pytest.mark.parametrize(
    ("type_", "text", "message"),
    [
        ("RealtimeResponseStatus", '"weird"', "unknown variant `weird`"),
        ("CachedTokenDetails", '{"text_tokens":1,"text_tokens":1}', "duplicate field `text_tokens`"),
        ("CachedTokenDetails", '{"text_tokens":"1"}', "expected u32"),
        ("CachedTokenDetails", '{"text_tokens":4294967296}', "expected u32"),
        ("Error", '{"code":"x"}', "missing field `type`"),
        ("RealtimeVoice", b'"\xff"', "invalid unicode code point"),
        ("RealtimeVoice", '"', "EOF while parsing a string"),
    ],
)
def test_refused_with_the_message_of_the_crate(
    connection: Connection, type_: str, text: str | bytes, message: str
) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, type_, text)
    assert outcome.kind is Kind.REJECTED
    assert message in (outcome.message or "")


def test_metadata_of_a_response_comes_back_in_the_order_of_a_hash_map(connection: Connection) -> None:
    metadata = {letter: letter for letter in "abcdefgh"}
    text = json.dumps(
        {
            "conversation_id": None,
            "id": "r",
            "max_output_tokens": "inf",
            "metadata": metadata,
            "object": "realtime.response",
            "output": [],
            "output_modalities": ["audio"],
            "status": "completed",
        }
    )
    written = [asked(connection, Op.ROUNDTRIP, "RealtimeResponse", text).text or "" for _ in range(20)]
    orders = [tuple(json.loads(each)["metadata"].items()) for each in written]
    assert all(dict(order) == metadata for order in orders)
    assert len(set(orders)) > 1


def test_two_releases_differ_in_the_parameters_of_a_response(opened: Callable[..., Connection]) -> None:
    shared = (
        '{"audio":{"output":{"format":{"type":"audio/pcma"},"voice":"ash"}},"conversation":"none","input":[],'
        '"instructions":"","max_output_tokens":"inf","output_modalities":["audio"]'
    )
    text = f'{shared},"parallel_tool_calls":true}}'
    older, newer = (
        asked(opened(profile), Op.ROUNDTRIP, "RealtimeResponseCreateParams", text) for profile in ("0.40.3", "0.41.3")
    )
    assert older == Outcome(Kind.OK, text=f"{shared}}}")
    assert newer == Outcome(Kind.OK, text=text)


def test_a_string_of_twenty_mebibytes(connection: Connection) -> None:
    text = json.dumps("x" * (20 << 20))
    assert asked(connection, Op.ROUNDTRIP, "RealtimeVoice", text).text == text


def _lines(*requests: object) -> bytes:
    return b"".join(json.dumps(request).encode() + b"\n" for request in requests)


def test_what_the_protocol_leaves_to_the_adapter(program: str) -> None:
    requests = _lines(
        {"seq": 1, "op": "hello", "protocol": 3},
        {"seq": 2, "op": "typed", "type": "RealtimeVoice", "text": '"x"'},
        {"seq": 3, "op": "roundtrip", "type": "Nothing", "text": "1"},
        {"seq": 4, "op": "roundtrip", "text": "1"},
        {"seq": 5, "op": "roundtrip", "type": "RealtimeVoice"},
        {"seq": 6, "op": "roundtrip", "type": "RealtimeVoice", "base64": "x"},
        {"seq": 7, "op": "roundtrip", "type": "RealtimeVoice", "base64": "Int6Ig=="},
        {"seq": 8},
        {"seq": 9, "op": "bye"},
        {"seq": 10, "op": "hello", "protocol": 1},
    )
    finished = subprocess.run([program], input=requests, capture_output=True, check=True)
    answers = [json.loads(line) for line in finished.stdout.splitlines()]
    assert {answer["seq"]: answer["outcome"] for answer in answers} == {
        1: "adapter-error",
        2: "unsupported",
        3: "unsupported",
        4: "adapter-error",
        5: "adapter-error",
        6: "adapter-error",
        7: "ok",
        8: "adapter-error",
        9: "ok",
    }
    assert answers[6]["text"] == '"{z"'


@pytest.mark.parametrize("line", [b"nonsense\n", b"[1]\n", b'{"op":"hello","protocol":1}\n', b"\xff\n"])
def test_a_line_that_cannot_be_answered_ends_the_program_with_a_reason(program: str, line: bytes) -> None:
    finished = subprocess.run([program], input=line, capture_output=True, check=False)
    assert finished.returncode == 1
    assert finished.stdout == b""
    assert finished.stderr.startswith(b"async-openai adapter: broken request line: ")


def test_an_answer_is_not_held_back_for_a_request_that_is_half_there(program: str) -> None:
    whole = _lines({"seq": 1, "op": "roundtrip", "type": "RealtimeVoice", "text": '"x"'})
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(whole + whole[:10])
        arrived, _, _ = select.select([process.stdout], [], [], 60)
        answer = process.stdout.read(4096) if arrived else b""
        process.kill()
    assert json.loads(answer or b"null") == {"seq": 1, "outcome": "ok", "text": '"x"'}
