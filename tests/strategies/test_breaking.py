"""Invalid payloads break exactly the rule that they name, exactly where they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings

import strategies
from conformance.jsontext import pointer
from conformance.oracle import Accept, Oracle, Reject, Rule, expect
from conformance.spec import load_dialect
from conformance.spec.model import Array, Float, Integer, Member, Nullable, Ref, Struct, Text
from strategies.breaking import _malformed, invalid_payload
from strategies.bulk import Seeded, below, flattened
from strategies.generator import compiled
from strategies.plan import expand
from strategies.positions import Position, changed, positions
from strategies.refusal import refused
from strategies.writing import Doubled

DIALECT = "async-openai"
TYPES = list(load_dialect(DIALECT).types)
PER_TYPE = 150

# Limits in the schema itself; this dialect has none.
LIMITS = {"string-length", "pattern", "too-few-items"}

# Any JSON is a legal value of it.
UNBREAKABLE = "ResponsePromptVariables"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_oracle_reports_each_seeded_break_as_it_is_named(seed: int) -> None:
    rules: Counter[str | None] = Counter()
    for name in TYPES:
        for payload in strategies.seeded(name, "invalid", seed=seed, count=PER_TYPE):
            assert payload.breaks is not None
            assert payload.at is not None
            assert expect(DIALECT, name, payload.text) == Reject(Rule(payload.breaks), payload.at), payload
            rules[payload.breaks] += 1
    assert set(rules) == {str(rule) for rule in Rule} - LIMITS


@pytest.mark.parametrize("name", TYPES)
def test_the_oracle_reports_each_drawn_break_as_it_is_named(name: str) -> None:
    @settings(max_examples=25, derandomize=True, database=None, deadline=None)
    @given(strategies.invalid(name))
    def check(payload: strategies.Payload) -> None:
        assert payload.kind == "invalid"
        assert expect(DIALECT, name, payload.text) == Reject(Rule(str(payload.breaks)), str(payload.at)), payload

    check()


def test_what_takes_any_json_can_only_be_no_json() -> None:
    broken = {payload.breaks for payload in strategies.seeded(UNBREAKABLE, "invalid", count=200)}
    assert broken == {"invalid-json"}


def test_nothing_is_broken_inside_open_json() -> None:
    payloads = strategies.seeded("Prompt", "invalid", count=500)
    assert not any(payload.at and payload.at.startswith("/variables/") for payload in payloads)


def test_a_break_inside_an_untagged_union_is_reported_at_the_union() -> None:
    faults = {
        payload.at for payload in strategies.seeded("MCPTool", "invalid", count=3000) if payload.breaks == "no-variant"
    }
    assert faults == {"/allowed_tools", "/require_approval"}


def test_limits_of_the_schema_are_broken_one_at_a_time() -> None:
    node = Struct(
        (
            Member("code", Text(3, 8, "^ab_"), required=True, nullable=False),
            Member("tags", Array(Nullable(Text(min_length=1)), min_items=1), required=True, nullable=False),
            Member("ratio", Float(0, 1), required=True, nullable=False),
        )
    )
    spec = replace(load_dialect(), name="made-up", types={"Limited": node}, modules={"Limited": "limits"})
    write = compiled(flattened(expand(spec, "Limited").form), Seeded())
    bits = Random(1).getrandbits
    oracle = Oracle(spec)
    rules = set()
    for _ in range(1000):
        text = write(bits)
        assert isinstance(oracle.expect("Limited", text), Accept), text
        payload = invalid_payload(spec, "Limited", text, partial(below, bits))
        expected = Reject(Rule(str(payload.breaks)), str(payload.at))
        assert oracle.expect("Limited", payload.text) == expected, payload
        rules.add(payload.breaks)
    assert rules > LIMITS


def test_places_know_their_declarations() -> None:
    spec = load_dialect(DIALECT)
    value = {"output_tokens": 1, "total_tokens": 2, "input_tokens": 3}
    found = {pointer(place.path): place for place in positions(spec, Ref("RealtimeResponseUsage"), value)}
    assert list(found) == ["", "/input_tokens", "/output_tokens", "/total_tokens"]
    assert isinstance(found["/total_tokens"], Position)
    assert found["/total_tokens"].node == Integer("u32", 0, 2**32 - 1)


def test_a_pointer_escapes_tilde_and_slash() -> None:
    assert pointer(("a/b", "m~n", 0)) == "/a~1b/m~0n/0"


def test_a_change_leaves_the_original_alone() -> None:
    value = {"a": [{"b": 1}, {"b": 2}]}
    assert changed(value, ("a", 1, "b"), 3) == {"a": [{"b": 1}, {"b": 3}]}
    assert value == {"a": [{"b": 1}, {"b": 2}]}


@pytest.mark.parametrize(
    ("type_name", "value", "expected"),
    [
        ("MCPToolAllowedTools", ["a"], False),
        ("MCPToolAllowedTools", [1], False),  # left open: an array for the filter object
        ("MCPToolAllowedTools", {"read_only": "x"}, True),
        ("MCPToolAllowedTools", Doubled({"read_only": True}, "read_only", True), True),
        ("MCPToolAllowedTools", Doubled({"x": True}, "x", True), False),
        ("MaxOutputTokens", "inf", False),
        ("MaxOutputTokens", 65536, True),
        ("MaxOutputTokens", {"inf": None}, False),  # left open: an enum as an object
        ("RealtimeTool", {"type": 0}, False),  # left open: a tag as a number
        ("RealtimeTool", {"type": "other"}, True),
        ("ResponsePromptVariables", 5, False),
    ],
)
def test_only_what_is_certainly_refused_counts_as_refused(type_name: str, value: object, expected: bool) -> None:
    assert refused(load_dialect(DIALECT), Ref(type_name), value) is expected


def test_what_is_not_json_is_the_legal_payload_with_one_thing_wrong() -> None:
    text = '{"id":"resp_1","count":12,"ratio":0.5,"flag":true,"list":[{"text":"Hi there"}]}'
    broken = list(_malformed(text))
    for one in broken:
        kept = sum(block.size for block in SequenceMatcher(None, one, text, autojunk=False).get_matching_blocks())
        assert kept >= len(text) - len("true") or text.startswith(one), one
    for sample in (f"{text},", f"\ufeff{text}", text.replace("12", "NaN"), text.replace("12", "0x10")):
        assert sample in broken
    for sample in (text.replace("true", "True"), text.replace("}]}", ",}]}"), text.replace('"id"', "'id'")):
        assert sample in broken
    assert text.replace('resp_1"', 'resp_1\\x41"') in broken


def test_a_text_that_looks_like_a_number_is_left_alone() -> None:
    assert all("NaN" not in one for one in _malformed('{"text":"a:1,b"}'))
