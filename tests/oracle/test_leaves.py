"""What single values are taken for, at their limits: numbers, texts, and unions that try one arm after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance import jsontext
from conformance.oracle import Rule, oracle
from conformance.oracle.compiler import Compiler
from conformance.oracle.leaves import Refused, float_writer, integer_writer, text_writer
from conformance.spec.model import Enum, Float, Integer, Json, Map, Member, Node, Struct, Text, Untagged


def refusal(write: Callable[[Any, str], str], value: Any) -> Rule:
    with pytest.raises(Refused) as refused:
        write(value, "")
    return refused.value.rule


@pytest.mark.parametrize("kind", ["f32", "f64", "number"])
@pytest.mark.parametrize("value", [True, False, "1.5", None, [], {}])
def test_a_number_is_nothing_but_a_number(kind: str, value: Any) -> None:
    assert refusal(float_writer(Float(kind)), value) is Rule.WRONG_TYPE


@pytest.mark.parametrize("value", [True, False, "1", None])
def test_an_integer_is_nothing_but_an_integer(value: Any) -> None:
    assert refusal(integer_writer(Integer("u32", 0, 2**32 - 1)), value) is Rule.WRONG_TYPE


@pytest.mark.parametrize(
    ("sent", "single"),
    [("0.1", "0.1"), ("0.123456789", "0.12345679"), ("16777217", "16777216.0"), ("-1.2345e-7", "-1.2345e-7")],
)
def test_a_number_of_32_bits_keeps_the_digits_that_fit_and_one_of_64_all(sent: str, single: str) -> None:
    value = jsontext.load(sent)
    assert float_writer(Float("f32"))(value, "") == single
    assert float(float_writer(Float("f64"))(value, "")) == float(sent)


def test_the_longest_and_the_shortest_text_allowed_are_read_and_one_more_or_less_is_not() -> None:
    write = text_writer(Text(2, 5))
    assert [write("x" * length, "") for length in (2, 5)] == ['"xx"', '"xxxxx"']
    assert {refusal(write, "x" * length) for length in (1, 6)} == {Rule.STRING_LENGTH}


def test_length_is_counted_in_characters() -> None:
    assert text_writer(Text(0, 2))("𝄞𝄞", "") == '"𝄞𝄞"'


def test_the_end_of_a_pattern_is_the_end_of_the_text() -> None:
    write = text_writer(Text(pattern="^[a-z]+$"))
    assert write("abc", "") == '"abc"'
    assert refusal(write, "abc\n") is Rule.PATTERN


def test_an_escaped_dollar_ends_no_pattern() -> None:
    assert text_writer(Text(pattern=r"^a\$"))("a$\n", "") == r'"a$\n"'


def members(**nodes: Node) -> Struct:
    return Struct(tuple(Member(name, node, required=True, nullable=False) for name, node in nodes.items()))


@pytest.mark.parametrize(
    ("noticing", "value"),
    [
        (Map(Text(), sorted=False), {"a": {"x": "1", "y": "2"}, "b": 1}),
        (Enum(("known",), open=True), {"a": "another", "b": 1}),
    ],
    ids=["the order is not fixed", "the value is unknown"],
)
def test_a_union_forgets_what_a_refused_arm_noticed(noticing: Node, value: Any) -> None:
    compiler = Compiler(oracle("async-openai").dialect)
    # The first arm notices something about `a`, then refuses `b`; the second takes everything.
    write = compiler.compile(Untagged((members(a=noticing, b=Text()), Json())))
    before = compiler.state.noticed
    assert jsontext.load(write(value, "")) == value
    assert compiler.state.noticed == before
