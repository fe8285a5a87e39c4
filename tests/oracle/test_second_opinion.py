"""The oracle and the published schemas agree wherever JSON Schema can say what is legal."""

from __future__ import annotations

import json
from typing import Any

import pytest

import strategies
from conformance.jsontext import readable
from conformance.oracle import Accept, Reject, Rule, oracle
from conformance.oracle.second_opinion import disagreement, refusal, takes
from conformance.spec import dialects, load_dialect
from conformance.vectors import load_vectors

GA, CRATE = "openai-ga", "async-openai"
USAGE = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
TAKEN = Accept("")


def usage(**changed: Any) -> str:
    return json.dumps(USAGE | changed)


@pytest.mark.parametrize("dialect", dialects())
def test_they_agree_on_every_golden_vector(dialect: str) -> None:
    vectors = load_vectors(dialect).values()
    found = {one.id: disagreement(dialect, one.type, one.text, one.expectation) for one in vectors}
    assert {id_: why for id_, why in found.items() if why} == {}


@pytest.mark.parametrize("dialect", dialects())
def test_both_validators_read_the_schemas_alike(dialect: str) -> None:
    alike = set()
    for one in load_vectors(dialect).values():
        if one.expectation == Reject(Rule.INVALID_JSON, ""):
            continue
        if (value := readable(one.text)) is not None and (taken := takes(dialect, one.type, value)) is not None:
            assert taken is (refusal(dialect, one.type, value) is None), one.id
            alike.add(taken)
    assert alike == {True, False}


def test_what_the_quick_validator_cannot_hold_is_asked_of_the_other() -> None:
    assert takes(CRATE, "RealtimeResponseUsage", "\ud800") is None
    assert disagreement(CRATE, "RealtimeResponseUsage", r'"\ud800"', Reject(Rule.WRONG_TYPE, "")) is None
    assert disagreement(CRATE, "RealtimeResponseUsage", r'"\ud800"', TAKEN) is not None


@pytest.mark.parametrize("kind", ["valid", "edge", "invalid"])
@pytest.mark.parametrize("dialect", dialects())
def test_they_agree_on_generated_payloads(dialect: str, kind: strategies.Kind) -> None:
    payloads = [
        payload
        for type_name in load_dialect(dialect).types
        for payload in strategies.seeded(type_name, kind, seed=1, count=3, dialect=dialect)
    ]
    expect = oracle(dialect).expect
    found = [(one.text, disagreement(dialect, one.type, one.text, expect(one.type, one.text))) for one in payloads]
    assert [why for why in found if why[1]] == []


def test_a_wrong_acceptance_is_told_with_what_the_schema_says() -> None:
    assert disagreement(CRATE, "RealtimeResponseUsage", usage(input_tokens="1"), TAKEN) == (
        "the oracle takes the payload, and the published schema of RealtimeResponseUsage refuses it "
        "('1' is not of type 'integer' at /input_tokens)"
    )


def test_a_wrong_refusal_is_told_with_the_rule_and_the_place() -> None:
    refused = Reject(Rule.OUT_OF_RANGE, "/input_tokens")
    assert disagreement(CRATE, "RealtimeResponseUsage", usage(), refused) == (
        "the oracle refuses the payload (out-of-range at /input_tokens), "
        "and the published schema of RealtimeResponseUsage takes it"
    )


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        usage(input_tokens=float("nan")),
        usage().replace("1,", '1, "input_tokens": 1,'),
        usage().replace("1,", "1.0,"),
        usage().replace("1,", "10e-1,"),
        usage().replace("1,", "-0,"),
        usage().replace("1,", "1e999,"),
        usage().replace("1,", f"{10**400},"),
        "[" * 5_000 + "]" * 5_000,
    ],
    ids=["not JSON", "NaN", "repeated", "fraction", "exponent", "minus zero", "overflow", "huge", "deep"],
)
def test_there_is_no_opinion_on_what_json_schema_does_not_see(text: str) -> None:
    for expectation in (TAKEN, Reject(Rule.NOT_AN_INTEGER, "/input_tokens")):
        assert disagreement(CRATE, "RealtimeResponseUsage", text, expectation) is None


def test_there_is_no_opinion_on_what_the_dialect_leaves_open() -> None:
    text = "[1, 2, 3]"
    left_open = oracle(CRATE).expect("RealtimeResponseUsage", text)
    assert disagreement(CRATE, "RealtimeResponseUsage", text, left_open) is None
    assert disagreement(CRATE, "RealtimeResponseUsage", text, TAKEN) is not None


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("RealtimeServerEvent", {"type": "response.unheard_of", "event_id": "event_1"}),
        ("ToolChoiceOptions", "sometimes"),
        ("RealtimeAudioFormats", {"rate": 24000}),
        ("RealtimeAudioFormats", {"type": "audio/opus"}),
        ("AudioTranscription", {"model": "gpt-realtime-whisper", "language": "en", "speed": 2}),
    ],
    ids=["an event", "a value", "no tag", "a tag", "a member"],
)
def test_the_schema_is_read_as_a_reader_has_to_read_the_wire(type_name: str, value: Any) -> None:
    assert disagreement(GA, type_name, json.dumps(value), TAKEN) is None


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("RealtimeServerEvent", {"type": 5, "event_id": "event_1"}),
        ("RealtimeServerEvent", {"type": "response.created", "event_id": "event_1"}),
        ("ToolChoiceOptions", 5),
    ],
    ids=["no text for a tag", "a known event", "no text for a value"],
)
def test_what_may_grow_is_not_open_to_everything(type_name: str, value: Any) -> None:
    assert disagreement(GA, type_name, json.dumps(value), TAKEN) is not None
