"""Moves about the session itself, its input audio buffer, and what no server understands."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import Any

from conformance.peer.explore.model import (
    Event,
    Move,
    Pick,
    Session,
    Turn,
    expect,
    kept,
    provokes,
    refused,
    send,
    until,
)
from conformance.peer.scenario import Step

_SETTINGS: tuple[Event, ...] = (
    {"instructions": "Be brief."},
    {"max_output_tokens": 1000},
    {"tool_choice": "none"},
)
_FAULTS: tuple[tuple[Step, str], ...] = (
    (send({"type": "conversation.item.paint"}), "error.unknown-event"),
    (send({"type": "conversation.item.create"}), "error.missing-member"),
    (send({"type": "response.create", "colour": "green"}), "error.unknown-member"),
    (send({"type": "session.update", "session": {"type": "realtime", "instructions": 7}}), "error.wrong-type"),
    (Step("text", '{"item_id": "item_1"}'), "error.missing-type"),
    (Step("text", "{"), "error.not-json"),
    (Step("text", "[]"), "error.not-object"),
    (Step("bytes", "AAEC"), "error.binary-frame"),
)


def _update(session: Session, pick: Pick[Any]) -> Turn:
    settings = pick(_SETTINGS)
    updated = expect({"type": "session.updated", "session": settings}, "session.updated-effective")
    return [send({"type": "session.update", "session": {"type": "realtime", **settings}}), updated], session


def _detection_off(session: Session, pick: Pick[Any]) -> Turn:
    off = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
    updated = expect({"type": "session.updated"}, "session.update-acked")
    return [send({"type": "session.update", "session": off}), updated], replace(session, manual=True)


def _append(session: Session, pick: Pick[Any]) -> Turn:
    """Append audio, with the detection of turns off: what it makes of audio would be the server's to say."""
    off, after = ([], session) if session.manual else _detection_off(session, pick)
    appended = send({"type": "input_audio_buffer.append", "audio": {"$speech": 200}})
    return [*off, appended], replace(after, buffered=True)


def _commit(session: Session, pick: Pick[Any]) -> Turn:
    name = f"spoken_{session.made + 1}"
    steps = [
        send({"type": "input_audio_buffer.commit"}),
        until({"type": "input_audio_buffer.committed", "item_id": kept(name)}, "buffer.commit-acked"),
    ]
    return steps, replace(session, buffered=False, made=session.made + 1)


def _clear(session: Session, pick: Pick[Any]) -> Turn:
    cleared = expect({"type": "input_audio_buffer.cleared"}, "buffer.clear-acked")
    return [send({"type": "input_audio_buffer.clear"}), cleared], replace(session, buffered=False)


def _fault(session: Session, pick: Pick[Any]) -> Turn:
    step, shows = pick(_FAULTS)
    return [step, refused(shows)], session


def _detects(session: Session) -> bool:
    return not session.manual


def _empty(session: Session) -> bool:
    return session.manual and not session.buffered


_manual, _filled = attrgetter("manual"), attrgetter("buffered")
_AUDIO_IN = frozenset({"audio-in"})
_append_nonsense = provokes(
    send({"type": "input_audio_buffer.append", "audio": "not base64!"}), "buffer.append-encoding"
)
_commit_nothing = provokes(send({"type": "input_audio_buffer.commit"}), "buffer.commit-empty")

MOVES = (
    Move("update the session", _update),
    Move("turn the detection of turns off", _detection_off, _detects, _AUDIO_IN),
    Move("append audio", _append, needs=_AUDIO_IN),
    Move("append what is not audio", _append_nonsense, _manual, _AUDIO_IN),
    Move("commit audio", _commit, _filled, _AUDIO_IN),
    Move("commit nothing", _commit_nothing, _empty, _AUDIO_IN),
    Move("clear audio", _clear, _filled, _AUDIO_IN),
    Move("clear nothing", _clear, _empty, _AUDIO_IN),
    Move("send what is wrong", _fault),
)
