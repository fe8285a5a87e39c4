"""Recorded sessions: the official service keeps every rule that binds; what others break is known by name.

The corpus lies beside the checkout; the project builds and passes without it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session.finding import Finding
from conformance.session.lint import lint
from conformance.session.readers import Transcript, open_transcript
from conformance.session.transcript import Connection, Frame, Header, Replaced
from conformance.spec.model import Side

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "sessions"
REGISTER = load_session_register("openai-ga")
GA = (
    "azure-audio_in_transcription_failed",
    "azure-tool_call_round",
    "gateway-text_in_audio_out_turn",
    "openai-audio_in_server_vad_turn",
    "openai-input_audio_retention_segments_three_server_vad_turns",
    "openai-message_history_seeding",
    "openai-text_in_audio_out_turn",
    "openai-tool_call_round",
    "openai-webrtc_sideband_audio_turn",
)
"""Sessions of OpenAI, of Azure and of a gateway before OpenAI, in the GA shape."""


def recording(name: str, *, complete: bool) -> tuple[Header, list[Frame]]:
    path = CORPUS / f"{name}.jsonl"
    if not path.is_file():
        reason = "no recorded sessions beside the checkout"
        if os.environ.get("CI") == "true" and CORPUS.parent.parent.is_dir():
            pytest.fail(reason)
        pytest.skip(reason)
    with open_transcript(path) as recorded:
        frames = list(recorded.frames)
        assert recorded.notes == []
    header = Header(
        connection=Connection.SIDEBAND if "sideband" in name else Connection.NEW,
        complete=complete,
        sides=(Side.CLIENT, Side.SERVER),
        # What the client appends was replaced by silence.
        replaced=frozenset({Replaced.AUDIO}),
    )
    return header, frames


def judged(header: Header, frames: list[Frame]) -> tuple[Finding, ...]:
    return lint(Transcript(header, iter(frames))).findings


def binding(found: tuple[Finding, ...]) -> list[str]:
    return [str(one) for one in found if REGISTER[one.rule].level is not Level.FREE]


@pytest.mark.parametrize("complete", [False, True], ids=["cut", "complete"])
@pytest.mark.parametrize("name", GA)
def test_the_official_service_keeps_every_rule_that_binds(name: str, complete: bool) -> None:
    assert binding(judged(*recording(name, complete=complete))) == []


def test_what_is_free_is_what_the_official_service_does_otherwise() -> None:
    free = {one.rule for name in GA for one in judged(*recording(name, complete=True))}
    assert free == {
        "item.done-previous",
        "session.default-silence",
        "transcription.after-added",
        "transcription.concat-exact",
    }


def test_a_vendor_s_dialect_is_not_taken_for_the_official_one() -> None:
    rules = {one.rule for one in judged(*recording("xai-text_tool_round", complete=False))}
    assert {
        "session.updated-full",
        "response.stream-done",
        "response.part-done-content",
        "response.item-done-content",
        "item.previous-last",
    } <= rules


def test_the_names_of_the_retired_beta_break_what_they_stand_for() -> None:
    """conversation.item.created is not conversation.item.added, which a response's item needs."""
    assert {one.rule for one in judged(*recording("voicelive-text_in_audio_out_turn", complete=True))} == {
        "event.shape",
        "event.client-valid",
        "response.item-in-conversation",
        "item.create-acked",
        "item.created-besides",
    }


@pytest.mark.parametrize("name", GA)
def test_a_recording_that_begins_anywhere_accuses_nobody(name: str) -> None:
    header, frames = recording(name, complete=False)
    for first in range(1, len(frames), max(len(frames) // 40, 1)):
        assert binding(judged(replace(header, connection=None), frames[first:])) == [], f"from frame {first + 1}"


@pytest.mark.parametrize("name", GA)
def test_a_recording_of_one_side_accuses_nobody(name: str) -> None:
    header, frames = recording(name, complete=True)
    for side in Side:
        kept = [frame for frame in frames if frame.side is side]
        assert binding(judged(replace(header, sides=(side,)), kept)) == [], side
        assert binding(judged(replace(header, sides=None, complete=False), kept)) == [], side
