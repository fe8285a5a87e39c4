"""A finding is put into words in one place; its group leaves out what differs from payload to payload, no more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.adapter import Kind, Outcome
from conformance.checks.answer import in_words
from conformance.checks.finding import Finding, Group, What, general

# One of each kind, its own sentence, and that of its group.
SENTENCES = [
    (Finding(What.RENAMED, "/a/0/old", "1", "new"), "/a/0/old comes back as new", "/a/*/old comes back as new"),
    (
        Finding(What.RENAMED, "/a/ein Wort/é", "1", "e\u0301"),
        "/a/ein Wort/é comes back as e\u0301",
        "/a/…/… comes back as another name",
    ),
    (Finding(What.LOST, "/a/10/b", "1"), "/a/10/b is dropped", "/a/*/b is dropped"),
    (Finding(What.LOST, f"/a/{'n' * 61}", "1"), f"/a/{'n' * 61} is dropped", "/a/… is dropped"),
    (Finding(What.LOST, "/a//$ref/x-y", "1"), "/a//$ref/x-y is dropped", None),
    (Finding(What.NULLED, "/a/10/b", "1", "null"), "/a/10/b becomes null", "/a/*/b becomes null"),
    (Finding(What.RETYPED, "/n", "1", "1.0"), "/n changes its type (integer → number)", None),
    (Finding(What.RETYPED, "/n", "[1]", "null"), "/n changes its type (array → null)", None),
    (Finding(What.RETYPED, "/n", "true", '"true"'), "/n changes its type (boolean → string)", None),
    (Finding(What.RETYPED, "", "{}", "-1e5"), "the whole payload changes its type (object → number)", None),
    (Finding(What.CUT, "/t", '"ab"', '"a"'), "/t is cut", None),
    (Finding(What.TRIMMED, "/t", '" a"', '"a"'), "/t loses its blanks", None),
    (Finding(What.RECASED, "/t", '"A"', '"a"'), "/t changes its case", None),
    (Finding(What.NORMALIZED, "/t", '"é"', '"é"'), "/t is normalized", None),
    (Finding(What.ESCAPED, "/t", '"<"', '"&lt;"'), "/t changes its escaping", None),
    (Finding(What.ROUNDED, "/n", "0.12", "0.1"), "/n loses precision", None),
    (Finding(What.CHANGED, "/n", "1", "2"), "/n is changed", None),
    (Finding(What.INVENTED, "/n", None, "2"), "/n is invented", None),
    (Finding(What.NULL_LOST, "/n", "null"), "/n loses its null", None),
    (Finding(What.NULL_ADDED, "/n", None, "null"), "/n is invented as null", None),
    (
        Finding(What.ECHOED, "/n", None, "1"),
        "/n is shown by the typed API, though no type declares it",
        "undeclared members are shown by the typed API",
    ),
    (
        Finding(What.MISREAD, "/n", "1", "2"),
        "/n is read from a name in another spelling",
        "members are read from names in another spelling",
    ),
    (Finding(What.UNSTABLE, "/0", "1", "2"), "/0 changes in a second round", "/* changes in a second round"),
    (
        Finding(What.ILLEGAL, "/a/3", "wrong-type"),
        "what comes back breaks wrong-type at /a/3",
        "what comes back breaks wrong-type at /a/*",
    ),
    (
        Finding(What.NOT_JSON, got="no value at line 1 column 9"),
        "what comes back is not JSON (no value at line 1 column 9)",
        "what comes back is not JSON (no value)",
    ),
    (Finding(What.TOO_DEEP), "what comes back nests too deep to be compared", None),
    (
        Finding(What.RESPELT, "/a", "the order of members"),
        "the text is not the canonical one: the order of members at /a",
        "the text is not the canonical one: the order of members",
    ),
    (
        Finding(What.ACCEPTED, "/a", "wrong-type"),
        "accepted although it breaks wrong-type at /a",
        "accepted although it breaks wrong-type",
    ),
    (
        Finding(What.ACCEPTED, "", "wrong-type"),
        "accepted although it breaks wrong-type at (whole payload)",
        "accepted although it breaks wrong-type",
    ),
    (
        Finding(What.NOT_DECODED, got="rejected: no `a` at line 1 column 2"),
        "a valid payload is not decoded (rejected: no `a` at line 1 column 2)",
        "a valid payload is not decoded (rejected: no `a`)",
    ),
    (Finding(What.KEPT_RAW, "/output/0"), "/output/0 is kept raw", "/output/* is kept raw"),
    (
        Finding(What.NOT_WRITTEN, got="not-written: no b"),
        "what is decoded is not written back (not-written: no b)",
        None,
    ),
    (
        Finding(What.NOT_REFUSED, got="fallback: kept as a dict"),
        "an invalid payload is not refused (fallback: kept as a dict)",
        "an invalid payload is not refused (fallback)",
    ),
    (
        Finding(What.NOT_TOLERATED, expected="rejected: unknown event …", got="rejected: unknown event response.video"),
        "what is unknown is not tolerated (rejected: unknown event response.video)",
        "what is unknown is not tolerated (rejected: unknown event …)",
    ),
    (
        Finding(What.REPEATED, "/tools/0/type"),
        "/tools/0/type is written more than once",
        "/tools/*/type is written more than once",
    ),
    (
        Finding(What.REORDERED, "/output/0/content", '["a","b"]', '["b","a"]'),
        "/output/0/content comes back in another order",
        "/output/*/content comes back in another order",
    ),
    (Finding(What.NOT_TOLERATED, got="ignored"), "what is unknown is not tolerated (ignored)", None),
    (Finding(What.NOT_DECODED_AGAIN, got="crashed"), "its own output is not decoded (crashed)", None),
    (Finding(What.NOT_BUILT, got="rejected: no"), "the constructors refuse valid members (rejected: no)", None),
    (Finding(What.NO_ANSWER, got="timeout"), "no clean answer (timeout)", None),
    (
        Finding(What.NOT_THE_SAME_AFTER, got="rejected: no"),
        "after hostile input a sound payload is answered otherwise (rejected: no)",
        None,
    ),
    (Finding(What.ADAPTER_AT_FAULT, got="adapter-error: x"), "the adapter is at fault (adapter-error: x)", None),
    (Finding(What.OTHER_DIALECT, got="it speaks `/session/voice`, `7`"), "it speaks `/session/voice`, `7`", None),
    (
        Finding(What.BREAKS_RULE, got="frame 7: no item", requirement="item.announced"),
        "frame 7: no item",
        "the session breaks item.announced",
    ),
    (
        Finding(What.NOT_REACHED, got="step 2: session.updated does not come within 10 s"),
        "a scenario does not get to what it is about (step 2: session.updated does not come within 10 s)",
        "a scenario does not get to what it is about (step N: session.updated does not come within N s)",
    ),
]


def test_every_kind_has_a_sentence() -> None:
    assert {finding.what for finding, _, _ in SENTENCES} == set(What)


@pytest.mark.parametrize(("finding", "own", "general"), SENTENCES, ids=[str(one.what) for one, _, _ in SENTENCES])
def test_a_finding_and_its_group_are_said(finding: Finding, own: str, general: str | None) -> None:
    assert str(finding) == own
    assert str(finding.group) == (general or own)


MEMBERS = {what for what in What if list(What).index(what) <= list(What).index(What.UNSTABLE)}


@pytest.mark.parametrize("what", What, ids=str)
def test_it_is_about_a_member_or_it_is_not(what: What) -> None:
    assert Finding(what, "/a").about_member is (what in MEMBERS)


SAME = [
    (Finding(What.LOST, "/output/0/audio", "1"), Finding(What.LOST, "/output/12/audio", "{}", "null")),
    (Finding(What.CHANGED, "/0/1/2", "1", "2"), Finding(What.CHANGED, "/7/8/9", "3", "4")),
    (Finding(What.RETYPED, "/a", "1", "1.0"), Finding(What.RETYPED, "/a", "-7", "2e5")),
    (Finding(What.ACCEPTED, "/a", "wrong-type"), Finding(What.ACCEPTED, "", "wrong-type")),
    (Finding(What.LOST, "/a", "1", requirement="x"), Finding(What.LOST, "/a", "2", requirement="y")),
    (Finding(What.RESPELT, "/a", "escapes in texts"), Finding(What.RESPELT, "", "escapes in texts")),
    (Finding(What.ECHOED, "/a/x_vendor", None, "1"), Finding(What.ECHOED, "/", None, "2")),
    (
        Finding(
            What.NO_ANSWER, got="crashed: RecursionError: maximum recursion depth exceeded while decoding a JSON array"
        ),
        Finding(What.NO_ANSWER, got="crashed: RecursionError: maximum recursion depth exceeded in comparison"),
    ),
    # As many things are refused as are unknown; and the message may be cut.
    (
        Finding(What.NOT_TOLERATED, expected="rejected: {'…': ['Unknown field.']}", got="x"),
        Finding(What.NOT_TOLERATED, expected="rejected: {'…': ['Unknown field.'], '…': ['Unknown field.'], '…': ['Unk"),
    ),
    (
        Finding(What.NOT_TOLERATED, expected="rejected: unknown fields: '…'"),
        Finding(What.NOT_TOLERATED, expected="rejected: unknown fields: '…', '…', '…'"),
    ),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_findings_of_one_cause_are_one_group(one: Finding, two: Finding) -> None:
    assert one.group == two.group


DIFFERENT = [
    (Finding(What.LOST, "/usage", "1"), Finding(What.LOST, "/audio", "1")),
    (Finding(What.LOST, "/a/usage", "1"), Finding(What.LOST, "/usage", "1")),
    (Finding(What.NULL_LOST, "/usage", "null"), Finding(What.NULL_ADDED, "/usage", None, "null")),
    (Finding(What.CHANGED, "/usage", "1", "2"), Finding(What.UNSTABLE, "/usage", "1", "2")),
    (Finding(What.RENAMED, "/a", "1", "b"), Finding(What.RENAMED, "/a", "1", "c")),
    (Finding(What.RETYPED, "/a", "1", "1.0"), Finding(What.RETYPED, "/a", "1", '"1"')),
    (Finding(What.ACCEPTED, "/a", "out-of-range"), Finding(What.ACCEPTED, "/a", "wrong-type")),
    (Finding(What.ILLEGAL, "/a", "out-of-range"), Finding(What.ILLEGAL, "/b", "out-of-range")),
    (Finding(What.RESPELT, "", "escapes in texts"), Finding(What.RESPELT, "", "the order of members")),
    (Finding(What.NO_ANSWER, got="crashed: MemoryError"), Finding(What.NO_ANSWER, got="crashed: RecursionError")),
    (
        Finding(What.NOT_DECODED, got="rejected: missing field `a` at line 1 column 2"),
        Finding(What.NOT_DECODED, got="rejected: missing field `b` at line 1 column 2"),
    ),
    (
        Finding(What.NOT_DECODED, got="rejected: unknown variant `a`"),
        Finding(What.NOT_DECODED, got="fallback: unknown variant `a`"),
    ),
    # A variant that is known to the dialect and not to the library tells which it is.
    (
        Finding(What.NOT_DECODED, got="rejected: unknown variant `item_reference`, expected `message`"),
        Finding(What.NOT_DECODED, got="rejected: unknown variant `mcp_call`, expected `message`"),
    ),
]


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_two_defects_stay_two_groups(one: Finding, two: Finding) -> None:
    assert one.group != two.group


def test_a_name_that_nobody_knows_does_not_tell_groups_apart() -> None:
    one, two = (
        Finding(What.NOT_TOLERATED, got=f"rejected: unknown variant `{name}`, expected `message` or `call`")
        for name in ("ping", "x-unknown")
    )
    assert one.group == two.group
    assert str(one.group) == (
        "what is unknown is not tolerated (rejected: unknown variant `…`, expected `message` or `call`)"
    )


# What libraries say, by pairs that tell the same of two payloads, and what is general about it.
MESSAGES = [
    # serde
    ("missing field `code` at line 1 column 12", "missing field `code` at line 3 column 480", "missing field `code`"),
    (
        'invalid type: string "12", expected u32 at line 1 column 30',
        'invalid type: string "completed", expected u32 at line 1 column 7',
        'invalid type: string "…", expected u32',
    ),
    (
        "invalid type: floating point `1.5`, expected u32",
        "invalid type: floating point `-2e7`, expected u32",
        "invalid type: floating point `N`, expected u32",
    ),
    (
        "unknown variant `a b`, expected one of `message`, `function_call` at line 1 column 2",
        "unknown variant ``, expected one of `message`, `function_call` at line 9 column 1",
        "unknown variant `…`, expected one of `message`, `function_call`",
    ),
    # json
    (
        "JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "JSONDecodeError: Expecting value: line 2 column 17 (char 40)",
        "JSONDecodeError: Expecting value",
    ),
    # pydantic
    (
        "1 validation error for Usage",
        "17 validation errors for Usage",
        "N validation errors for Usage",
    ),
    (
        "output.0.content.1.text Field required [type=missing, input_value={'a': 'x, y'}, input_type=dict]",
        "output.12.content.3.text Field required [type=missing, input_value=[1, ']'], input_type=list]",
        "output.*.content.*.text Field required [type=missing]",
    ),
    # Go
    (
        "json: cannot unmarshal number 1.5 into Go struct field Usage.total_tokens of type int64",
        "json: cannot unmarshal number 4294967296 into Go struct field Usage.total_tokens of type int64",
        "json: cannot unmarshal number N into Go struct field Usage.total_tokens of type int64",
    ),
    (
        "invalid character 'x' looking for beginning of value",
        r"invalid character '\u00e4' looking for beginning of value",
        "invalid character '…' looking for beginning of value",
    ),
    # zod
    (
        '[ { "code": "invalid_type", "path": [ "output", 0, "id" ], "message": "Expected string, received 1" } ]',
        '[ { "code": "invalid_type", "path": [ "output", 13, "id" ], "message": "Expected string, received 2" } ]',
        '[ { "code": "invalid_type", "path": [ "output", N, "id" ], "message": "…" } ]',
    ),
    # V8
    (
        "SyntaxError: Unexpected token 'a', \"abc\" is not valid JSON",
        'SyntaxError: Unexpected token \'b\', ..."{"a":b"... is not valid JSON',
        "SyntaxError: Unexpected token '…' is not valid JSON",
    ),
    (
        "SyntaxError: Unexpected end of JSON input at position 3 (line 1 column 4)",
        "SyntaxError: Unexpected end of JSON input at position 80 (line 7 column 1)",
        "SyntaxError: Unexpected end of JSON input at position N",
    ),
    # Jackson
    (
        'Cannot deserialize value of type `int` from String "abc": not a valid `int` value\n at [Source: (String)"{"a"'
        '"abc"}"; line: 1, column: 17] (through reference chain: Usage["total_tokens"])',
        'Cannot deserialize value of type `int` from String "one": not a valid `int` value\n at [Source: REDACTED '
        '(`StreamReadFeature` disabled); line: 2, column: 9] (through reference chain: Usage["total_tokens"])',
        'Cannot deserialize value of type `int` from String "…": not a valid `int` value (through reference chain: '
        'Usage["total_tokens"])',
    ),
    (
        'Missing property \'id\' (index 2) (through reference chain: R["output"]->java.util.ArrayList[3]->I["id"])',
        'Missing property \'id\' (index 2) (through reference chain: R["output"]->java.util.ArrayList[12]->I["id"])',
        'Missing property \'id\' (index N) (through reference chain: R["output"]->java.util.ArrayList[N]->I["id"])',
    ),
    # Any
    ("<Usage object at 0x7f11deadbeef>", "<Usage object at 0x7f220001>", "<Usage object at N>"),
    ("don't know 'a b' and it's bad", "don't know 'c,d' and it's bad", "don't know '…' and it's bad"),
]


@pytest.mark.parametrize(("one", "two", "left"), MESSAGES)
def test_positions_numbers_and_quoted_values_are_left_out(one: str, two: str, left: str) -> None:
    assert general(one) == general(two) == general(left) == left


NAMED = [
    "missing field `{}` at line 1 column 12",
    "KeyError: '{}'",
    "usage.{} Field required [type=missing, input_value={{}}, input_type=dict]",
    "json: cannot unmarshal string into Go struct field Usage.{} of type int",
    'ZodError: [ {{ "code": "invalid_type", "path": [ "usage", "{}" ], "message": "Required" }} ]',
    "Missing required creator property '{}' (index 2)",
    "Cannot read properties of undefined (reading '{}')",
    'through reference chain: Usage["{}"]',
    "missing required member {}",
]


@pytest.mark.parametrize("message", NAMED)
@pytest.mark.parametrize("name", ["input_tokens", "id", "cached-tokens", "output[0].id", "_x", "a1"])
def test_names_of_members_are_kept(message: str, name: str) -> None:
    kept = re.sub(r"\[0\]", "[N]", name)
    assert kept in general(message.format(name))
    assert general(message.format(name)) != general(message.format("other_member"))


PIECES = st.sampled_from(
    ["line 1 column 2", "(char 3)", " at ", "'a b'", "'", '"', "`x`", "\\", "12", "-1.5e3", "x1", "0xff", ".", ".3.",
     ",", ":", "(", ")", "[", "]", "input_value=", "input_type=int", "1 validation error", "s", " ", "\n", "\x00", "é",
     "unknown variant ", "string ", "is not valid JSON", "…", "at [Source: ", "; line: 1, column: 2]"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=300), st.booleans())
def test_what_is_general_stays_as_it_is(message: str, unknown: bool) -> None:
    left = general(message, unknown=unknown)
    assert general(left, unknown=unknown) == left
    assert left.isprintable()
    assert len(left) <= 200


PYDANTIC = """ValidationError: 2 validation errors for RealtimeResponse
usage.{}
  Field required [type=missing, input_value={{'a': 1}}, input_type=dict]
    For further information visit https://docs.example/missing
usage.more
  Field required"""
ZOD = """ZodError: [
  {{
    "code": "invalid_type",
    "path": [
      "usage",
      "{}"
    ],
    "message": "Required"
  }},
  {{
    "code": "something_else"
  }}
]"""


@pytest.mark.parametrize("message", [PYDANTIC, ZOD], ids=["pydantic", "zod"])
def test_of_a_list_of_errors_the_first_is_told(message: str) -> None:
    groups = {
        Finding(What.NOT_DECODED, got=in_words(Outcome(Kind.REJECTED, message=message.format(name)))).group
        for name in ("total_tokens", "input_tokens")
    }
    assert len(groups) == 2
    assert all("more" not in str(group) and "something_else" not in str(group) for group in groups)


def test_groups_are_sorted_by_kind_then_place() -> None:
    groups = [Group(What.LOST, "/b"), Group(What.CHANGED, "/a"), Group(What.LOST, "/a")]
    assert sorted(groups) == [Group(What.CHANGED, "/a"), Group(What.LOST, "/a"), Group(What.LOST, "/b")]


def test_what_a_library_calls_one_request_is_left_out() -> None:
    said = "trace {}: usage is not supported"
    ids = ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "01BFEFE0-1234-4A4E-9D0E-B675CA349991", "9f86d081884c7d659a2f", "12")
    assert {general(said.format(one)) for one in ids} == {"trace N: usage is not supported"}
    assert general(said.format("deadbeef")) == said.format("deadbeef")


def test_of_a_traceback_what_was_raised_is_told() -> None:
    traceback = "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nKeyError: 'usage'\n"
    assert in_words(Outcome(Kind.REJECTED, message=traceback)) == "rejected: KeyError: 'usage'"
