"""A text with its members in the order of another one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.results.aligned import aligned
from conformance.results.marked import marked

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ('{"b":1,"a":2}', '{ "a": 2, "b": 1 }', '{"b":1,"a":2}'),
        ('{"c":1,"b":{"y":1,"x":2}}', '{"b":{"x":2,"y":1},"c":1}', '{"c":1,"b":{"y":1,"x":2}}'),
        ('[{"b":1,"a":2}]', '[{"a":2,"b":1},{"z":1,"a":2}]', '[{"b":1,"a":2},{"z":1,"a":2}]'),
        ('{"b":1,"a":2}', '{"z":0,"a":2,"y":0,"b":1}', '{"b":1,"a":2,"z":0,"y":0}'),
        ('{"b":1,"a":2}', r'{"\u0061":2.0e0,"b":1}', r'{"b":1,"\u0061":2.0e0}'),
        ('{"b":1,"a":[]}', '{"a":{"x":1},"b":1}', '{"b":1,"a":{"x":1}}'),
        ("{}", "7", "7"),
        ('{"b":1,"a":2}', '{"a":2,"a":3,"b":1}', '{"a":2,"a":3,"b":1}'),
        ('{"b":1,"a":2}', '{"a":2,"b":', '{"a":2,"b":'),
        ('{"b":1}', "[" * 100_000, "[" * 100_000),
    ],
)
def test_members_come_in_the_expected_order_each_as_it_was(expected: str, actual: str, shown: str) -> None:
    assert aligned(expected, actual) == shown


@given(VALUES, VALUES)
def test_nothing_but_the_order_changes(expected: object, actual: object) -> None:
    text = json.dumps(actual)
    assert json.loads(aligned(json.dumps(expected), text)) == actual
    assert aligned(text, json.dumps(actual, sort_keys=True)) == aligned(text, text)


def test_then_only_what_is_lost_is_marked() -> None:
    expected = '{"type":"error","event_id":"e","error":{"type":"t","param":"p","code":"c"}}'
    actual = '{"error":{"code":"c","type":"t"},"event_id":"e","type":"error"}'
    changed = [line for line in marked(expected, aligned(expected, actual)) if line[0] != " "]
    assert changed == [("-", '    "param": "p",')]
