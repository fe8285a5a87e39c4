"""Logs of services that have no event of the Realtime API are told by name, and nothing of them is judged."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from tests import forked

GEMINI: list[tuple[str, dict[str, Any]]] = [
    ("client", {"setup": {"model": "models/gemini-live", "generationConfig": {"responseModalities": ["AUDIO"]}}}),
    ("server", {"setupComplete": {}}),
    ("client", {"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": "AAA="}}}),
    ("client", {"clientContent": {"turns": [], "turnComplete": True}}),
    ("server", {"serverContent": {"turnComplete": True}, "usageMetadata": {"totalTokenCount": 5}}),
    ("server", {"toolCall": {"functionCalls": [{"id": "1", "name": "f", "args": {}}]}}),
]
ELEVENLABS: list[tuple[str, dict[str, Any]]] = [
    ("server", {"type": "conversation_initiation_metadata", "conversation_initiation_metadata_event": {}}),
    ("client", {"user_audio_chunk": "AAA="}),
    ("server", {"type": "ping", "ping_event": {"event_id": 1, "ping_ms": 50}}),
    ("client", {"type": "pong", "event_id": 1}),
    ("server", {"type": "user_transcript", "user_transcription_event": {"user_transcript": "Hi"}}),
    ("server", {"type": "audio", "audio_event": {"audio_base_64": "AAA=", "event_id": 1}}),
    ("server", {"type": "interruption", "interruption_event": {"event_id": 2}}),
]
SERVICES = {"Google's Gemini Live API": GEMINI, "ElevenLabs' wire for agents": ELEVENLABS}
Frames = list[tuple[str, dict[str, Any]]]


def _har(frames: Frames) -> str:
    """As a browser saves it: what the server sends as bytes is base64 in it."""
    messages = []
    for side, frame in frames:
        binary, text = side == "server", json.dumps(frame)
        data = base64.b64encode(text.encode()).decode() if binary else text
        messages.append({"type": "receive" if binary else "send", "opcode": 2 if binary else 1, "data": data})
    url = {"request": {"url": "wss://host/ws"}, "_webSocketMessages": messages}
    return json.dumps({"log": {"entries": [url]}})


FORMS: dict[str, Callable[[Frames], str]] = {
    "bare": lambda frames: "".join(f"{json.dumps(frame)}\n" for _, frame in frames),
    "directions": lambda frames: "".join(f"{json.dumps({'direction': s, 'event': f})}\n" for s, f in frames),
    "array": lambda frames: json.dumps([frame for _, frame in frames], indent=1),
    "arrows": lambda frames: "".join(f"{'>' if s == 'client' else '<'} {json.dumps(f)}\n" for s, f in frames),
    "words": lambda frames: "".join(f"10:00 INFO ws {json.dumps(frame)}\n" for _, frame in frames),
    "har": _har,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("service", SERVICES)
def test_a_log_is_told_by_name_and_not_judged(
    service: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.txt"
    path.write_text(FORMS[form](SERVICES[service]), encoding="utf-8")
    assert main(["session", "lint", "--complete", str(path)]) == 5
    printed = capsys.readouterr().out
    assert f"This is {service}, not today's Realtime API: " in printed
    assert " ".join(printed.split()).count("nothing of it is judged. See https://") == 1
    assert printed.splitlines()[-1] == f"NOTHING WAS JUDGED: it is a recording of {service}"
    assert "must" not in printed


@pytest.mark.parametrize("service", SERVICES)
def test_follow_says_it_at_the_first_frame(service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.jsonl"
    close = {"from": "server", "close": {"code": 1000, "reason": ""}}
    path.write_text(FORMS["directions"](SERVICES[service]) + json.dumps(close) + "\n", encoding="utf-8")
    assert main(["session", "follow", str(path)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"This is {service}, not today's Realtime API: ")


def test_a_run_over_recordings_says_it(tmp_path: Path) -> None:
    (tmp_path / "gemini.jsonl").write_text(FORMS["bare"](GEMINI), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--impl=transcript:gemini.jsonl", "--results=r.jsonl"]
    ran = forked.run(command, cwd=tmp_path, timeout=300)
    assert ran.returncode == 1
    assert "gemini.jsonl: This is Google's Gemini Live API, not today's Realtime API: " in ran.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_judge_tells_each_frame(service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "frames.jsonl"
    frames = [(side, frame) for side, frame in SERVICES[service] if frame.get("type") != "pong"]  # anybody's
    path.write_text(FORMS["bare"](frames), encoding="utf-8")
    assert main(["judge", "--impl=reference", str(path)]) == 5
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(one["verdict"], len(one["findings"]), one["generation"]) for one in answers} == {
        ("other-wire", 0, answers[0]["generation"])
    }
    assert len(answers) == len(frames)


def test_a_frame_of_such_a_service_among_those_of_this_wire_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.jsonl"
    ours = {"type": "response.output_text.delta", "event_id": "e", "response_id": "r", "item_id": "i", "delta": "a"}
    ours |= {"output_index": 0, "content_index": 0}
    path.write_text(FORMS["directions"]([("server", ours), GEMINI[1], ("server", ours)]), encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "This mixes OpenAI's Realtime API and Google's Gemini Live API" in printed
    assert "connection.text-frames" in printed


@pytest.mark.parametrize("frame", [{"serverVersion": 1}, {"setup": "mine"}, {"user_audio": "AAA="}, {"toolCall": {}}])
def test_other_objects_without_a_type_are_nobodys(
    frame: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(FORMS["directions"]([("server", frame)]), encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 1
    assert "This is" not in capsys.readouterr().out
