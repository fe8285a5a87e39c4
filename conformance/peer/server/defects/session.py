"""Defects of the connection, of its errors, and of the session's settings."""

from __future__ import annotations

from conformance.peer.server.defects.defect import Defect, Event, Memory
from conformance.peer.server.defects.ways import (
    adds,
    asked,
    becomes,
    both,
    changes,
    drops,
    edits,
    first,
    nth,
    refuses,
    remembers,
    repeats,
)

_UPDATED, _CREATED = "session.updated", "session.created"
_BOTH = (_CREATED, _UPDATED)


def _copy_of_created(event: Event, memory: Memory) -> list[Event]:
    return [{**event, "type": _CREATED, "event_id": f"{event['event_id']}_again"}]


def _repeat_id(event: Event, memory: Memory) -> None:
    event["event_id"] = memory.setdefault("first", event["event_id"])


def _with_id_of_update(event: Event, memory: Memory) -> None:
    event["event_id"] = memory["last"]["session.update"].get("event_id", event["event_id"])


def _keep_only_update(event: Event, memory: Memory) -> None:
    event["session"].pop("truncation", None)


def _reset(event: Event, memory: Memory) -> None:
    if "instructions" not in memory["last"]["session.update"]["session"]:
        event["session"]["instructions"] = "Reset."


def _remember_session(event: Event, memory: Memory) -> None:
    memory["session"] = event


def _other_voice(event: Event, memory: Memory) -> list[Event]:
    session = memory["session"]["session"]
    voice = asked(event, memory)["session"]["audio"]["output"]["voice"]
    audio = {**session["audio"], "output": {**session["audio"]["output"], "voice": voice}}
    return [{"type": _UPDATED, "session": {**session, "audio": audio}}]


def _without_instructions(event: Event, memory: Memory) -> None:
    event["session"].pop("instructions", None)


def _update_again(event: Event, memory: Memory) -> list[Event]:
    return [{**memory["session"], "type": _UPDATED, "event_id": f"{event['event_id']}_update"}]


_REMEMBERS = edits(*_BOTH, edit=_remember_session)

DEFECTS = (
    Defect(
        "speaks-first",
        "connection.session-created-first",
        "rate limits come before session.created",
        adds(_CREATED, make={"type": "rate_limits.updated", "rate_limits": []}, before=True),
    ),
    Defect(
        "opens-twice",
        "connection.session-created-once",
        "session.created comes again with the first update",
        adds(_UPDATED, make=_copy_of_created, when=first, before=True),
    ),
    Defect(
        "repeats-event-ids",
        "event.id-unique",
        "all events about items have the same `event_id`",
        edits("conversation.item.added", "conversation.item.done", edit=_repeat_id),
    ),
    Defect(
        "limits-as-object",
        "event.shape",
        "`rate_limits` is an object, not a list",
        changes("rate_limits.updated", rate_limits={"tokens": 1}),
    ),
    Defect(
        "session-id-of-another-form",
        "event.limits",
        "ids of sessions do not begin with `sess_`",
        changes(*_BOTH, session__id=lambda old: old.removeprefix("sess_")),
    ),
    Defect(
        "echoes-client-events",
        "event.known",
        "updates come back as they were sent",
        adds(_UPDATED, make=lambda _, memory: [dict(memory["last"]["session.update"])]),
        remembers,
    ),
    Defect(
        "error-names-nobody",
        "error.event-id-known",
        "errors name an `event_id` that nobody has sent",
        changes("error", error__event_id="client_unknown"),
    ),
    Defect(
        "errs-twice",
        "error.one-per-fault",
        "each error comes twice",
        repeats("error"),
    ),
    Defect(
        "ignores-an-update",
        "session.update-acked",
        "the second session.update gets no answer",
        reads=drops("session.update", when=nth(2)),
    ),
    Defect(
        "updates-unasked",
        "session.updated-solicited",
        "session.updated comes after each response",
        both(_REMEMBERS, adds("rate_limits.updated", make=_update_again)),
    ),
    Defect(
        "updated-with-the-clients-id",
        "session.updated-own-id",
        "session.updated has the `event_id` of the session.update",
        edits(_UPDATED, edit=_with_id_of_update),
        remembers,
    ),
    Defect(
        "new-session-id",
        "session.id-kept",
        "an update changes the id of the session",
        changes(_UPDATED, session__id=lambda old: f"{old}_new"),
    ),
    Defect(
        "becomes-a-transcription",
        "session.type-kept",
        "an update makes a transcription session of it",
        changes(_UPDATED, session__type="transcription"),
    ),
    Defect(
        "other-model",
        "session.model-kept",
        "an update changes the model",
        changes(_UPDATED, session__model="gpt-realtime-mini"),
    ),
    Defect(
        "lives-longer",
        "session.expires-kept",
        "an update moves the end of the session",
        changes(_UPDATED, session__expires_at=lambda old: old + 60),
    ),
    Defect(
        "shows-a-part",
        "session.updated-full",
        "session.updated lacks a member of session.created",
        edits(_UPDATED, edit=_keep_only_update),
    ),
    Defect(
        "forgets-instructions",
        "session.updated-effective",
        "an update of `instructions` is answered and not done",
        reads=edits("session.update", edit=_without_instructions),
    ),
    Defect(
        "resets-instructions",
        "session.partial",
        "an update that names no `instructions` resets them",
        edits(_UPDATED, edit=_reset),
        remembers,
    ),
    Defect(
        "changes-voice",
        "session.voice-locked",
        "the voice changes after audio output",
        both(_REMEMBERS, becomes("error", make=_other_voice, when=refuses("session.update", "cannot_update_voice"))),
        remembers,
    ),
    Defect(
        "begins-semantic",
        "session.default-vad",
        "a session begins with semantic_vad",
        changes(_CREATED, session__audio__input__turn_detection__type="semantic_vad"),
    ),
    Defect(
        "begins-deaf",
        "session.default-vad-values",
        "a session begins with a threshold of 0.9",
        changes(_CREATED, session__audio__input__turn_detection__threshold=0.9),
    ),
    Defect(
        "begins-fast",
        "session.default-output",
        "a session begins with a speed of 1.5",
        changes(_CREATED, session__audio__output__speed=1.5),
    ),
    Defect(
        "begins-without-choice",
        "session.default-tools",
        "a session begins with `tool_choice` none",
        changes(_CREATED, session__tool_choice="none"),
    ),
    Defect(
        "begins-with-noise-reduction",
        "session.default-off",
        "a session begins with noise reduction on",
        changes(_CREATED, session__audio__input__noise_reduction={"type": "near_field"}),
    ),
    Defect(
        "begins-without-truncation",
        "session.default-truncation",
        "a session begins with `truncation` disabled",
        changes(_CREATED, session__truncation="disabled"),
    ),
)
