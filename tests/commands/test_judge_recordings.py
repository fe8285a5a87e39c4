"""``judge`` answers once for each frame of a recording, whatever form it has."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import Call, answered

from conformance.session.readers import open_transcript, read

EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("client", {"type": "session.update", "session": {"type": "transcription", "tools": []}}),
    ("server", {"type": "input_audio_buffer.cleared", "event_id": "event_1"}),
    ("client", {"type": "response.cancel"}),
]
ANSWERS = [("client", "fail"), ("server", "pass"), ("client", "pass")]
MESSAGES = [
    {"type": "send" if side == "client" else "receive", "time": 1.0, "opcode": 1, "data": json.dumps(event)}
    for side, event in EVENTS
]
HAR = {"log": {"entries": [{"request": {"url": "wss://h/v1/realtime"}, "_webSocketMessages": MESSAGES}]}}
ARROWS = [f"{'>' if side == 'client' else '<'} {json.dumps(event)}" for side, event in EVENTS]
TRANSCRIPT = [
    {"transcript": 1, "dialect": "openai-ga", "complete": True},
    {"t": 0, "from": "client", "open": {"headers": {}}},
    *({"t": 1, "from": side, "text": json.dumps(event)} for side, event in EVENTS),
    {"t": 2, "from": "server", "close": {"code": 1000, "reason": ""}},
]
FORMS = {
    "session.har": json.dumps(HAR),
    "pretty.har": json.dumps(HAR, indent=2),
    "cassette.yaml": yaml.safe_dump(
        {"interactions": [{"direction": side, "data": json.dumps(one)} for side, one in EVENTS]}
    ),
    "wscat.log": "\n".join(["Connected (press CTRL+C to quit)", "", *ARROWS, "Disconnected (code: 1000)"]),
    "stamped.log": "\n".join(f"[12:00:0{second}] {line}" for second, line in enumerate(ARROWS)),
    "words.log": "\n".join(f"INFO app - {side} wrote {json.dumps(event)}" for side, event in EVENTS),
    "words-pretty.log": "\n".join(f"ready\n{side} wrote {json.dumps(event, indent=2)}" for side, event in EVENTS),
    "repr.log": "\n".join(f"{event!r}" for _, event in EVENTS),
    "records.jsonl": "\n".join(json.dumps({"level": 30, "who": side, "what": event}) for side, event in EVENTS),
    "message.jsonl": "\n".join(json.dumps({"from": side, "message": json.dumps(event)}) for side, event in EVENTS),
    "session.jsonl": "\n".join(map(json.dumps, TRANSCRIPT)),
    "rows.jsonl": "\n".join(json.dumps([side, 1.5, one]) for side, one in EVENTS),
    "har-lines.jsonl": "\n".join(map(json.dumps, MESSAGES)),
    "with-mark.har": f"\ufeff{json.dumps(HAR)}",
    "handler.jsonl": "\n".join(json.dumps({"type": "message", "data": json.dumps(one)}) for _, one in EVENTS),
    "list.json": json.dumps(
        [
            {"type": "message", "message": json.dumps(one), "direction": "OUTGOING" if side == "client" else "INCOMING"}
            for side, one in EVENTS
        ]
    ),
    "log.jsonl": "\n".join(json.dumps({"type": "log", "message": one}) for _, one in EVENTS),
    "kind.jsonl": "\n".join(json.dumps({"type": "realtime", "sender": side, "data": one}) for side, one in EVENTS),
    "named.jsonl": "\n".join(json.dumps({"type": "openai.event", "event": one}) for _, one in EVENTS),
    "incoming.jsonl": "\n".join(
        json.dumps({"type": "outgoing" if side == "client" else "incoming", "payload": one}) for side, one in EVENTS
    ),
    "fields-before.log": "\n".join(f'{{"level":"debug"}} {json.dumps(one)}' for _, one in EVENTS),
    "fields-and-words-before.log": "\n".join(f'{{"level":"debug"}} wrote {json.dumps(one)}' for _, one in EVENTS),
    "several-on-a-line.jsonl": " ".join(json.dumps(one) for _, one in EVENTS),
    "several-after-words.log": "wrote " + ", ".join(json.dumps(one) for _, one in EVENTS),
    "commas.jsonl": "// a log\n" + "".join(f"{json.dumps(one)},\n" for _, one in EVENTS),
    "array.js": "const log = [\n" + ",\n".join(json.dumps(one) for _, one in EVENTS) + "\n];\n",
    "fences.md": "# What came\n\n"
    + "\n\nand then\n\n".join(f"```json\n{json.dumps(one, indent=2)}\n```" for _, one in EVENTS),
    "inline-fences.md": "So:\n\n" + "\n".join(f"~~~\n{json.dumps(one)}\n~~~" for _, one in EVENTS),
    "times-above.log": "\n".join(f"09:30:00 SEND\n{json.dumps(one, indent=2)}" for _, one in EVENTS),
}


def said(answers: list[dict[str, Any]]) -> list[tuple[str | None, str]]:
    return [(one.get("direction"), one["verdict"]) for one in answers]


@pytest.mark.parametrize("name", FORMS)
def test_every_frame_has_one_answer(name: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FORMS[name])
    ran = call("judge", str(tmp_path / name))
    assert (ran.returncode, ran.stderr) == (1, "")
    answers = answered(ran.stdout)
    assert said(answers) == ANSWERS
    assert answers[0]["findings"][0]["at"] == "/session/tools"


@pytest.mark.parametrize("name", FORMS)
def test_lint_reads_what_judge_reads(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FORMS[name])
    with open_transcript(tmp_path / name) as transcript:
        assert [json.loads(frame.text) for frame in transcript.frames if frame.text] == [one for _, one in EVENTS]


@pytest.mark.parametrize(
    "inside",
    [
        {"item": {"type": "message"}, "error": {"type": "error", "message": "no"}},
        {"data": {"type": "another.new"}, "text": "Hi"},
        {"event": {"type": "message"}, "message": '{"type": "function"}'},
        {"event": "response.cancel", "content": [{"type": "response.cancel"}]},
    ],
)
def test_an_unknown_event_is_no_record_of_another(inside: dict[str, Any], call: Call) -> None:
    event = {"type": "session.new", "event_id": "e1", **inside}
    (answer,) = answered(call("judge", stdin=json.dumps(event)).stdout)
    assert (answer["event"], answer["verdict"]) == ("session.new", "tolerated")
    (frame,) = read(io.StringIO(json.dumps(event))).frames
    assert json.loads(frame.text or "") == event


@pytest.mark.parametrize("after", ["}", "]", " x", ',"a"', '"'])
def test_an_event_with_something_after_it_is_not_json(after: str, call: Call) -> None:
    (answer,) = answered(call("judge", stdin=json.dumps(EVENTS[2][1]) + after).stdout)
    assert [one["rule"] for one in answer["findings"]] == ["invalid-json"]


def test_a_frame_that_is_cut_off_or_binary_is_a_finding_of_its_own(call: Call) -> None:
    log = [ARROWS[2], '< {"type":"response.do', json.dumps({"from": "client", "bytes": "AAAA"}), ARROWS[1]]
    answers = answered(call("judge", stdin="\n".join(log)).stdout)
    assert [(one["line"], one["verdict"]) for one in answers] == [(1, "pass"), (2, "fail"), (3, "fail"), (4, "pass")]
    assert [one["findings"][0]["got"] for one in answers[1:3]] == [
        "a frame that is cut off",
        "a binary frame",
    ]


def test_of_a_list_for_each_side_every_frame_is_judged(call: Call) -> None:
    sides = {name: [event for side, event in EVENTS if side == name] for name in ("client", "server")}
    ran = call("judge", stdin=json.dumps(sides))
    assert (said(answered(ran.stdout)), ran.stderr) == ([ANSWERS[0], ANSWERS[2], ANSWERS[1]], "")


OF_OTHERS = [
    {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [{"delta": {"content": "Hi"}}]},
    {"level": "info", "msg": "started", "port": 8080},
]


def test_objects_of_other_services_are_passed_over_and_told_as_lint_does(call: Call) -> None:
    text = "\n".join(map(json.dumps, [*OF_OTHERS, EVENTS[2][1], *OF_OTHERS]))
    ran = call("judge", stdin=text)
    assert [(one["line"], one["verdict"]) for one in answered(ran.stdout)] == [(3, "pass")]
    assert ran.stderr == "realtime-conformance: passed over: lines 1, 2, 4, 5 (no frame of a session)\n"
    read_by_lint = read(io.StringIO(text))
    assert [frame.text for frame in read_by_lint.frames] == [json.dumps(EVENTS[2][1])]
    assert [(one.where, one.why) for one in read_by_lint.notes] == [
        (at, "no frame of a session") for at in (1, 2, 4, 5)
    ]


def test_where_all_is_of_another_service_nothing_is_judged(call: Call) -> None:
    ran = call("judge", stdin=json.dumps(OF_OTHERS[0]))
    assert (ran.returncode, ran.stdout) == (5, "")
    assert ran.stderr == "realtime-conformance: passed over: line 1 (no frame of a session)\n"


@pytest.mark.parametrize("lost", [{"event_id": "e1", "response": {}}, {"session": {}}, {"error": {"message": "no"}}])
def test_an_event_that_has_lost_its_type_is_a_finding(lost: dict[str, Any], call: Call) -> None:
    (answer,) = answered(call("judge", stdin=json.dumps(lost)).stdout)
    assert [one["rule"] for one in answer["findings"]] == ["missing-tag"]


@pytest.mark.parametrize("last", ["none here\n", "none here {\n", "{\n"])
def test_in_what_is_no_log_every_line_is_answered(last: str, call: Call) -> None:
    answers = answered(call("judge", stdin=f"no frame {{\n{json.dumps(EVENTS[2][1])}\n{last}").stdout)
    assert [(one["line"], one["verdict"]) for one in answers] == [(1, "fail"), (2, "pass"), (3, "fail")]


@pytest.mark.parametrize(
    ("name", "text", "got"),
    [
        ("empty.har", '{"log": {"entries": []}}', "a document without any"),
        ("other.yaml", "a: [1, 2]", "a document without any"),
        ("broken.yaml", "a: [1", "not YAML: "),
    ],
)
def test_a_document_without_frames_is_one_finding(name: str, text: str, got: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    ran = call("judge", str(tmp_path / name))
    (answer,) = answered(ran.stdout)
    assert (ran.returncode, answer["verdict"]) == (1, "fail")
    (finding,) = answer["findings"]
    assert finding["got"].startswith(got)
    assert "union" not in finding.get("requirement", "")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"log": {"entries": [{"_webSocketMessages": [{"type": "receive", "data": "{}"}]}, HAR]}}),
        json.dumps({"other": [{"direction": "server", "data": "{}"}], "client": [one for _, one in EVENTS]}),
    ],
)
def test_of_several_connections_that_of_the_realtime_api_is_judged_and_the_other_told(text: str, call: Call) -> None:
    ran = call("judge", stdin=text)
    assert [one["verdict"] for one in answered(ran.stdout)] == [verdict for _, verdict in ANSWERS]
    assert ran.stderr.startswith("realtime-conformance: passed over: /")
    assert ran.stderr.count("\n") == 1
