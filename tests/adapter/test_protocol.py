"""The lines of the stdio protocol: hand-written reading and the published JSON Schemas say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.adapter import Hello, Kind, Op, Outcome, Request, protocol
from conformance.adapter.lines import LineSplitter, LineTooLong
from conformance.adapter.protocol import Command, ProtocolError, decode_answer, decode_request

FOLDER = Path(protocol.__file__).parent
REQUEST_SCHEMA = json.loads((FOLDER / "request.schema.json").read_text())
ANSWER_SCHEMA = json.loads((FOLDER / "answer.schema.json").read_text())
request_schema = jsonschema_rs.Draft202012Validator(REQUEST_SCHEMA)
answer_schema = jsonschema_rs.Draft202012Validator(ANSWER_SCHEMA)

HELLO = Hello(
    "lib",
    "1.2",
    "go",
    "strict",
    "async-openai",
    frozenset({"A", "B"}),
    frozenset(Op),
    {"bytes": True},
    "https://l",
    None,
    decodes=frozenset({"A"}),
    sends=frozenset({"B"}),
)

texts = st.text(st.characters(exclude_categories=[]))  # lone surrogates too: an escape can carry them
requests = st.builds(Request, st.sampled_from(Op), texts, texts | st.binary()) | st.sampled_from(Command)
outcomes = st.builds(
    Outcome,
    st.sampled_from([kind for kind in Kind if kind.value in protocol._SENT]),
    st.none() | texts,
    st.none() | texts,
    st.lists(st.sampled_from(["", "/item", "/output/0/a~1b", "/~0\n"])).map(tuple),
)


def test_the_schemas_are_json_schema_2020_12() -> None:
    Draft202012Validator.check_schema(REQUEST_SCHEMA)
    Draft202012Validator.check_schema(ANSWER_SCHEMA)


def test_requests_are_written_as_published() -> None:
    assert protocol.encode_request(1, Command.HELLO) == b'{"seq":1,"op":"hello","protocol":2}\n'
    assert (
        protocol.encode_request(2, Request(Op.TYPED, "T", '{"é":"\u2028"}'))
        == b'{"seq":2,"op":"typed","type":"T","text":"{\\"\\u00e9\\":\\"\\u2028\\"}"}\n'
    )
    assert (
        protocol.encode_request(3, Request(Op.BUILD, "T", b"\xff"))
        == b'{"seq":3,"op":"build","type":"T","base64":"/w=="}\n'
    )
    assert protocol.encode_request(9, Command.BYE) == b'{"seq":9,"op":"bye"}\n'


@given(st.integers(1, 2**53), requests)
def test_a_request_is_read_as_it_was_written(seq: int, request: Request | Command) -> None:
    line = protocol.encode_request(seq, request)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert decode_request(line) == (seq, request)


@given(st.integers(1, 2**53), requests)
def test_written_requests_fit_the_schema(seq: int, request: Request | Command) -> None:
    members = json.loads(protocol.encode_request(seq, request))
    assert Draft202012Validator(REQUEST_SCHEMA).is_valid(members)


@given(st.integers(1, 2**53), outcomes | st.just(HELLO))
def test_an_answer_is_read_as_it_was_written_and_fits_the_schema(seq: int, answer: Outcome | Hello) -> None:
    line = protocol.encode_answer(seq, answer)
    assert decode_answer(line) == (seq, answer)
    assert Draft202012Validator(ANSWER_SCHEMA).is_valid(json.loads(line))


def test_members_that_nobody_knows_are_ignored() -> None:
    assert decode_answer(b'{"seq":1,"outcome":"ok","text":"x","took":3}') == (1, Outcome(Kind.OK, "x"))
    assert decode_request(b'{"seq":1,"op":"bye","why":[]}') == (1, Command.BYE)


def test_operations_of_a_later_version_are_ignored_in_hello() -> None:
    line = protocol.encode_answer(1, HELLO).replace(b'"ops":[', b'"ops":["patch",')
    assert decode_answer(line) == (1, HELLO)


@pytest.mark.parametrize(
    "line", [b"", b"hello", b"[]", b"{", b'"x"', b'{"seq":1,"outcome":"ok","text":"\xff"}', b"[" * 10**6]
)
def test_what_is_no_json_object_breaks_the_protocol_without_a_seq(line: bytes) -> None:
    for decode in (decode_answer, decode_request):
        with pytest.raises(ProtocolError) as caught:
            decode(line)
        assert caught.value.seq is None


def test_an_error_names_the_request_where_the_line_still_says_it() -> None:
    with pytest.raises(ProtocolError, match="may not send the outcome 'timeout'") as caught:
        decode_answer(b'{"seq":7,"outcome":"timeout"}')
    assert caught.value.seq == 7


@pytest.mark.parametrize("seq", [0, -1, 1.5, True, "1", None])
def test_a_seq_is_an_integer_from_1(seq: object) -> None:
    for members in ({"seq": seq, "outcome": "ok"}, {"seq": seq, "op": "bye"}):
        with pytest.raises(ProtocolError, match="no seq of 1 or more"):
            (decode_answer if "outcome" in members else decode_request)(json.dumps(members).encode())
    assert not answer_schema.is_valid({"seq": seq, "outcome": "ok"})
    assert not request_schema.is_valid({"seq": seq, "op": "bye"})


@pytest.mark.parametrize("base64", ["/w=", "/w", "/w==/w==", "/w= =", "/w==\n", "-_==", "=", "é"])
def test_what_is_no_base64_breaks_the_protocol(base64: str) -> None:
    members = {"seq": 1, "op": "roundtrip", "type": "T", "base64": base64}
    with pytest.raises(ProtocolError, match="base64 is not base64"):
        decode_request(json.dumps(members).encode())
    assert not request_schema.is_valid(members)


# Values that sit at, and just beyond, the edge of what each member may be.
anything = st.sampled_from(
    [None, True, False, 0, 1, 1.0, 1.5, -1, "", "x", "/w==", "/w=", [], ["x"], [1], {}, {"a": 1}, {"a": True}]
)


def objects(**known: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: values | anything for name, values in known.items()})


hellos = st.fixed_dictionaries(
    {name: st.just("x") for name in ("name", "version", "language", "profile", "dialect")}
    | {"types": st.just(["T"]), "ops": st.just(["typed", "other"])}
)
broken_hellos = st.builds(
    lambda hello, name, value: hello | {name: value},
    hellos,
    st.sampled_from([*ANSWER_SCHEMA["$defs"]["hello"]["properties"], "new"]),
    anything,
) | st.builds(
    lambda hello, name: {k: v for k, v in hello.items() if k != name}, hellos, st.sampled_from(["name", "ops"])
)


def reads(decode: Any, members: object) -> bool:
    try:
        decode(json.dumps(members).encode())
    except ProtocolError:
        return False
    return True


@given(
    objects(
        seq=st.just(1),
        outcome=st.sampled_from([*(kind.value for kind in Kind), "fine"]),
        text=st.just("x"),
        message=st.just("x"),
        hello=hellos | broken_hellos,
        new=st.just(1),
    )
)
def test_answers_are_read_exactly_where_the_schema_allows_them(members: dict[str, Any]) -> None:
    assert reads(decode_answer, members) == answer_schema.is_valid(members)


@given(
    objects(
        seq=st.just(1),
        op=st.sampled_from([*Op, *Command, "patch"]),
        type=st.just("T"),
        text=st.just("{}"),
        base64=st.just("/w=="),
        protocol=st.sampled_from([1, 2, 3]),
        new=st.just(1),
    )
)
def test_requests_are_read_exactly_where_the_schema_allows_them(members: dict[str, Any]) -> None:
    assert reads(decode_request, members) == request_schema.is_valid(members)


@given(st.lists(st.binary(max_size=5) | st.just(b"\n") | st.just(b"a\nb"), max_size=12))
def test_lines_do_not_depend_on_how_the_stream_is_cut(chunks: list[bytes]) -> None:
    splitter = LineSplitter(1000)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    *expected, rest = b"".join(chunks).split(b"\n")
    assert lines == expected
    assert splitter.unfinished == bool(rest)


def test_an_unfinished_line_is_kept_up_to_the_limit() -> None:
    splitter = LineSplitter(10)
    assert splitter.feed(b"x" * 10) == []
    with pytest.raises(LineTooLong):
        splitter.feed(b"x")


def test_an_answer_says_what_is_raw_inside() -> None:
    line = b'{"seq":1,"outcome":"ok","text":"{}","raw":["/item","/output/0"]}\n'
    outcome = Outcome(Kind.OK, "{}", raw=("/item", "/output/0"))
    assert decode_answer(line) == (1, outcome)
    assert protocol.encode_answer(1, outcome) == line
    assert decode_answer(b'{"seq":1,"outcome":"ok","text":"{}","raw":null}\n') == (1, Outcome(Kind.OK, "{}"))


@pytest.mark.parametrize("raw", ['"/item"', "[1]", '["item"]', '["/~2"]'])
def test_raw_is_a_list_of_json_pointers(raw: str) -> None:
    with pytest.raises(ProtocolError, match="raw"):
        decode_answer(f'{{"seq":1,"outcome":"ok","text":"x","raw":{raw}}}\n'.encode())
    assert not answer_schema.is_valid({"seq": 1, "outcome": "ok", "text": "x", "raw": json.loads(raw)})


def test_a_library_that_decodes_and_cannot_encode_is_no_refusal() -> None:
    outcome = Outcome(Kind.NOT_WRITTEN, message="no b")
    line = b'{"seq":1,"outcome":"not-written","message":"no b"}\n'
    assert (protocol.encode_answer(1, outcome), decode_answer(line)) == (line, (1, outcome))
    assert answer_schema.is_valid(json.loads(line))
