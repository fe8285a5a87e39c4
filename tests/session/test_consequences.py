"""What follows from a fault is not told beside it, and what does not is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session.lint import lint
from conformance.session.monitor import Monitor
from conformance.session.readers import Transcript
from tests.session.golden import load_sessions, transcript
from tests.session.test_unusual_sessions import NEW, Said, asked, broken, client, created, frames_of, response, server

SESSIONS = {one.id: one for one in load_sessions("openai-ga")}
REGISTER = load_session_register("openai-ga")
Change = Callable[[dict[str, Any]], Any]


def told(session: str, changes: dict[int, Change | None]) -> list[tuple[str, int]]:
    """What binds in a golden session some of whose events were changed, or lost: the rules and the frames."""
    header, frames = transcript(SESSIONS[session])
    for number, change in changes.items():
        if change is not None:
            event = json.loads(frames[number - 1].text or "")
            change(event)
            frames[number - 1] = replace(frames[number - 1], text=json.dumps(event))
    kept = [one for one in frames if changes.get(one.number, True) is not None]
    linted = lint(Transcript(header, iter(kept)))
    return [(one.rule, one.frame) for one in linted.findings if REGISTER[one.rule].level is not Level.FREE]


def put(path: str, value: Any) -> Change:
    def change(event: dict[str, Any]) -> None:
        *outer, last = path.split("/")
        inner: Any = event
        for name in outer:
            inner = inner[int(name)] if isinstance(inner, list) else inner[name]
        inner[last] = value

    return change


@pytest.mark.parametrize(
    ("session", "number", "change", "rule"),
    [
        ("text-answer", 2, put("session/audio/input/format/rate", None), "event.shape"),
        ("text-answer", 9, put("response/metadata", "many"), "event.shape"),
        ("text-answer", 18, put("item/content/0/text", None), "event.shape"),
        ("text-answer", 19, put("item/content/0/text", "Lyon."), "response.item-done-content"),
        ("text-answer", 12, put("response_id", "resp_9"), "response.created-first"),
        ("text-answer", 13, put("content_index", 1), "response.part-added"),
        ("text-answer", 13, put("item_id", "item_9"), "response.item-events"),
        ("text-answer", 17, put("content_index", None), "event.shape"),
        ("tool-round", 25, put("item/id", "item_9"), "response.item-events"),
        ("tool-round", 21, put("delta", None), "event.shape"),
    ],
)
def test_one_wrong_value_is_told_once_where_it_is(session: str, number: int, change: Change, rule: str) -> None:
    assert told(session, {number: change}) == [(rule, number)]


def test_an_event_that_went_astray_explains_one_that_is_missing_and_no_other() -> None:
    astray = put("item_id", "item_9")
    assert told("text-answer", {16: astray}) == [("response.item-events", 16)]
    # The second answer has lost the same event.
    assert told("text-answer", {16: astray, 32: None}) == [("response.item-events", 16), ("response.stream-done", 33)]


@pytest.mark.parametrize(
    ("session", "changes", "found"),
    [
        # What begins under a wrong index or id.
        ("text-answer", {12: put("content_index", 1)}, [("response.part-added", 12)]),
        ("text-answer", {12: put("item_id", "item_9")}, [("response.item-events", 12)]),
        ("text-answer", {10: put("response_id", "resp_9")}, [("response.created-first", 10)]),
        ("voice-turns", {35: put("item_id", "item_9")}, [("vad.item-id", 35)]),
        # What was lost, and what comes after it.
        ("text-answer", {9: None}, [("response.created-first", 10)]),
        ("text-answer", {6: None}, [("item.create-acked", 5)]),
        ("text-answer", {11: None}, [("response.item-in-conversation", 19)]),
        (
            "text-answer",
            {11: put("item/id", "x")},
            [("response.item-in-conversation", 19)],
        ),
        ("voice-turns", {11: None}, [("vad.stopped-commits", 10)]),
        ("text-answer", {20: put("response/id", "resp_9")}, [("response.created-first", 20)]),
        # What is told only later.
        ("text-answer", {10: put("item/id", "x")}, [("response.item-events", 12)]),
        ("text-answer", {20: None}, [("response.one-active", 26), ("response.done-once", 9)]),
        # What contradicts the request.
        ("text-answer", {26: put("response/conversation_id", None)}, [("response.caused", 26)]),
        ("text-answer", {6: put("item/role", "assistant")}, [("item.content-kept", 6)]),
        # Settings at another place of an earlier event.
        ("tool-round", {4: put("session/tools", [])}, [("session.updated-effective", 4)]),
        # An error that names nothing.
        ("conversation-edits", {20: put("error/event_id", "nobody")}, [("error.event-id-known", 20)]),
    ],
)
def test_what_follows_is_not_told_beside_it(
    session: str, changes: dict[int, Change | None], found: list[tuple[str, int]]
) -> None:
    assert told(session, changes) == found


def test_a_second_fault_is_told_beside_the_first() -> None:
    first, second = put("session/audio/input/format/rate", None), put("session/instructions", "Be rude.")
    assert told("text-answer", {2: first, 4: second}) == [("event.shape", 2), ("session.updated-effective", 4)]
    differs = put("item/content/0/text", "Lyon.")
    both = {19: differs, 20: put("response/output/0/status", "incomplete")}
    assert ("response.done-output", 20) in told("text-answer", both)


def test_what_must_be_kept_is_not_left_out_for_what_should_be() -> None:
    assert [rule for rule, _ in told("text-answer", {19: put("item/status", "incomplete")})] == [
        "response.conversation-item-done",
        "response.done-output",
    ]


def test_a_request_that_was_passed_by_is_told_once() -> None:
    lost = told("conversation-edits", {5: None, 6: None})
    assert [rule for rule, _ in lost].count("item.create-order") == 1
    once = [asked(), asked(), response("r1"), response("r1", event="response.done"), asked()]
    monitor = Monitor(NEW, shapes=False)
    found = [one for frame in frames_of(created(), *once) for one in monitor.feed(frame)]
    assert [one.frame for one in found if one.rule == "response.client-one-active"] == [3]


@pytest.mark.parametrize(
    ("number", "path", "at"),
    [
        (18, "item/content/0/text", "/item/content/0/text"),
        (20, "response/output/0/content/0/text", "/response/output/0/content/0/text"),
    ],
)
def test_of_an_item_the_place_is_told_that_differs(number: int, path: str, at: str) -> None:
    header, frames = transcript(SESSIONS["text-answer"])
    event = json.loads(frames[number - 1].text or "")
    put(path, "Lyon.")(event)
    frames[number - 1] = replace(frames[number - 1], text=json.dumps(event))
    [one] = [
        one for one in lint(Transcript(header, iter(frames))).findings if REGISTER[one.rule].level is not Level.FREE
    ]
    assert (one.at, {one.expected, one.got}) == (at, {'"Lyon."', '"The capital of France is Paris."'})


def test_an_answer_that_comes_again_is_not_said_to_come_without_a_request() -> None:
    answer = server("session.updated", session={"type": "realtime", "id": "sess_1", "model": "m"})
    unasked = "session.updated comes without session.update before it"
    again = "session.updated comes although the session.update of frame 2 has its answer already"
    update = client("session.update", session={"type": "realtime"})
    assert broken(frames_of(created(), answer))["session.updated-solicited"] == unasked
    assert broken(frames_of(created(), update, answer, answer))["session.updated-solicited"] == again


def test_a_response_without_its_end_is_in_the_way_of_the_next_one_alone() -> None:
    def answer(name: str) -> list[Said]:
        item = {"id": f"item_{name}", "type": "message", "role": "assistant"}
        place = {"response_id": name, "output_index": 0, "item": item}
        opened, closed = server("response.output_item.added", **place), server("response.output_item.done", **place)
        return [asked(), response(name), opened, closed]

    monitor = Monitor(NEW, shapes=False)
    frames = frames_of(created(), *answer("r1"), *answer("r2"), response("r2", event="response.done"), *answer("r3"))
    found = [one for frame in frames for one in monitor.feed(frame)]
    assert [one.frame for one in found if one.rule == "response.one-active"] == [7]


def test_a_result_comes_back_for_the_call_that_it_is_about() -> None:
    def result(call: str) -> dict[str, Any]:
        return {"type": "function_call_output", "call_id": call, "output": "1"}

    creates = [client("conversation.item.create", item=result(call)) for call in ("call_1", "call_2")]
    added = server("conversation.item.added", previous_item_id=None, item={"id": "item_1", **result("call_2")})
    assert "item.content-kept" not in broken(frames_of(created(), *creates, added))


def test_an_event_of_a_response_before_the_recording_is_not_said_to_be_of_nothing() -> None:
    part = server("response.content_part.added", response_id="r1", item_id="item_1", output_index=0, content_index=0)
    late = replace(NEW, connection=None, complete=False)
    assert "response.item-events" not in broken(frames_of(response("r2"), part), late)
    assert "response.item-events" in broken(frames_of(response("r1"), part), late)
