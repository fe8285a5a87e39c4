"""What rules read of an event, and when two values are the same."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.session.event import MISSING, event_of, same
from conformance.session.transcript import Frame
from conformance.spec.model import Side

NAN = float("nan")


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ({"a": 1, "b": [None]}, {"b": [None], "a": 1}, True),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ([1], [True], False),
        ([0.8], [0.800000011920929], True),
        ({"a": "nan"}, {"a": "nan"}, True),
        ([NAN], [NAN], False),
        ({}, [], False),
        ({}, MISSING, False),
        ([1, 2], [1], False),
    ],
)
def test_values_are_the_same_however_they_are_written(left: Any, right: Any, wanted: bool) -> None:
    assert same(left, right) is wanted
    assert same(right, left) is wanted


@pytest.mark.parametrize(
    ("members", "read"),
    [
        ('"event_id":"e","item_id":"i","item":{"id":"j"}', ("e", "i", {"id": "j"})),
        ('"event_id":1,"item_id":null,"item":[]', (None, "", {})),
        ('"other":0', (None, "", {})),
    ],
)
def test_what_is_not_of_its_type_is_as_good_as_absent(members: str, read: tuple[Any, ...]) -> None:
    event = event_of(Frame(1, Side.SERVER, text=f'{{"type":"x",{members}}}'))
    assert event is not None
    assert (event.id, event.item_id, event.item) == read
