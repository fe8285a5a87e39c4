"""A payload, a recording or an implementation of the retired beta is told apart, once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.spec.generation import Generation, generation_of, marks

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
VENDORS = {"voicelive": (Generation.BETA,), "xai": (Generation.MIXED,)}
"""What recordings of services with a dialect of their own speak, by the beginning of the file's name."""


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"type": "response.audio.delta", "delta": "AAA="}, Generation.BETA),
        ({"type": "response.output_audio.delta", "delta": "AAA="}, Generation.OFFICIAL),
        ({"type": "session.update", "session": {"modalities": ["text"]}}, Generation.BETA),
        (
            {"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"]}},
            Generation.OFFICIAL,
        ),
        ({"type": "session.update", "session": {"type": "realtime", "voice": "alloy"}}, Generation.MIXED),
        ({"type": "response.create", "response": {"modalities": ["text"], "audio": {}}}, Generation.MIXED),
        ({"type": "ping"}, Generation.NEUTRAL),
        ({"type": "vendor.ping"}, Generation.VENDOR),
        ({"type": "response.done", "response": {}}, Generation.NEUTRAL),
        ({"modalities": ["text"], "voice": "alloy"}, Generation.BETA),
        ({"type": "realtime", "output_modalities": ["text"]}, Generation.OFFICIAL),
        ([], Generation.NEUTRAL),
        ({"type": 7}, Generation.NEUTRAL),
    ],
)
def test_what_tells_a_payload_tells_its_generation(payload: Any, expected: Generation) -> None:
    assert generation_of(marks(payload)) is expected


def test_a_mark_says_where_it_was_seen() -> None:
    payload = {"type": "session.update", "session": {"voice": "alloy", "audio": {}}}
    assert [(mark.generation, mark.what) for mark in marks(payload)] == [
        (Generation.BETA, "/session/voice"),
        (Generation.OFFICIAL, "/session/audio"),
    ]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
@pytest.mark.parametrize(("folder", "foreign"), [("beta", Generation.OFFICIAL), ("ga", Generation.BETA)])
def test_no_example_of_one_generation_is_taken_for_the_other(folder: str, foreign: Generation) -> None:
    files = sorted((CORPUS / "spec-examples" / folder).glob("*/*.json"))
    assert files
    for file in files:
        found = marks(json.loads(file.read_text(encoding="utf-8"))["payload"])
        assert generation_of(found) not in (foreign, Generation.MIXED), (file.name, found)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_a_recorded_session_is_official_unless_its_vendor_speaks_otherwise() -> None:
    for file in sorted((CORPUS / "sessions").glob("*.jsonl")):
        events = [json.loads(line)["event"] for line in file.read_text(encoding="utf-8").splitlines()]
        expected = VENDORS.get(file.name.partition("-")[0], (Generation.OFFICIAL, Generation.NEUTRAL))
        assert generation_of(mark for event in events for mark in marks(event)) in expected, file.name
