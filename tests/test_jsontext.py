"""Strict JSON text in, serde_json's JSON text out."""

from __future__ import annotations

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import jsontext
from conformance.jsontext import NotJson, Number, Repeated, compact, load, nesting, number, parse

NOT_JSON = [
    "",
    " ",
    "nul",
    "NaN",
    "Infinity",
    "-Infinity",
    "01",
    "-",
    "+1",
    ".5",
    "1.",
    "1e",
    "0x10",
    "1_000",
    "'a'",
    '"a',
    '"\\x41"',
    '"\\u12"',
    '"\n"',
    '"\x00"',
    "[1,]",
    "[1 2]",
    '{"a":1,}',
    "{a:1}",
    '{"a"}',
    "{1:2}",
    "true false",
    "[]]",
    "/* c */ 1",
    "1 // c",
    "\ufeff1",
    "\u00a01",
    "１",
    '"\ud800"',
]


@pytest.mark.parametrize("text", NOT_JSON)
def test_what_rfc_8259_does_not_allow_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        parse(text)


@pytest.mark.parametrize("text", [b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', "1".encode("utf-16")])
def test_what_is_not_utf8_is_refused(text: bytes) -> None:
    with pytest.raises(NotJson):
        parse(text)


def test_the_message_says_where() -> None:
    with pytest.raises(NotJson, match=r"^Extra data at line 2 column 3$"):
        parse("[\n ],")
    with pytest.raises(NotJson, match=r"not UTF-8: invalid start byte at byte 1"):
        parse(b'"\xff"')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" \t\r\n1 ", 1),
        ("1.5", 1.5),
        ("1E+2", 100.0),
        ('"\\ud83d\\ude00\\/"', "😀/"),
        ('{"":[true,false,null]}', {"": [True, False, None]}),
    ],
)
def test_what_it_allows_is_read(text: str, value: object) -> None:
    assert parse(text).value == value
    assert parse(text.encode()).value == value


def test_a_repeated_name_keeps_all_its_values() -> None:
    value = parse('{"a":1,"b":2,"a":3}').value
    assert isinstance(value, Repeated)
    assert (value.names, value.pairs, dict(value)) == (
        {"a"},
        (("a", 1), ("b", 2), ("a", 3)),
        {"a": 3, "b": 2},
    )
    assert type(parse('{"a":1,"b":{"a":2}}').value) is dict
    assert load('{"a":1,"a":3}') == {"a": 3}


def test_names_are_the_same_when_their_characters_are() -> None:
    assert isinstance(parse('{"a":1,"\\u0061":2}').value, Repeated)
    assert type(parse('{"é":1,"e\\u0301":2}').value) is dict


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("18446744073709551615", int),
        ("18446744073709551616", Number),
        ("-9223372036854775808", int),
        ("-9223372036854775809", Number),
        ("123456789012345678", int),
        ("0", int),
        ("-0", float),
        ("0.1", float),
        ("0.1234567890123456789", Number),
        ("1e22", float),
        ("1e23", Number),
        ("1e999", Number),
        ("-1e999", Number),
        ("1" * 5000, Number),
        ("1e" + "9" * 5000, Number),
    ],
)
def test_a_number_that_a_double_may_not_hold_keeps_its_spelling(text: str, kind: type) -> None:
    value = parse(text).value
    assert type(value) is kind
    if isinstance(value, Number):
        assert value.lexeme == text


def test_minus_zero_is_the_double() -> None:
    assert math.copysign(1, parse("-0").value) == -1


def test_a_number_beyond_a_double_is_noted_for_this_text_alone() -> None:
    assert parse("[1e999]").overflow
    assert not parse("[1e308]").overflow


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_deep_nesting_is_an_error_and_not_a_crash(text: str) -> None:
    with pytest.raises((RecursionError, NotJson)):
        parse(text)
    assert nesting(text) == 100_000


def test_depth_counts_brackets_outside_of_strings() -> None:
    assert nesting('[{"a[[[":"]]\\"{{"},[]]') == 2
    assert parse("[" * 99 + "]" * 99).depth == 0
    assert parse("[" * 100 + "]" * 100).depth == 100
    assert parse("[" + ",".join(["[]"] * 200) + "]").depth == 2


@pytest.mark.parametrize(
    ("text", "lone"),
    [
        ('"\\ud800"', True),
        ('"\\udc00\\ud800"', True),
        ('{"\\uDFFF":1}', True),
        ('[{"a":["\\ud800x"]}]', True),
        ('"\\ud83d\\ude00"', False),
        ('"\\\\ud800"', False),
        ('"\\u0041"', False),
    ],
)
def test_half_a_surrogate_pair_is_found(text: str, lone: bool) -> None:
    assert jsontext.has_lone_surrogate(text, parse(text).value) is lone


# As serde_json 1.0.154 writes them.
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (-1.5, "-1.5"),
        (100.0, "100.0"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1e22, "1e+22"),
        (-1e22, "-1e+22"),
        (1.5e300, "1.5e+300"),
        (1234567890123456.0, "1234567890123456.0"),
        (12345678901234567.0, "1.2345678901234568e+16"),
        (0.1, "0.1"),
        (1e-5, "0.00001"),
        (1.5e-5, "0.000015"),
        (1e-6, "1e-6"),
        (1e-7, "1e-7"),
        (1.5e-7, "1.5e-7"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ],
)
def test_a_double_is_written_as_serde_json_writes_it(value: float, text: str) -> None:
    assert number(value) == text
    assert struct.pack("d", json.loads(text)) == struct.pack("d", value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_double_is_lost_in_writing(value: float) -> None:
    assert struct.pack("d", float(number(value))) == struct.pack("d", value)


def test_a_value_is_written_on_one_line_in_the_order_given() -> None:
    value = {"b": [1, 1.0, True, None], "a": 'é😀"\\\n\x1f\x7f\u2028/'}
    assert compact(value) == '{"b":[1,1.0,true,null],"a":"é😀\\"\\\\\\n\\u001f\x7f\u2028/"}'
    with pytest.raises(TypeError, match="set is not a JSON value"):
        compact({1})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_is_written_is_read_again(value: object) -> None:
    text = compact(value)
    assert compact(parse(text).value) == text
    assert json.loads(text) == value
