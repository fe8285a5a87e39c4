"""What is expected of a value beyond a limit is told at its place: a value or a bound, not a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.transcript import Replaced
from tests.session.golden import load_sessions, transcript

SESSIONS = {one.id: one for one in load_sessions("openai-ga")}


def told(name: str, change: Any = None, replaced: frozenset[Replaced] = frozenset()) -> list[tuple[str, str, str]]:
    """Where a golden session, damaged or changed, is beyond a limit, what is expected there, and what is there."""
    session = SESSIONS[name.partition("/")[0]]
    header, frames = transcript(session, next((one for one in session.damages if one.id == name), None))
    if change is not None:
        texts = [change(json.loads(one.text)) if one.text else None for one in frames]
        frames = [
            one if text is None else replace(one, text=json.dumps(text))
            for one, text in zip(frames, texts, strict=True)
        ]
    linted = lint(Transcript(replace(header, replaced=replaced or header.replaced), iter(frames)))
    return [(one.at, one.expected, one.got) for one in linted.findings if one.rule == "event.limits"]


@pytest.mark.parametrize(
    ("damage", "at", "expected", "got"),
    [
        ("out-of-band/override-kept", "/response/output/0/content/0/type", 'anything but "output_audio"', None),
        ("text-answer/item-changes-its-type", "/item/content/0/type", '"input_text"', '"output_text"'),
        (
            "text-answer/usage-does-not-add-up",
            "/response/usage/total_tokens",
            "30, which is /input_tokens + /output_tokens",
            "9999",
        ),
        ("translation/time-goes-back", "/elapsed_ms", "a multiple of 200", "100"),
    ],
)
def test_a_limit_is_a_value_or_a_bound_at_its_place(damage: str, at: str, expected: str, got: str | None) -> None:
    ((found_at, found, there),) = told(damage)
    assert (found_at, found) == (at, expected)
    assert got is None or there == got


def with_audio(event: dict[str, Any]) -> dict[str, Any]:
    if event["type"] == "conversation.item.done" and event["item"]["role"] == "assistant":
        event["item"]["content"][0] = {"type": "output_audio", "transcript": "x", "audio": "<1234 bytes>"}
    return event


def test_a_member_that_must_not_be_there_is_told_even_where_its_value_was_replaced() -> None:
    every = told("text-answer", with_audio, frozenset({Replaced.AUDIO}))
    assert ("/item/content/0/audio", "no such member", '"<1234 bytes>"') in every


def test_what_no_schema_tells_is_left_to_the_sentence() -> None:
    def both(event: dict[str, Any]) -> dict[str, Any]:
        if event["type"] == "session.created":
            event["session"]["output_modalities"] = ["text", "audio"]
        return event

    ((at, expected, got),) = told("text-answer", both)
    assert (at, got) == ("/session/output_modalities", '["text","audio"]')
    assert expected[0] == expected[-1] == '"'
