"""Differences are strict about types and say where they are."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.difference import Difference, differences, same
from conformance.jsontext import parse, pointer


def told(expected: Any, actual: Any) -> list[str]:
    return [str(difference) for _, difference in differences(expected, actual)]


@pytest.mark.parametrize(("left", "right"), [*permutations([1, 1.0, True, "1"], 2)])
def test_equal_numbers_of_two_types_are_two_values(left: Any, right: Any) -> None:
    for wrap in (lambda value: value, lambda value: [value], lambda value: {"a": {"b": value}}):
        assert not same(wrap(left), wrap(right))
        assert len(differences(wrap(left), wrap(right))) == 1


@pytest.mark.parametrize(("left", "right"), [(0, False), (None, False), (None, 0), ("", None), ([], {}), ([], None)])
def test_empty_values_of_two_types_are_two_values(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert differences(left, right)


def test_the_order_of_members_does_not_matter_and_that_of_items_does() -> None:
    assert same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert differences({"a": 1, "b": 2}, {"b": 2, "a": 1}) == []
    assert told([1, 2], [2, 1]) != []


def test_a_repeated_name_is_compared_by_its_last_value() -> None:
    assert same({"a": 2}, parse('{"a":1,"a":2}').value)


@pytest.mark.parametrize(
    ("expected", "actual", "lines"),
    [
        (1, 1.0, ["(whole payload): expected 1, got 1.0"]),
        ({"a": None}, {}, ["/a: null is missing"]),
        ({}, {"a": [None]}, ["/a: [null] was added"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, "2"]}}, ['/a/b/1: expected 2, got "2"']),
        ({"a": [1]}, {"a": [1, 2]}, ["/a/1: 2 was added"]),
        ({"a": [1, 2]}, {"a": [1]}, ["/a/1: 2 is missing"]),
        ({"a": 1, "b": 2}, {"a": 2, "c": 2}, ["/a: expected 1, got 2", "/b: 2 is missing", "/c: 2 was added"]),
        ({"a": True}, {"a": 1}, ["/a: expected true, got 1"]),
        ({"__proto__": 1}, {}, ["/__proto__: 1 is missing"]),
        ([{"__class__": 1, "b": 1}], [{"__class__": 2, "b": 1}], ["/0/__class__: expected 1, got 2"]),
    ],
)
def test_every_difference_is_told_with_its_place(expected: Any, actual: Any, lines: list[str]) -> None:
    assert told(expected, actual) == lines


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("a/b", "/a~1b"),
        ("m~n", "/m~0n"),
        ("~1", "/~01"),
        ("", "/"),
        (" ", "/ "),
        ("0", "/0"),
        ('it\'s "quoted"', '/it\'s "quoted"'),
        ("a.b[0]", "/a.b[0]"),
        ("['a']", "/['a']"),
        ("é😀", "/é😀"),
    ],
)
def test_names_stand_in_pointers_as_rfc_6901_escapes_them(name: str, at: str) -> None:
    assert pointer([name]) == at
    ((path, difference),) = differences({name: 1}, {name: 2})
    assert (path, difference) == ((name,), Difference(at, "1", "2"))


def test_long_values_are_cut_for_people_but_kept_in_the_difference() -> None:
    ((_, difference),) = differences({"a": "x" * 1000}, {})
    assert difference.expected == f'"{"x" * 1000}"'
    assert str(difference).endswith("… (1002 characters) is missing")


JSON = st.recursive(
    st.sampled_from([None, True, False, 0, 1, -1, 0.0, 1.0, 1.5, "", "1", "a/b", "~"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["", "a", "b/", "~c", "__d__"]), inner),
    max_leaves=8,
)


def with_other_numbers(value: Any) -> Any:
    """The same value for ``==``, but every number in it has another type."""
    if isinstance(value, dict):
        return {name: with_other_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_other_numbers(item) for item in value]
    return float(value) if type(value) in (int, bool) else value


@given(JSON, JSON)
def test_there_is_a_difference_exactly_where_values_are_not_the_same(left: Any, right: Any) -> None:
    for other in (right, with_other_numbers(left)):
        assert bool(differences(left, other)) is not same(left, other)


@given(JSON)
def test_a_value_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)
    assert differences(value, value) == []
