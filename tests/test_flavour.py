"""A payload, a recording or an implementation of the retired beta is told apart, once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.flavour import Flavour, flavour, marks

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"type": "response.audio.delta", "delta": "AAA="}, Flavour.BETA),
        ({"type": "response.output_audio.delta", "delta": "AAA="}, Flavour.OFFICIAL),
        ({"type": "session.update", "session": {"modalities": ["text"]}}, Flavour.BETA),
        ({"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"]}}, Flavour.OFFICIAL),
        ({"type": "session.update", "session": {"type": "realtime", "voice": "alloy"}}, Flavour.MIXED),
        ({"type": "response.create", "response": {"modalities": ["text"], "audio": {}}}, Flavour.MIXED),
        ({"type": "ping"}, Flavour.NEUTRAL),
        ({"type": "vendor.ping"}, Flavour.VENDOR),
        ({"type": "response.done", "response": {}}, Flavour.NEUTRAL),
        ({"modalities": ["text"], "voice": "alloy"}, Flavour.BETA),
        ({"type": "realtime", "output_modalities": ["text"]}, Flavour.OFFICIAL),
        ([], Flavour.NEUTRAL),
        ({"type": 7}, Flavour.NEUTRAL),
    ],
)
def test_what_tells_a_payload_tells_its_flavour(payload: Any, expected: Flavour) -> None:
    assert flavour(marks(payload)) is expected


def test_a_mark_says_where_it_was_seen() -> None:
    payload = {"type": "session.update", "session": {"voice": "alloy", "audio": {}}}
    assert [(mark.flavour, mark.what) for mark in marks(payload)] == [
        (Flavour.BETA, "/session/voice"),
        (Flavour.OFFICIAL, "/session/audio"),
    ]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
@pytest.mark.parametrize(("folder", "foreign"), [("beta", Flavour.OFFICIAL), ("ga", Flavour.BETA)])
def test_no_example_of_one_generation_is_taken_for_the_other(folder: str, foreign: Flavour) -> None:
    files = sorted((CORPUS / "spec-examples" / folder).glob("*/*.json"))
    assert files
    for file in files:
        found = marks(json.loads(file.read_text(encoding="utf-8"))["payload"])
        assert flavour(found) not in (foreign, Flavour.MIXED), (file.name, found)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_every_recorded_session_is_official_or_tells_nothing() -> None:
    for file in sorted((CORPUS / "sessions").glob("*.jsonl")):
        events = [json.loads(line)["event"] for line in file.read_text(encoding="utf-8").splitlines()]
        assert flavour(mark for event in events for mark in marks(event)) in (Flavour.OFFICIAL, Flavour.NEUTRAL)
