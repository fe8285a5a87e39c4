"""What a driver and the suite say to each other: lines that keep the published schemas, and no others."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from conformance.peer.client.contract import Answer, Can, Hello, Kind, Op, Outcome, Request, Surfaced
from conformance.peer.client.protocol import (
    ProtocolError,
    decode_line,
    decode_request,
    encode_answer,
    encode_request,
    encode_surfaced,
    hello_request,
)

FOLDER = files("conformance.peer.client.protocol")
REQUEST, LINE = (
    Draft202012Validator(json.loads(FOLDER.joinpath(f"{name}.schema.json").read_text("utf-8")))
    for name in ("request", "line")
)
SERVER = {"url": "ws://h/v1/realtime", "base_url": "http://h/v1", "model": "m", "key": "k", "output": "text"}
REQUESTS = [
    hello_request(),
    Request(Op.CONNECT, SERVER),
    Request(Op.SAY, {"text": "h\u00e9\u2028"}),
    Request(Op.AUDIO, {"audio": "AAAA"}),
    Request(Op.INTERRUPT),
    Request(Op.CLOSE),
    Request(Op.BYE),
]
HELLO = Hello("name", "1", "python", frozenset(Can), "strict", tls=True, homepage="https://h", issues="https://i")
SHOWN = [
    Surfaced(Kind.TEXT, {"delta": "a"}),
    Surfaced(Kind.TEXT, {"text": "a"}),
    Surfaced(Kind.AUDIO, {"bytes": 4800}),
    Surfaced(Kind.TURN),
    Surfaced(Kind.TURN, {"status": "completed"}),
    Surfaced(Kind.ERROR, {"message": "m", "code": "c"}),
    Surfaced(Kind.TOOL, {"name": "n", "arguments": "{}"}),
    Surfaced(Kind.STATUS, {"message": "m"}),
    Surfaced(Kind.CLOSED, {"code": 1001, "reason": "r"}),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.op.value)
def test_a_request_is_a_line_of_ascii_that_keeps_the_schema(request_: Request) -> None:
    line = encode_request(7, request_)
    assert line.isascii()
    assert line.endswith(b"\n")
    REQUEST.validate(json.loads(line))
    assert decode_request(line) == (7, request_)


@pytest.mark.parametrize(
    "answer", [Answer(Outcome.OK), Answer(Outcome.FAILED, "no"), HELLO], ids=["ok", "failed", "hello"]
)
def test_an_answer_keeps_the_schema(answer: Answer | Hello) -> None:
    line = encode_answer(3, answer)
    LINE.validate(json.loads(line))
    assert decode_line(line) == (3, answer)


@pytest.mark.parametrize("surfaced", SHOWN, ids=lambda one: one.kind.value)
def test_what_is_shown_keeps_the_schema(surfaced: Surfaced) -> None:
    line = encode_surfaced(surfaced)
    LINE.validate(json.loads(line))
    assert decode_line(line) == surfaced


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hello", "not a line of JSON"),
        ("[]", "not a JSON object"),
        ("{}", "neither surfaced nor a seq of 1 or more"),
        ('{"seq": 0, "outcome": "ok"}', "neither surfaced nor a seq of 1 or more"),
        ('{"seq": 1, "outcome": "good"}', "outcome is 'good', expected ok, failed or unsupported"),
        ('{"surfaced": 1}', "surfaced is not an object"),
        ('{"surfaced": {"kind": "smell"}}', "surfaced has the kind 'smell', expected text, "),
        ('{"surfaced": {"kind": "text", "delta": 1}}', "surfaced text: delta is 1, not a string"),
        ('{"surfaced": {"kind": "audio", "bytes": "1"}}', "surfaced audio: bytes is '1', not an integer"),
        ('{"seq": 1, "outcome": "ok", "hello": {"role": "codec"}}', 'hello lacks "protocol": 1, "role": "client"'),
        (
            '{"seq": 1, "outcome": "ok", "hello": {"protocol": 1, "role": "client", "name": " ", "can": []}}',
            "hello has no name",
        ),
    ],
)
def test_a_line_that_breaks_the_protocol_is_told_with_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(ProtocolError, match=message.replace("[", r"\[").replace("{", r"\{")):
        decode_line(line.encode())
    assert not LINE.is_valid(json.loads(line)) if line != "hello" and '" "' not in line else True


def test_null_counts_as_absent_and_unknown_members_are_ignored() -> None:
    assert decode_line(b'{"surfaced": {"kind": "turn", "status": null, "x": null}, "y": 1}') == Surfaced(Kind.TURN)
    assert decode_line(b'{"seq": 1.0, "outcome": "ok", "message": null, "hello": null}') == (1, Answer(Outcome.OK))
