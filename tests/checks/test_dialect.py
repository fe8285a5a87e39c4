"""An implementation of another wire is told once, by name, not failed everywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import forked

ADAPTER = """
import json

KNOWN = {known!r}


def roundtrip(type, text):
    if type not in ("RealtimeServerEvent", "RealtimeClientEvent"):
        raise NotImplementedError(type)
    event = json.loads(text)
    if not isinstance(event, dict) or event.get("type") not in KNOWN:
        raise ValueError("unknown event")
    return json.dumps(event)
"""
BETA = ["response.text.delta", "response.audio_transcript.delta"]
LIVE = ["session.started", "session.commentary.appended"]
OFFICIAL = ["response.output_text.delta", "response.output_audio_transcript.delta"]


def judged(folder: Path, known: list[str]) -> subprocess.CompletedProcess[str]:
    (folder / "peer.py").write_text(ADAPTER.format(known=known))
    command = [sys.executable, "-m", "pytest", "--impl=peer", "--dialect=openai-ga", "--types=RealtimeServerEvent"]
    return forked.run([*command, "--generated=0"], cwd=folder, timeout=120)


def test_a_beta_implementation_is_one_failing_verdict_that_says_so(tmp_path: Path) -> None:
    ran = judged(tmp_path, BETA)
    assert ran.returncode == 1
    assert "conformance: it speaks openai-beta" in ran.stdout
    assert "it speaks openai-beta: it knows response.text.delta" in ran.stdout
    assert "1 failed" in ran.stdout
    records = [json.loads(line) for line in (tmp_path / ".conformance/results.jsonl").read_text().splitlines()]
    (verdict,) = [record for record in records if record["kind"] == "verdict"]
    assert (verdict["case"], verdict["subject"], verdict["check"]) == (
        "(the implementation)", "(the implementation)", "dialect",
    )  # fmt: skip
    (finding,) = verdict["findings"]
    assert (finding["what"], finding["requirement"]) == ("other-dialect", "decode.accepts-valid")
    assert finding["got"].startswith("it speaks openai-beta: it knows response.text.delta")


def test_an_implementation_of_openais_live_wire_is_told_by_name(tmp_path: Path) -> None:
    ran = judged(tmp_path, LIVE)
    assert ran.returncode == 1
    assert "conformance: it speaks openai-live, OpenAI's Live wire (gpt-live-1): https://" in ran.stdout
    assert "it speaks openai-live: it knows session.started and does not know" in ran.stdout
    assert "1 failed" in ran.stdout


@pytest.mark.parametrize(("known", "said"), [(OFFICIAL, False), (BETA + OFFICIAL, True)])
def test_an_implementation_of_the_official_wire_is_judged_whole(tmp_path: Path, known: list[str], said: bool) -> None:
    ran = judged(tmp_path, known)
    assert ran.returncode == 1  # it knows two events of dozens
    both = "conformance: it knows the events of today's Realtime API and those of the retired beta, and is judged by"
    assert (both in ran.stdout) is said
    assert "nothing else was judged" not in ran.stdout


TAKES_ALL = """
import json

DECODES = {"RealtimeServerEvent", "RealtimeServerEventInputAudioBufferCleared"}


def typed(type, text):
    event = json.loads(text)
    return json.dumps({name: event[name] for name in ("type", "event_id") if name in event})
"""


def test_a_decoder_that_takes_any_event_and_has_types_for_some_is_none_of_the_beta(tmp_path: Path) -> None:
    (tmp_path / "peer.py").write_text(TAKES_ALL)
    command = [sys.executable, "-m", "pytest", "--impl=peer", "--dialect=openai-ga", "--generated=0"]
    chosen = "--types=RealtimeServerEvent,RealtimeServerEventInputAudioBufferCleared"
    ran = subprocess.run([*command, chosen], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert "it speaks openai-beta" not in ran.stdout
    assert "it knows the events of today's Realtime API and those of the retired beta" in ran.stdout
    assert "Read " in ran.stdout
