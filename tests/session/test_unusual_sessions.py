"""Sessions that are right, and of a kind that is seldom recorded: nobody is accused of what the document allows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.requirements.level import Level
from conformance.session.lint import lint
from conformance.session.monitor import Monitor
from conformance.session.readers import Transcript
from conformance.session.transcript import Connection, Frame, Header
from conformance.session.words import report
from conformance.spec.model import Side
from tests.session.golden import load_sessions, transcript

NEW = Header(connection=Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER))
Said = tuple[Side, dict[str, Any]]
PLACE = {"item_id": "item_1", "output_index": 0, "content_index": 0}


def client(event: str, **members: Any) -> Said:
    return Side.CLIENT, {"type": event, **members}


def server(event: str, **members: Any) -> Said:
    return Side.SERVER, {"type": event, **members}


def created(**members: Any) -> Said:
    return server("session.created", session={"type": "realtime", "id": "sess_1", "model": "m", **members})


def asked(**members: Any) -> Said:
    return client("response.create", response=members)


def response(name: str, of: str | None = "conv_1", event: str = "response.created", **members: Any) -> Said:
    return server(event, response={"id": name, "conversation_id": of, **members})


def frames_of(*events: Said) -> list[Frame]:
    numbered = enumerate(events, start=1)
    return [
        Frame(number, side, text=json.dumps({**event, "event_id": f"{side}_{number}"}))
        for number, (side, event) in numbered
    ]


def broken(frames: list[Frame], header: Header = NEW) -> dict[str, str]:
    """What is found, in words, by the rule that it breaks; the shape of single events is not looked at."""
    monitor = Monitor(header, shapes=False)
    every = [one for frame in frames for one in monitor.feed(frame)] + monitor.close()
    return {one.rule: str(one) for one in every if monitor.register[one.rule].level is not Level.FREE}


@pytest.mark.parametrize("approved", [True, False])
def test_an_answer_to_a_request_for_approval_may_start_a_response(approved: bool) -> None:
    answer = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": approved}
    assert "response.caused" not in broken(
        frames_of(created(), client("conversation.item.create", item=answer), response("resp_1"))
    )
    said = {"type": "message", "role": "user", "content": []}
    assert "response.caused" in broken(
        frames_of(created(), client("conversation.item.create", item=said), response("resp_1"))
    )


def test_a_turn_that_was_deleted_is_neither_transcribed_nor_answered() -> None:
    detection = {"type": "server_vad", "create_response": True, "interrupt_response": True}
    settings = {"transcription": {"model": "whisper-1"}, "turn_detection": detection}
    item = {"id": "item_1", "type": "message", "role": "user", "content": [{"type": "input_audio"}]}
    turn = [
        created(audio={"input": settings}),
        server("input_audio_buffer.speech_started", item_id="item_1", audio_start_ms=0),
        server("input_audio_buffer.speech_stopped", item_id="item_1", audio_end_ms=900),
        server("input_audio_buffer.committed", item_id="item_1", previous_item_id=None),
        server("conversation.item.added", item=item, previous_item_id=None),
    ]
    deleted = [
        client("conversation.item.delete", item_id="item_1"),
        server("conversation.item.deleted", item_id="item_1"),
    ]
    owed = {"transcription.every-turn", "vad.create-response"}
    assert owed <= broken(frames_of(*turn)).keys()
    assert owed.isdisjoint(broken(frames_of(*turn, *deleted)))


def test_responses_outside_the_conversation_come_in_any_order() -> None:
    requests = [asked(conversation="none", metadata={"of": name}) for name in ("a", "b")]
    answers = [response(f"resp_{name}", None, metadata={"of": name}) for name in ("b", "a")]
    lost = response("resp_c", None, metadata={"of": "c"})
    assert "response.metadata" not in broken(frames_of(created(), *requests, *answers))
    assert "response.metadata" in broken(frames_of(created(), *requests, answers[0], lost))


def test_a_response_on_the_wrong_side_of_the_conversation_is_told_so() -> None:
    """Its request is there: that none came would not help anybody."""
    outside = broken(frames_of(created(), asked(), response("resp_1", None)))
    assert "frame 2 asks for a response of the conversation" in outside["response.caused"]
    inside = broken(frames_of(created(), asked(conversation="none"), response("resp_1")))
    assert "frame 2 asks for a response outside the conversation" in inside["response.caused"]
    assert "no response.create" in broken(frames_of(created(), response("resp_1")))["response.caused"]


def test_a_session_that_has_reached_its_longest_duration_owes_nothing_more() -> None:
    error = {"type": "invalid_request_error", "code": "session_expired", "message": "m"}
    events = [created(), asked(), response("resp_1")]
    assert "response.done-once" in broken(frames_of(*events))
    expired = frames_of(*events, server("error", error=error))
    assert "response.done-once" not in broken(expired)
    linted = lint(Transcript(NEW, iter(expired)))
    assert "not judged: what must come later, because the session had reached its longest duration" in report(
        "x", linted
    )


def test_an_idle_timeout_needs_a_setting_that_only_server_vad_has() -> None:
    def with_detection(detection: dict[str, Any] | None) -> bool:
        timeout = server("input_audio_buffer.timeout_triggered", item_id="item_1", audio_start_ms=0, audio_end_ms=6000)
        frames = frames_of(created(audio={"input": {"turn_detection": detection}}), client("response.cancel"), timeout)
        return "vad.timeout-configured" in broken(frames)

    assert not with_detection({"type": "server_vad", "idle_timeout_ms": 6000})
    assert with_detection({"type": "server_vad", "idle_timeout_ms": None})
    assert with_detection({"type": "semantic_vad", "eagerness": "auto"})
    assert with_detection(None)


def test_a_call_is_cut_where_its_media_was_played() -> None:
    """Its audio does not go over the data channel or the sideband connection: how long it was is not known there."""
    events = [
        created(audio={"output": {"format": {"type": "audio/pcm", "rate": 24000}}}),
        response("resp_1"),
        server(
            "response.output_item.added", response_id="resp_1", output_index=0, item={"id": "item_1", "type": "message"}
        ),
        server("response.content_part.added", response_id="resp_1", **PLACE, part={"type": "audio"}),
        server("conversation.item.truncated", item_id="item_1", content_index=0, audio_end_ms=1200),
    ]
    assert "truncate.too-long" in broken(frames_of(*events))
    for connection in (Connection.WEBRTC, Connection.SIDEBAND, None):
        assert "truncate.too-long" not in broken(frames_of(*events), replace(NEW, connection=connection))


def golden(name: str) -> tuple[Header, list[Frame]]:
    header, frames = transcript(next(one for one in load_sessions("openai-ga") if one.id == name))
    return header, list(frames)


def again(frames: list[Frame]) -> list[Frame]:
    """The frames of another session that says the same, under other ids, after the first."""
    return [
        replace(
            one,
            number=one.number + len(frames),
            t=None if one.t is None else one.t + 100,
            text=one.text and _other(one.text),
        )
        for one in frames
    ]


def _other(text: str) -> str:
    for kind in ("sess", "conv"):
        text = text.replace(f"{kind}_1", f"{kind}_2")
    return text


def test_a_connection_that_is_opened_again_has_another_session() -> None:
    """All ids of the first session are forgotten, and what it owed when it was closed is told."""
    header, frames = golden("text-answer")
    assert broken([*frames, *again(frames)], header) == {}
    unanswered = [one for one in frames if one.text is None or "response.done" not in one.text]
    assert "response.done-once" in broken([*unanswered, *again(frames)], header)


def test_a_log_of_several_connections_is_not_one_session() -> None:
    """Where nobody says what the connection is, another id of the session is another connection."""
    header, frames = golden("text-answer")
    messages = [one for one in (*frames, *again(frames)) if one.is_message]
    assert broken(messages, replace(header, connection=None)) == {}
    assert "connection.session-created-once" in broken(messages, header)


def test_the_name_of_the_retired_beta_is_free_in_a_session_of_the_beta() -> None:
    """Such a session is told by name, once; in one of today, clients never see what has the name of then."""
    delta = server("response.audio.delta", response_id="resp_1", **PLACE, delta="AAAA")
    rule = "event.no-beta-names"
    assert rule in broken(frames_of(created(output_modalities=["audio"], audio={}), delta))
    assert rule not in broken(frames_of(server("session.created", session={"modalities": ["audio"]}), delta))
    assert rule not in broken(frames_of(delta))
    vendor = server("response.audio.sparkle", response_id="resp_1")
    assert rule not in broken(frames_of(created(output_modalities=["audio"], audio={}), vendor))


def test_requests_without_metadata_are_told_apart_by_what_their_responses_show() -> None:
    text = {"conversation": "none", "output_modalities": ["text"]}
    audio = {"conversation": "none", "output_modalities": ["audio"], "max_output_tokens": 200}
    shown = [
        response("r1", None, output_modalities=["audio"], max_output_tokens=200),
        response("r2", None, output_modalities=["text"], max_output_tokens="inf"),
    ]
    settings = created(output_modalities=["audio"], max_output_tokens="inf")
    assert "response.override" not in broken(frames_of(settings, asked(**text), asked(**audio), *shown))
    cut = response("r2", None, output_modalities=["audio"], max_output_tokens=20)
    assert "response.override" in broken(frames_of(settings, asked(**text), asked(**audio), shown[0], cut))


@pytest.mark.parametrize(
    ("truncation", "wishes", "before", "told"),
    [
        ("auto", {}, 9_000, True),
        ("auto", {}, 28_000, False),
        ("disabled", {}, 28_000, True),
        ({"type": "retention_ratio", "retention_ratio": 0.8}, {}, 9_000, False),
        ("auto", {"instructions": "Be brief."}, 9_000, False),
        ("auto", {"instructions": None}, 9_000, True),
    ],
)
def test_a_context_that_the_server_may_cut_or_the_client_has_replaced_need_not_grow(
    truncation: Any, wishes: dict[str, Any], before: int, told: bool
) -> None:
    def answer(name: str, tokens: int, **members: Any) -> list[Said]:
        done = response(name, event="response.done", status="completed", usage={"input_tokens": tokens})
        return [asked(**members), response(name), done]

    frames = frames_of(created(truncation=truncation), *answer("r1", before), *answer("r2", 7_000, **wishes))
    assert ("usage.context-grows" in broken(frames)) is told


def test_a_response_may_come_from_a_request_before_the_recording() -> None:
    """It is not taken for the answer to one outside the conversation, which alone was recorded."""
    item = {"id": "item_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    frames = frames_of(
        asked(conversation="none"),
        response("r1", "conv_1"),
        server("response.output_item.added", response_id="r1", output_index=0, item=item),
        server("conversation.item.added", previous_item_id=None, item=item),
    )
    assert broken(frames, replace(NEW, connection=None, complete=False)) == {}
    assert "response.caused" in broken([*frames_of(created()), *frames])


@pytest.mark.parametrize("named", [None, "event_of_nobody"])
def test_an_error_that_names_no_event_of_the_client_may_answer_any(named: str | None) -> None:
    update = client("session.update", session={"type": "realtime"})
    error = server("error", error={"type": "invalid_request_error", "message": "no", "event_id": named})
    assert "session.update-acked" in broken(frames_of(created(), update))
    assert "session.update-acked" not in broken(frames_of(created(), update, error))
