"""Patterns match what they say, and say where a value does not match."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from conformance.peer.capabilities import Capabilities
from conformance.peer.pattern import Mismatch, filled, matched

SAVED = {"item": "item_1"}


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ({"type": "error"}, {"type": "error", "more": 1}),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2, "c": 3}]}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": {"$any": True}}, {"a": None}),
        ({"a": {"$absent": True}}, {}),
        ({"a": {"$absent": True}}, {"a": None}),
        ({"a": {"$text": True}}, {"a": "x"}),
        ({"a": {"$not": "x"}}, {"a": "y"}),
        ({"a": {"$one-of": ["x", "y"]}}, {"a": "y"}),
        ({"a": {"$has": {"b": 1}}}, {"a": [{"b": 2}, {"b": 1}]}),
        ({"a": {"$lacks": {"b": 1}}}, {"a": [{"b": 2}]}),
        ({"a": {"$saved": "item"}}, {"a": "item_1"}),
        ({"a": {"$not": {"$saved": "item"}}}, {"a": "item_2"}),
        ({"a": []}, {"a": []}),
    ],
)
def test_a_pattern_matches(pattern: Any, value: Any) -> None:
    assert matched(pattern, value, SAVED) == {}


@pytest.mark.parametrize(
    ("pattern", "value", "sentence"),
    [
        ({"type": "error"}, {"type": "done"}, '/type is "done", expected "error"'),
        ({"a": {"b": 1}}, {"a": {}}, "/a/b is absent, expected 1"),
        ({"a": 1}, {"a": True}, "/a is true, expected 1"),
        ({"a": 1}, [], "the event is [], expected an object"),
        ({"a": [1]}, {"a": [1, 2]}, "/a is [1,2], expected a list of 1"),
        ({"a": [1, 2]}, {"a": [1, 3]}, "/a/1 is 3, expected 2"),
        ({"a": {"$any": True}}, {}, "/a is absent, expected some value"),
        ({"a": {"$absent": True}}, {"a": 0}, "/a is 0, expected absent or null"),
        ({"a": {"$text": True}}, {"a": ""}, '/a is "", expected a text'),
        ({"a": {"$not": "x"}}, {"a": "x"}, '/a is "x", expected anything but "x"'),
        ({"a": {"$not": "x"}}, {}, '/a is absent, expected anything but "x"'),
        ({"a": {"$one-of": [1, 2]}}, {"a": 3}, "/a is 3, expected one of [1,2]"),
        ({"a": {"$has": 1}}, {"a": [2]}, "/a is [2], expected a list with 1"),
        ({"a": {"$lacks": 1}}, {"a": [1]}, "/a is [1], expected a list without 1"),
        ({"a": {"$saved": "item"}}, {"a": "item_2"}, '/a is "item_2", expected "item_1"'),
        ({"a": {"$save": "x"}}, {"a": None}, "/a is null, expected some value"),
    ],
)
def test_a_mismatch_says_where_and_what(pattern: Any, value: Any, sentence: str) -> None:
    found = matched(pattern, value, SAVED)
    assert isinstance(found, Mismatch)
    assert str(found) == sentence


def test_what_is_kept_comes_from_a_whole_match() -> None:
    pattern = {"a": {"$save": "first"}, "b": {"$save": "second"}}
    assert matched(pattern, {"a": 1, "b": "x"}, {}) == {"first": 1, "second": "x"}
    assert isinstance(matched({"a": {"$save": "first"}, "b": 1}, {"a": 1, "b": 2}, {}), Mismatch)


def test_an_operator_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"no operator of patterns is called \$most"):
        matched({"a": {"$most": 1}}, {"a": 1}, {})


def test_templates_are_filled() -> None:
    capabilities = Capabilities(triggers={"long": "Speak long."}, names={})
    template = {
        **{"id": {"$saved": "item"}, "event_id": {"$left-out": True}, "quiet": {"$silence": 10}},
        **{"zeros": {"$bytes": 3}, "letters": [{"$letters": 4}], "nested": {"$nested": 2}},
        **{"say": {"$trigger": "long"}, "model": {"$model": "transcription"}, "loud": {"$speech": 10}},
    }
    value = filled(template, SAVED, capabilities.filler)
    speech = base64.b64decode(value.pop("loud"))
    assert len(speech) == 480
    assert any(speech)
    assert value == {
        **{"id": "item_1", "quiet": base64.b64encode(bytes(480)).decode(), "zeros": "AAAA", "letters": ["aaaa"]},
        **{"nested": "[[]]", "say": "Speak long.", "model": "whisper-1"},
    }
