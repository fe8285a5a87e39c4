"""Another wire than the official one is told by name: from a payload, a session, or an implementation's own word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.spec.generation import Generation, Told, generation_of, marks, told, told_by_name, told_of
from conformance.spec.wires import wires

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
NEEDS_CORPUS = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
VENDORS = {"voicelive": "azure-voicelive", "xai": "xai"}
"""What the recordings of other services speak, by the beginning of the file's name."""
WITHOUT_USAGE = {
    "type": "conversation.item.input_audio_transcription.completed",
    "event_id": "event_1",
    "item_id": "item_1",
    "content_index": 0,
    "transcript": "a",
}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"type": "response.audio.delta", "delta": "AAA="}, "openai-beta"),
        ({"type": "response.output_audio.delta", "delta": "AAA="}, "openai-ga"),
        ({"type": "session.update", "session": {"modalities": ["text"]}}, "openai-beta"),
        ({"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"]}}, "openai-ga"),
        ({"type": "session.update", "session": {"type": "realtime", "voice": "alloy"}}, "mixed"),
        ({"type": "response.create", "response": {"modalities": ["text"], "audio": {}}}, "mixed"),
        ({"type": "ping"}, "neutral"),
        ({"type": "vendor.ping"}, "vendor"),
        ({"type": "response.done", "response": {}}, "neutral"),
        ({"modalities": ["text"], "voice": "alloy"}, "openai-beta"),
        ({"type": "realtime", "output_modalities": ["text"]}, "openai-ga"),
        ([], "neutral"),
        ({"type": 7}, "neutral"),
        # Retired with the beta's first WebRTC.
        ({"type": "output_audio_buffer.audio_started", "event_id": "event_1"}, "openai-beta"),
        ({"type": "output_audio_buffer.audio_stopped", "event_id": "event_1"}, "openai-beta"),
        ({"type": "output_audio_buffer.audio_cleared", "event_id": "event_1"}, "openai-beta"),
        # The beta wrote no usage; the official document demands it.
        (WITHOUT_USAGE, "openai-beta"),
        ({**WITHOUT_USAGE, "usage": {"type": "duration", "seconds": 1}}, "neutral"),
        # Only the official wire translates, and it alone has these two events of the input buffer.
        ({"type": "session.input_audio_buffer.append", "audio": "AAA="}, "openai-ga"),
        ({"type": "session.output_transcript.delta", "event_id": "event_1", "delta": "a"}, "openai-ga"),
        ({"type": "input_audio_buffer.timeout_triggered"}, "openai-ga"),
        ({"type": "realtime.call.incoming", "object": "event", "data": {"call_id": "rtc_1"}}, "neutral"),
        # OpenAI's Live wire shares names with the official one.
        ({"type": "session.updated", "session": {"id": "live_1", "model": "gpt-live-1"}}, "openai-live"),
        ({"type": "session.closed", "reason": "close_requested", "usage": {"seconds": 13.0}}, "openai-live"),
        ({"type": "session.start", "session": {"model": "gpt-live-1", "audio": {}}}, "openai-live"),
        ({"type": "session.input_transcript.delta", "delta": "a", "start_ms": 0, "end_ms": 9}, "openai-live"),
        ({"type": "live.transport.incoming", "data": {}}, "openai-live"),
        ({"type": "session.avatar.connect"}, "azure-voicelive"),
        ({"type": "session.update", "session": {"voice": {"type": "azure-standard"}}}, "azure-voicelive"),
        ({"type": "session.update", "session": {"turn_detection": {"type": "azure_semantic_vad"}}}, "azure-voicelive"),
        ({"type": "response.created", "response": {"status_details": "unimplemented"}}, "xai"),
        ({"type": "response.output_audio.delta", "delta": "AAA=", "rid": "1", "ts": 2}, "xai"),
        ({"type": "ping", "timestamp": 1}, "xai"),
        ({"type": "session.finish"}, "dashscope"),
        ({"type": "session.created", "session": {"model": "qwen3-omni-flash-realtime", "voice": "a"}}, "dashscope"),
        ({"type": "session.created", "session": {"model": "step-audio-2", "modalities": ["text"]}}, "stepfun"),
        ({"type": "transcription.delta", "delta": "a"}, "vllm"),
        ({"type": "session.created", "id": "sess-1", "created": 1}, "vllm"),
        ({"type": "response.output_text.delta", "delta": "a", "sequence_number": 3}, "openai-responses"),
        ({"type": "batch.completed", "object": "event"}, "openai-webhooks"),
        # A bare response has a status, and so has a Live session: that member alone tells nothing.
        ({"id": "resp_1", "status": "completed", "output": []}, "neutral"),
        # Only sessions and responses travel without an event: what xAI has inside `usage` tells nothing by itself.
        ({"billable_audio_seconds": 1}, "neutral"),
    ],
)
def test_what_tells_a_payload_tells_its_wire(payload: Any, expected: str) -> None:
    assert generation_of(marks(payload)) == expected


def test_a_mark_says_where_it_was_seen() -> None:
    payload = {"type": "session.update", "session": {"voice": "alloy", "audio": {}}}
    assert {(mark.generation, mark.what) for mark in marks(payload)} == {
        (Generation.BETA, "/session/voice"),
        (Generation.OFFICIAL, "/session/audio"),
    }


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (
            {"type": "session.start", "session": {}},
            "This is OpenAI's Live wire (gpt-live-1), not today's Realtime API: `session.start`.",
        ),
        (WITHOUT_USAGE, "This looks like the retired beta of OpenAI's Realtime API: no `/usage`."),
        ({"type": "vendor.ping"}, "No wire known here has this event: `vendor.ping`."),
        (
            {"type": "session.update", "session": {"type": "realtime", "voice": "alloy"}},
            "This mixes OpenAI's Realtime API and the retired beta of OpenAI's Realtime API: "
            "`/session/type`, `/session/voice`.",
        ),
        (
            {"type": "session.created", "session": {"animation": {}, "avatar": {}, "voice": {"type": "openai"}}},
            "This is Azure Voice Live, not today's Realtime API: "
            "`/session/animation`, `/session/avatar`, `/session/voice/type`.",
        ),
    ],
)
def test_it_is_told_in_one_sentence_with_what_to_do(payload: Any, sentence: str) -> None:
    said = told(payload)
    assert said is not None
    assert said.sentence == sentence
    assert said.advice.endswith(".")
    assert str(said).startswith(f"{sentence} {said.advice}")


@pytest.mark.parametrize("payload", [{"type": "response.output_text.delta"}, {"type": "response.done"}, 7])
def test_nothing_is_told_of_what_may_be_the_official_wire(payload: Any) -> None:
    assert told(payload) is None


def named(session: list[Any]) -> str | None:
    said = told_of(mark for payload in session for mark in marks(payload))
    return None if said is None else said.id


def test_a_hint_counts_only_where_nothing_certain_is_found() -> None:
    official, beta = {"type": "response.output_text.delta"}, {"type": "response.text.delta"}
    created = {"type": "conversation.item.created", "item": {}}
    assert named([WITHOUT_USAGE, created]) == "openai-beta"
    assert named([WITHOUT_USAGE, created, official]) is None
    assert named([WITHOUT_USAGE, created, official, beta]) == "mixed"


def test_a_vendors_mark_tells_a_session_in_the_names_of_both_generations() -> None:
    session = [{"type": "conversation.item.done"}, {"type": "response.text.delta"}]
    assert named(session) == "mixed"
    assert named([*session, {"type": "session.avatar.connecting"}]) == "azure-voicelive"


def test_an_event_that_no_wire_has_does_not_tell_a_session_with_other_marks() -> None:
    assert named([{"type": "response.output_text.delta"}, {"type": "vendor.ping"}]) is None
    assert named([{"type": "response.done"}, {"type": "vendor.ping"}]) == "vendor"


def test_a_wire_is_told_by_the_name_that_an_adapter_gives() -> None:
    said = told_by_name("azure-voicelive")
    assert isinstance(said, Told)
    assert said.name == "Azure Voice Live"
    assert (told_by_name("openai-ga"), told_by_name("somebody-else")) == (None, None)


def test_what_an_implementation_is_asked_tells_its_own_wire() -> None:
    for wire in wires().values():
        for event in wire.knows:
            assert generation_of(marks(event)) == wire.id


@NEEDS_CORPUS
@pytest.mark.parametrize(("folder", "expected"), [("beta", "openai-beta"), ("ga", "openai-ga")])
def test_no_example_of_one_generation_is_taken_for_another(folder: str, expected: str) -> None:
    files = sorted((CORPUS / "spec-examples" / folder).glob("*/*.json"))
    assert files
    for file in files:
        payload = json.loads(file.read_text(encoding="utf-8"))["payload"]
        # One event of the document's examples begins with a blank, so that no wire has it.
        allowed = {expected, "neutral"} | ({"vendor"} if str(payload.get("type")).startswith(" ") else set())
        assert generation_of(marks(payload)) in allowed, (file.name, marks(payload))


@NEEDS_CORPUS
def test_a_recorded_session_is_told_as_what_it_is_and_no_official_frame_as_anything_else() -> None:
    files = sorted((CORPUS / "sessions").glob("*.jsonl"))
    assert files
    for file in files:
        events = [json.loads(line)["event"] for line in file.read_text(encoding="utf-8").splitlines()]
        vendor = VENDORS.get(file.name.partition("-")[0])
        assert named(events) == vendor, file.name
        frames = {generation_of(marks(event)) for event in events}
        if vendor is None:
            assert frames == {"openai-ga", "neutral"}, file.name
        else:
            assert vendor in frames
            assert "mixed" not in frames
