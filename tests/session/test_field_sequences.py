"""Sequences from public reports: what is wrong is told by the name of its rule, and what is free is silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.session.golden import Damage, found, load_sessions

SESSIONS = {session.id: session for session in load_sessions("openai-ga")}
DAMAGES = {damage.id: (session, damage) for session in SESSIONS.values() for damage in session.damages}

WRONG = [
    ("a call's events carry an id of their own", "tool-round/call-of-another-item", "response.item-events"),
    ("response.done lists nothing", "text-answer/output-is-empty", "response.done-output"),
    ("response.done has null for its items", "text-answer/output-is-null", "response.done-output"),
    ("deltas without items and parts", "text-answer/answer-without-items", "response.item-events"),
    ("a delta with a character cut in two", "text-answer/damaged-delta", "response.concat-text"),
    ("a delta beside the text", "text-answer/lost-delta", "response.concat-text"),
    ("an item that was never added is done", "text-answer/item-of-nobody-is-done", "response.item-events"),
    ("the old state is acknowledged", "text-answer/acknowledgement-of-the-old-state", "session.updated-effective"),
    ("the result of a call comes too early", "tool-round/result-too-early", "response.client-one-active"),
    ("an update is neither answered nor refused", "text-answer/no-acknowledgement", "session.update-acked"),
    ("an error names an event that was not sent", "text-answer/error-of-nobody", "error.event-id-known"),
    ("the server uses an event_id twice", "text-answer/event-id-twice", "event.id-unique"),
    ("two responses at once", "text-answer/two-at-once", "response.one-active"),
    ("a deleted item is an anchor", "conversation-edits/server-anchors-at-a-deleted-item", "item.previous-known"),
    ("the second message of a response is lost", "tool-round/second-message-lost", "response.done-output"),
]


@pytest.mark.parametrize(("damage", "rule"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_told_by_name(damage: str, rule: str) -> None:
    assert rule in {found_rule for found_rule, _ in found(*DAMAGES[damage])}


def numbers(session: str, event: str) -> list[int]:
    """The frames of a session with events of this type."""
    frames = enumerate(SESSIONS[session].frames, start=1)
    return [number for number, frame in frames if frame.get("event", {}).get("type") == event]


def number(session: str, event: str, place: int = 0) -> int:
    return numbers(session, event)[place]


AUDIO, TRANSCRIPT = "response.output_audio.delta", "response.output_audio_transcript.delta"
TRANSCRIBED = "conversation.item.input_audio_transcription.completed"
VOICE, TEXT, TOOL = "voice-turns", "text-answer", "tool-round"
FREE: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("as they are: several items, transcripts that cross", VOICE, []),
    ("audio before the transcript", VOICE, [{"move": number(VOICE, AUDIO), "after": number(VOICE, TRANSCRIPT) - 1}]),
    ("all audio after the transcript", VOICE, [{"move": number(VOICE, AUDIO), "after": number(VOICE, AUDIO, 1)}]),
    (
        "a transcription after the answers",
        VOICE,
        [{"move": number(VOICE, TRANSCRIBED), "after": len(SESSIONS[VOICE].frames) - 1}],
    ),
    (
        "a transcription in the middle of an answer",
        VOICE,
        [{"move": number(VOICE, TRANSCRIBED, 1), "after": number(VOICE, AUDIO, -1)}],
    ),
    (
        "rate limits at the beginning of a response",
        TEXT,
        [{"move": number(TEXT, "rate_limits.updated"), "after": number(TEXT, "response.created")}],
    ),
    ("no rate limits", TEXT, [{"drop": one} for one in numbers(TEXT, "rate_limits.updated")]),
    (
        "the result of a call before its response is done",
        TOOL,
        [{"move": number(TOOL, "conversation.item.create", 1), "after": number(TOOL, "response.done") - 1}],
    ),
    (
        "audio that the client sends in the middle of an answer",
        TEXT,
        [
            {
                "insert": {"from": "client", "event": {"type": "input_audio_buffer.append", "audio": "AAAA"}},
                "after": number(TEXT, "response.output_text.delta"),
            }
        ],
    ),
    (
        "an event that nobody knows",
        TEXT,
        [{"insert": {"from": "server", "event": {"type": "ping", "event_id": "event_a"}}, "after": 2}],
    ),
    (
        "an error without event_id, for a request that is not known",
        TEXT,
        [
            {
                "insert": {
                    "from": "server",
                    "event": {
                        "type": "error",
                        "event_id": "event_a",
                        "error": {"type": "server_error", "message": "m"},
                    },
                },
                "after": number(TEXT, "session.update"),
            },
        ],
    ),
]


@pytest.mark.parametrize(("session", "changes"), [case[1:] for case in FREE], ids=[case[0] for case in FREE])
def test_what_is_free_is_silent(session: str, changes: list[dict[str, Any]]) -> None:
    change = Damage("x/x", "free", "", tuple(changes), ())
    assert list(found(SESSIONS[session], change)) == []
