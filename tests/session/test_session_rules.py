"""The rules as data: the register, the statements of lifecycles.yaml, and what a recording must have for a rule."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.errors import UsageError
from conformance.requirements import sessions
from conformance.requirements.sessions import load_session_register
from conformance.session import lifecycles
from conformance.session.monitor import SILENCE, Monitor
from conformance.session.rules_lint import lint
from conformance.session.transcript import Connection, Frame, Header, Large, Replaced
from conformance.spec.model import Side
from tests.session.golden import load_sessions, transcript

DIALECT = "openai-ga"
ROW = {
    "id": "a.b",
    "level": "must",
    "side": "server",
    "says": "S.",
    "source": ["recorded sessions"],
    "evidence": "transcript",
}
STATEMENT: dict[str, Any] = {"rule": "a.b", "events": "session.updated", "once": True}


def test_the_register_the_statements_and_the_code_have_the_same_rules() -> None:
    assert lint(DIALECT) == []


def test_a_sentence_can_be_read_alone() -> None:
    for row in load_session_register(DIALECT).values():
        assert row.says[-1] in ".)", row.id
        assert not row.says.startswith(("It ", "They ", "So ", "The same")), row.id


@pytest.mark.parametrize("loads", [load_session_register, lifecycles.load_lifecycles])
def test_a_dialect_without_session_rules_is_an_error(loads: Any) -> None:
    with pytest.raises(UsageError, match=r"^no session rules for dialect 'openai-gb'; did you mean openai-ga\?$"):
        loads("openai-gb")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{**ROW, "level": "may"}], "d.yaml#/rows/0/level: 'may' is not one of ['must', 'should', 'free']"),
        ([{**ROW, "needs": ["luck"]}], "d.yaml#/rows/0/needs/0: 'luck' is not one of"),
        ([ROW, ROW], "d.yaml: a.b is given twice"),
    ],
)
def test_a_broken_register_is_told_in_one_line(rows: list[Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(yaml.safe_dump({"dialect": "d", "version": 1, "rows": rows}), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        sessions.read(path)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ({"rule": "a.b", "events": "session.updated"}, "l.yaml#/lifecycles/x/0: "),
        ({**STATEMENT, "same": "/a"}, "l.yaml#/lifecycles/x/0: "),
        ({**STATEMENT, "colour": 1}, "l.yaml#/lifecycles/x/0: "),
        ({**STATEMENT, "events": "Session Updated"}, "l.yaml#/lifecycles/x/0/events: "),
        ({**STATEMENT, "by": "turn"}, "l.yaml: no key is called 'turn'"),
    ],
)
def test_a_broken_statement_is_told_in_one_line(statement: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "l.yaml"
    document = {"keys": {"item": [["/item_id"]]}, "lifecycles": {"x": [statement]}}
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        lifecycles.read(path)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def damaged(name: str) -> tuple[Header, list[Frame]]:
    session = next(one for one in load_sessions(DIALECT) if name.startswith(f"{one.id}/"))
    return transcript(session, next(one for one in session.damages if one.id == name))


def rules(header: Header, frames: list[Frame]) -> set[str]:
    monitor = Monitor(header)
    return {finding.rule for frame in frames for finding in monitor.feed(frame)} | {one.rule for one in monitor.close()}


BOTH = (Side.CLIENT, Side.SERVER)
BLIND = [
    ("text-answer/no-session-created", {"connection": Connection.SIDEBAND}, "connection.session-created-first"),
    ("text-answer/no-session-created", {"connection": None}, "connection.session-created-first"),
    ("text-answer/starts-in-text", {"connection": Connection.WEBRTC}, "session.default-output"),
    ("push-to-talk/output-buffer-over-websocket", {"connection": None}, "output-buffer.webrtc-only"),
    ("text-answer/no-response-done", {"complete": False}, "response.done-once"),
    ("text-answer/create-without-an-answer", {"complete": False}, "item.create-acked"),
    ("voice-turns/turn-without-an-answer", {"complete": False}, "vad.create-response"),
    ("text-answer/updated-by-itself", {"sides": (Side.SERVER,)}, "session.updated-solicited"),
    ("tool-round/result-of-no-call", {"sides": (Side.CLIENT,)}, "call.client-output-known"),
    ("text-answer/event-id-twice", {"replaced": frozenset({Replaced.IDS})}, "event.id-unique"),
    ("text-answer/item-never-opened", {"replaced": frozenset({Replaced.IDS})}, "response.item-events"),
    ("short-voice/beyond-the-audio", {"replaced": frozenset({Replaced.AUDIO})}, "vad.times-within"),
    ("push-to-talk/client-cuts-too-much", {"replaced": frozenset({Replaced.AUDIO})}, "truncate.client-within"),
    ("push-to-talk/client-cuts-too-much", {"connection": Connection.WEBRTC}, "truncate.client-within"),
    ("push-to-talk/server-cuts-too-much", {"connection": Connection.SIDEBAND}, "truncate.too-long"),
    ("text-answer/lost-delta", {"replaced": frozenset({Replaced.TEXT})}, "response.concat-text"),
    ("text-answer/expiry-changes", {"replaced": frozenset({Replaced.TIMES})}, "session.expires-kept"),
]


@pytest.mark.parametrize(("name", "unknown", "rule"), BLIND, ids=[f"{rule}-{'-'.join(why)}" for _, why, rule in BLIND])
def test_a_rule_is_not_judged_where_the_recording_cannot_show_it(name: str, unknown: dict[str, Any], rule: str) -> None:
    header, frames = damaged(name)
    assert rule in rules(header, frames)
    assert rule not in rules(replace(header, **unknown), frames)


@pytest.mark.parametrize(
    ("name", "unknown", "rule"),
    [one for one in BLIND if "complete" not in one[1]],
    ids=[f"{rule}-{'-'.join(why)}" for _, why, rule in BLIND if "complete" not in why],
)
def test_a_rule_that_is_not_judged_is_named(name: str, unknown: dict[str, Any], rule: str) -> None:
    header, frames = damaged(name)
    monitor = Monitor(replace(header, **unknown))
    for frame in frames:
        monitor.feed(frame)
    assert rule in {one for rules in monitor.not_judged().values() for one in rules}


UNANSWERED = "text-answer/no-response-done"


def ended(name: str, *, after: float | None, by: Side = Side.CLIENT) -> set[str]:
    """What is found where the connection is closed so many seconds after the server's last event."""
    header, frames = damaged(name)
    frames = [frame for frame in frames if frame.is_message]
    if after is None:
        return rules(header, [replace(frame, t=None) for frame in frames])
    last = frames[-1]
    return rules(header, [*frames, Frame(last.number + 1, by, (last.t or 0.0) + after, close=(1000, ""))])


def test_what_has_not_come_is_missing_only_after_some_silence() -> None:
    """A client that hangs up in the middle of an answer accuses nobody."""
    assert "response.done-once" in ended(UNANSWERED, after=SILENCE)
    assert "response.done-once" not in ended(UNANSWERED, after=SILENCE - 0.1)
    assert "response.done-once" in ended(UNANSWERED, after=0.1, by=Side.SERVER)


def test_without_times_a_recording_is_as_complete_as_it_says() -> None:
    assert "response.done-once" in ended(UNANSWERED, after=None)


def test_a_session_that_others_drive_too_may_have_causes_that_are_not_recorded() -> None:
    header, frames = damaged("text-answer/response-from-nothing")
    assert "response.caused" in rules(header, frames)
    assert "response.caused" in rules(replace(header, connection=None), frames)
    assert "response.caused" not in rules(replace(header, connection=Connection.WEBRTC), frames)


def test_a_frame_that_was_not_kept_may_have_said_anything() -> None:
    """After it nothing is missing for sure; audio that was not kept says nothing but audio."""
    header, frames = damaged("text-answer/item-never-opened")
    for event_type, expected in (
        ("response.output_audio.delta", True),
        ("response.output_item.added", False),
        (None, False),
    ):
        lost = Frame(10, Side.SERVER, large=Large("text", 100_000, "0" * 64, event_type))
        assert ("response.item-events" in rules(header, [*frames[:9], lost, *frames[9:]])) is expected


def test_session_created_is_missing_where_the_recording_has_the_beginning() -> None:
    """One that was cut short has it, if it has the opening of the connection."""
    header, frames = damaged("text-answer/no-session-created")
    late = replace(header, complete=False)
    assert "connection.session-created-first" in rules(late, frames)
    assert "connection.session-created-first" not in rules(late, frames[1:])
    assert "connection.session-created-first" in rules(header, frames[1:])


def test_what_is_about_a_response_is_judged_once_its_beginning_was_recorded() -> None:
    """This holds wherever in the session the recording begins, and whether or not others drive the session, too."""
    header, frames = damaged("text-answer/item-never-opened")
    for begins, expected in ((8, True), (9, False)):
        for connection in (Connection.NEW, Connection.SIDEBAND):
            later = replace(header, connection=connection, complete=False)
            assert ("response.item-events" in rules(later, frames[begins:])) is expected


def test_an_item_is_that_of_a_create_with_its_id_wherever_the_recording_begins() -> None:
    late = Header(connection=Connection.SIDEBAND, sides=BOTH)
    for item_id, told in (("msg_1", True), ("msg_2", False)):
        create = Side.CLIENT, {"type": "conversation.item.create", "item": message("Hi", id="msg_1")}
        item = {"id": item_id, "status": "completed", **message("Ho")}
        added = (
            Side.SERVER,
            {"type": "conversation.item.added", "previous_item_id": None, "item": {**item, "id": item_id}},
        )
        assert ("item.content-kept" in rules(late, frames_of(create, added))) is told


def frames_of(*events: tuple[Side, dict[str, Any]]) -> list[Frame]:
    return [Frame(number, side, text=json.dumps(event)) for number, (side, event) in enumerate(events, start=1)]


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}], **more}


NEW = Header(connection=Connection.NEW, complete=True, sides=BOTH)
UNNAMED = {"type": "error", "event_id": "e3", "error": {"type": "invalid_request_error", "event_id": None}}


def test_an_error_that_names_nothing_may_have_refused_something_else() -> None:
    """The first create may have been refused, or the second, or neither: nobody knows which of them an item is."""
    added = message("one", id="b", status="completed")
    frames = frames_of(
        (Side.SERVER, {"type": "conversation.item.added", "event_id": "e1", "item": message("old", id="a")}),
        (Side.CLIENT, {"type": "conversation.item.create", "item": message("one")}),
        (Side.SERVER, UNNAMED),
        (Side.CLIENT, {"type": "conversation.item.create", "previous_item_id": "root", "item": message("two")}),
        (Side.SERVER, {"type": "conversation.item.added", "event_id": "e5", "previous_item_id": "a", "item": added}),
    )
    assert not rules(NEW, frames) & {"item.root", "item.insert", "item.previous-last", "item.content-kept"}


def test_a_commit_that_was_refused_leaves_the_buffer_as_it_was() -> None:
    audio = {"audio": {"input": {"turn_detection": None}}}
    frames = frames_of(
        (Side.SERVER, {"type": "session.updated", "event_id": "e1", "session": audio}),
        (Side.CLIENT, {"type": "input_audio_buffer.append", "audio": "AAAA"}),
        (Side.CLIENT, {"type": "input_audio_buffer.commit", "event_id": "c1"}),
        (Side.SERVER, {**UNNAMED, "error": {"type": "invalid_request_error", "event_id": "c1"}}),
        (Side.CLIENT, {"type": "input_audio_buffer.commit", "event_id": "c2"}),
        (Side.SERVER, {"type": "input_audio_buffer.committed", "event_id": "e6", "item_id": "item_1"}),
    )
    assert "buffer.commit-empty" not in rules(NEW, frames)
    assert "buffer.commit-empty" in rules(NEW, [*frames[:1], *frames[4:]])


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"invented","event_id":"c1"}',
        '{"type":"response.done","event_id":"c1"}',
        '{"type":7,"event_id":"c1"}',
        '{"event_id":"c1"}',
    ],
)
def test_an_error_may_name_a_frame_that_is_no_event_of_a_client(text: str) -> None:
    error = {**UNNAMED, "error": {"type": "invalid_request_error", "event_id": "c1"}}
    opened, answer = frames_of((Side.SERVER, {"type": "session.created", "event_id": "e1"}), (Side.SERVER, error))
    asked = Frame(2, Side.CLIENT, text=text)
    assert "error.event-id-known" not in rules(NEW, [opened, asked, replace(answer, number=3)])
    assert "error.event-id-known" in rules(NEW, [opened, replace(asked, text='{"type":"invented"}'), answer])


def test_the_end_of_an_unknown_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "l.yaml"
    document = {"keys": {"item": [["/item_id"]]}, "ends": {"turn": "session.updated"}, "lifecycles": {"x": [STATEMENT]}}
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(UsageError, match=r"l\.yaml#/ends: no key is called 'turn'"):
        lifecycles.read(path)


def done(text: str, number: int) -> tuple[Side, dict[str, Any]]:
    item = message(text, id="a", status="completed")
    return Side.SERVER, {"type": "conversation.item.done", "event_id": f"e{number}", "item": item}


def test_the_id_of_a_deleted_item_may_be_that_of_another() -> None:
    deleted = {"type": "conversation.item.deleted", "event_id": "e2", "item_id": "a"}
    rule = "response.conversation-item-done"
    assert rule in rules(NEW, frames_of(done("one", 1), done("two", 3)))
    assert rule not in rules(NEW, frames_of(done("one", 1), (Side.SERVER, deleted), done("two", 3)))
    assert rule in rules(NEW, frames_of((Side.SERVER, deleted), done("one", 3), done("two", 4)))
