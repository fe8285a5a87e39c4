"""A finding is made small on the JSON itself, in a bounded number of steps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import find, settings

import strategies
from conformance.oracle import Accept, Reject, Rule, expect
from strategies.minimise import minimise
from strategies.parts import simplest_variants

DIALECT = "async-openai"


def legal(text: str) -> bool:
    return isinstance(expect(DIALECT, "RealtimeResponse", text), Accept)


def holds(condition: Callable[[Any], bool]) -> Callable[[str], bool]:
    """The condition on the value; text that is no JSON, or has not what is asked for, does not hold."""

    def check(text: str) -> bool:
        try:
            return condition(json.loads(text))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return False

    return check


def large(condition: Callable[[str], bool]) -> str:
    texts = (payload.text for payload in strategies.seeded("RealtimeResponse", seed=5, count=3000))
    return next(text for text in texts if len(text) > 800 and condition(text))


@pytest.mark.parametrize(
    ("condition", "smallest"),
    [
        (lambda value: "voice" in value["audio"]["output"], '{"audio":{"output":{"voice":0}}}'),
        (lambda value: value["usage"]["input_tokens"] > 1000, '{"usage":{"input_tokens":1001}}'),
        (lambda value: isinstance(value["output"], list) and len(value["output"]) >= 2, '{"output":[0,0]}'),
        (
            lambda value: any(item.get("type") == "mcp_call" for item in value["output"]),
            '{"output":[{"type":"mcp_call"}]}',
        ),
    ],
)
def test_only_the_cause_remains(condition: Callable[[Any], bool], smallest: str) -> None:
    check = holds(condition)
    assert minimise(large(check), check) == smallest


@pytest.mark.parametrize(
    "cause",
    [
        lambda text: '"function_call"' in text,
        lambda text: len(json.loads(text)["output"]) >= 2,
        lambda text: (json.loads(text).get("usage") or {}).get("total_tokens", 0) > 9,
        lambda text: "mcp_approval_response" in text,
    ],
)
def test_a_legal_finding_stays_legal_and_is_as_small_as_hypothesis_makes_it(cause: Callable[[str], bool]) -> None:
    def still_fails(text: str) -> bool:
        return legal(text) and cause(text)

    smallest = minimise(large(still_fails), still_fails, parts=simplest_variants(DIALECT))
    assert still_fails(smallest)
    shrunk = find(
        strategies.valid("RealtimeResponse"),
        lambda payload: still_fails(payload.text),
        settings=settings(database=None, derandomize=True, deadline=None, max_examples=3000),
    )
    assert len(smallest) <= len(shrunk.text)


@pytest.mark.parametrize(
    ("text", "cause", "smallest"),
    [
        ('{"a":1,"b":2,"a":3}', lambda text: text.count('"a"') == 2, '{"a":0,"a":0}'),
        ('{"a":[1.50,-0,12345]}', lambda text: "-0" in text, "-0"),
        ('{"a": "\\u0041\\u0042"}', lambda text: "\\u0041" in text, "\\u0041"),
        ('{"a":"xx\\ud800yy"}', lambda text: "\\ud800" in text and text.startswith('"'), '"\\ud800"'),
        ('{"a":1,', lambda text: text.endswith(","), ","),
        ("[" * 5000 + "]" * 5000, lambda text: text.count("[") > 2, "[[["),
        ("1e999", lambda text: "e9" in text, "1e9"),
    ],
)
def test_what_only_the_bytes_show_is_kept(text: str, cause: Callable[[str], bool], smallest: str) -> None:
    assert minimise(text, cause) == smallest


def test_a_broken_payload_keeps_its_rule() -> None:
    def still_fails(text: str) -> bool:
        expectation = expect(DIALECT, "RealtimeResponse", text)
        return isinstance(expectation, Reject) and expectation.rule is Rule.DUPLICATE_MEMBER

    payloads = strategies.seeded("RealtimeResponse", "invalid", count=3000)
    finding = next(payload.text for payload in payloads if payload.breaks == "duplicate-member" and payload.at == "/id")
    smallest = minimise(finding, still_fails)
    assert still_fails(smallest)
    assert len(smallest) < 30


def test_the_predicate_is_asked_no_more_often_than_allowed() -> None:
    asked = 0

    def still_fails(text: str) -> bool:
        nonlocal asked
        asked += 1
        return "audio" in text

    minimise(large(lambda text: "audio" in text), still_fails, calls=40)
    assert asked <= 40


def test_what_cannot_be_smaller_is_returned_as_it_is() -> None:
    assert minimise('{"a":1}', lambda _: False) == '{"a":1}'
