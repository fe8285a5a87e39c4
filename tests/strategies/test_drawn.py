"""What fails shrinks to a small payload with the lowest numbers that fail, and a payload knows its value."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import find, settings

import strategies
from strategies.drawn import shrinking
from strategies.forms import Choose, Const, Whole

USAGE = "RealtimeResponseUsage"


def smallest(type_name: str, dialect: str, fails: Callable[[Any], bool]) -> str:
    strategy = strategies.valid(type_name, dialect)
    quick = settings(max_examples=500, database=None)
    return find(strategy, lambda payload: fails(payload.value), settings=quick, random=random.Random(0)).text


@pytest.mark.parametrize("limit", [2, 1_000, 5_000, 3_000_000_000])
def test_a_number_shrinks_to_the_lowest_that_fails(limit: int) -> None:
    found = smallest(USAGE, "async-openai", lambda value: value["total_tokens"] >= limit)
    assert found == f'{{"input_tokens":0,"output_tokens":{limit},"total_tokens":{limit}}}'


def test_a_number_with_a_fraction_shrinks_to_the_lowest_of_those_that_are_tried() -> None:
    def fast(value: Any) -> bool:
        output = value["session"].get("audio", {}).get("output") or {}
        return bool((output.get("speed") or 0) > 0.9)

    assert smallest("RealtimeClientEventSessionUpdate", "openai-ga", fast) == (
        '{"type":"session.update","session":{"type":"realtime","audio":{"output":{"speed":1}}}}'
    )


def test_bounds_are_tried_often() -> None:
    assert smallest(USAGE, "async-openai", lambda value: value["total_tokens"] == 2**32 - 1)
    assert smallest(USAGE, "async-openai", lambda value: value["input_tokens"] == 2**31)


def test_the_forms_that_shrink_have_the_same_ends() -> None:
    choice = Choose(None, (Const(-3), Const(9), Whole(0, 5)), (1, 1, 20))
    assert shrinking(choice) == Whole(-3, 9, (-3, 0, 5, 9))
    fractions = Choose(None, (Const(1.5), Const(0.25), Const(1)), (1, 1, 1))
    assert shrinking(fractions) == Choose(None, (Const(0.25), Const(1), Const(1.5)), (1, 1, 1))
    other = Choose(None, (Const(True), Const(False)), (1, 1))
    assert shrinking(other) == other


def test_a_payload_has_its_value_anew_each_time() -> None:
    payload = strategies.Payload(USAGE, "valid", '{"input_tokens": 1}')
    payload.value["input_tokens"] = 2
    assert payload.value == {"input_tokens": 1}


def test_the_value_of_what_is_not_json_is_an_error() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        _ = strategies.Payload(USAGE, "invalid", "undefined", "invalid-json", "").value
    with pytest.raises(ValueError, match="NaN"):
        _ = strategies.Payload(USAGE, "invalid", "NaN", "invalid-json", "").value
