"""``judge``: one answer for each line, by who wrote it, with everything that is wrong, whatever else the file holds."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_line import PROGRAM, Call, answered, environment, lines, run

from conformance.adapters import REGISTRY
from conformance.commands.judge import _implementations
from conformance.spec import load_dialect

CANCEL = {"type": "response.cancel"}
CLEARED = {"type": "input_audio_buffer.cleared", "event_id": "event_1"}
TEXT_DONE = {
    **{"type": "response.output_text.done", "response_id": "resp_1", "item_id": "item_1"},
    **{"output_index": 0, "content_index": 0, "text": "Hi"},
}
TRUNCATE = {"type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0, "audio_end_ms": 1500}
TOOLS_IN_TRANSCRIPTION = {"type": "session.update", "session": {"type": "transcription", "tools": []}}
RESPONSE = {"id": "resp_1", "status": "completed"}


@pytest.fixture
def judge(call: Call) -> Any:
    """The answers to records, each on a line of its own, or to a text."""

    def judge(*given: Any, text: str | bytes | None = None, code: int | None = None) -> list[dict[str, Any]]:
        ran = call("judge", stdin=lines(*given) if text is None else text)
        assert ran.stderr == ""
        if code is not None:
            assert ran.returncode == code
        return answered(ran.stdout)

    return judge


def verdicts(answers: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(one["line"], one["verdict"]) for one in answers]


def places(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["rule"], one["at"]) for one in answer["findings"]]


# What is said of a frame


def test_an_answer_says_what_is_wrong_where_and_how_binding_that_is(judge: Any) -> None:
    (answer,) = judge(TOOLS_IN_TRANSCRIPTION, code=1)
    assert answer == {
        "line": 1,
        "dialect": "openai-ga",
        "event": "session.update",
        "direction": "client",
        "type": "RealtimeClientEventSessionUpdate",
        "expectation": {
            "expect": "accept",
            "canonical_text": '{"type":"session.update","session":{"type":"transcription"}}',
            "drops": ["/session/tools"],
        },
        "verdict": "fail",
        "findings": [
            {
                "rule": "unknown-member",
                "at": "/session/tools",
                "expected": "no such member",
                "got": "[]",
                "hint": 'belongs to a session whose type is "realtime"',
                "says": '/session/tools: no such member; belongs to a session whose type is "realtime"',
                "requirement": "encode.nothing-invented",
                "level": "must",
            }
        ],
    }


def test_every_violation_is_told(judge: Any) -> None:
    (answer,) = judge({"type": "response.output_text.delta", "delta": 3})
    assert len(answer["findings"]) == 6
    assert answer["findings"][-1]["says"] == "/delta: expected a string, got 3"
    assert answer["expectation"] == {"expect": "reject", "breaks": "missing-member", "at": "/event_id"}


@pytest.mark.parametrize(
    ("frame", "verdict"),
    [
        (CLEARED, "pass"),
        ({**CLEARED, "latency": 12}, "tolerated"),
        ({"type": "RealtimeResponse", "payload": {**RESPONSE, "id": "0b9d5c2e"}}, "beyond"),
        ({**CLEARED, "event_id": 7}, "fail"),
        ({**TRUNCATE, "audio_end_ms": -1}, "free"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_legal_tolerated_beyond_wrong_and_open_are_five_words(judge: Any, frame: Any, verdict: str) -> None:
    (answer,) = judge(frame, code=int(verdict == "fail"))
    assert answer["verdict"] == verdict


def test_a_session_is_judged_by_its_own_kind(judge: Any) -> None:
    session = {"id": "sess_1", "type": "translation", "expires_at": 1, "model": "m", "include": None}
    session |= {"audio": {"input": {}, "output": {}}}
    created = {"type": "session.created", "event_id": "event_1", "session": session}
    (answer,) = judge(created, code=0)
    assert answer["type"] == "RealtimeTranslationServerEventSessionCreated"
    assert (answer["verdict"], answer["expectation"]["drops"]) == ("tolerated", ["/session/include"])


def test_a_retired_event_is_answered_with_its_generation(judge: Any) -> None:
    (answer,) = judge({"type": "response.audio.delta", "event_id": "event_1", "delta": "AAAA"}, code=0)
    assert (answer["verdict"], answer["generation"]) == ("tolerated", "openai-beta")
    assert answer["findings"][0]["hint"] == "did you mean response.output_audio.delta?"


# Who wrote it


@pytest.mark.parametrize("side", ["server", "received"])
@pytest.mark.parametrize(("direction", "frame"), [("direction", "event"), ("from", "data")])
def test_an_event_of_the_client_is_not_the_servers(judge: Any, side: str, direction: str, frame: str) -> None:
    (answer,) = judge({direction: side, frame: {"type": "response.create"}}, code=1)
    assert answer["direction"] == "server"
    assert places(answer) == [("other-sides-event", "/type")]


@pytest.mark.parametrize(("side", "verdict"), [("client", "fail"), ("server", "tolerated")])
def test_an_unknown_event_is_refused_of_a_client_and_tolerated_of_a_server(judge: Any, side: str, verdict: str) -> None:
    (answer,) = judge({"direction": side, "event": {"type": "ping", "at": 1}})
    assert (answer["verdict"], answer["direction"]) == (verdict, side)


def test_the_text_of_a_recorded_frame_is_judged_as_it_was(judge: Any) -> None:
    text = '{"type":"response.cancel","response_id":1,"response_id":"resp_1"}'
    (answer,) = judge({"from": "client", "text": text}, code=0)
    assert answer["expectation"] == {"expect": "free", "open": "duplicate-member"}


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ('{"type": "error", "event_id": "\\ud800"}', "lone-surrogate"),
        ('{"type": "response.cancel", "event_id": "a", "event_id": "b"}', "duplicate-member"),
        (
            '{"type": "conversation.item.truncate", "item_id": "i", "content_index": 0.0, "audio_end_ms": 1}',
            "number-form",
        ),
    ],
)
def test_a_recorded_frame_is_judged_as_it_is_spelt(judge: Any, event: str, why: str) -> None:
    for text in (f'{{"direction": "client", "event" :{event} }}', f'[{{"from": "client", "data": {event}, "t": 1}}]'):
        (answer,) = judge(text=text, code=0)
        assert answer["expectation"] == {"expect": "free", "open": why}


# What is read


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(CANCEL),
        json.dumps(CANCEL, indent=2),
        json.dumps([CANCEL]),
        json.dumps([CANCEL], indent=2),
        json.dumps({"type": "response.cancel", "payload": CANCEL}),
        json.dumps({"type": "response.cancel", "text": json.dumps(CANCEL)}),
        json.dumps({"type": "RealtimeClientEvent", "text": json.dumps(CANCEL)}),
        json.dumps({"payload": CANCEL}),
        json.dumps({"direction": "sent", "data": json.dumps(CANCEL)}, indent=1),
    ],
)
def test_every_form_is_read(judge: Any, text: str) -> None:
    (answer,) = judge(text=text, code=0)
    assert answer["verdict"] == "pass"


def test_a_frame_with_a_text_of_its_own_is_no_payload_beside_its_type(judge: Any) -> None:
    whole = judge(TEXT_DONE, {**TEXT_DONE, "text": "{}"})
    assert [places(answer) for answer in whole] == [[("missing-member", "/event_id")]] * 2
    (bare,) = judge({"type": "response.output_text.done", "text": "Hi"})
    assert ("missing-member", "/event_id") in places(bare)


def test_each_frame_of_an_array_has_its_line_and_its_place(judge: Any) -> None:
    answers = judge(text=f"[{json.dumps(CANCEL)},\n\n {json.dumps(CLEARED)}]\n{json.dumps(CANCEL)}\n", code=0)
    assert [(one["line"], one.get("item")) for one in answers] == [(1, 0), (3, 1), (4, None)]


BROKEN = [
    ('{"type": "x', "invalid-json", ""),
    ('{"type": "x",', "invalid-json", ""),
    ("[1, 2", "invalid-json", ""),
    ("[" * 100_000, "invalid-json", ""),
    ('{"direction": "server", "event": ' + '{"a":' * 985 + "1" + "}" * 986, "invalid-json", ""),
    ("12", "wrong-type", ""),
    ("[]", "wrong-type", ""),
    ("{}", "missing-tag", "/type"),
    ('{"type": "RealtimeRespons", "text": "{}"}', "unknown-tag", "/type"),
    ('{"type": "response.cancel", "text": "{}", "payload": {}}', "no-variant", ""),
]


@pytest.mark.parametrize(("line", "rule", "at"), BROKEN, ids=[line[:20] for line, *_ in BROKEN])
def test_a_line_that_is_no_frame_is_a_finding_and_ends_nothing(judge: Any, line: str, rule: str, at: str) -> None:
    before, broken, after = judge(text=f"{json.dumps(CANCEL)}\n{line}\n{json.dumps(CLEARED)}\n", code=1)
    assert verdicts([before, broken, after]) == [(1, "pass"), (2, "fail"), (3, "pass")]
    assert places(broken) == [(rule, at)]


def test_a_line_that_is_not_utf8_is_a_finding_and_ends_nothing(judge: Any) -> None:
    answers = judge(text=b'{"type": "\xff"}\n' + json.dumps(CANCEL).encode(), code=1)
    assert verdicts(answers) == [(1, "fail"), (2, "pass")]
    assert answers[0]["findings"][0]["says"] == "not JSON: not UTF-8: invalid start byte at byte 10"


def test_a_type_of_another_dialect_is_answered_with_the_dialect(judge: Any) -> None:
    (answer,) = judge({"type": "RealtimeResponseUsage", "text": "{}"}, code=1)
    assert answer["findings"][0]["hint"] == "--dialect=async-openai has it"


def test_judge_of_nothing_is_no_success(call: Call) -> None:
    ran = call("judge", stdin=b"\n")
    assert ran.returncode == 5
    assert ran.stderr == "realtime-conformance: nothing was judged: standard input has no frame\n"


@pytest.mark.parametrize("given", [lines(CANCEL, CANCEL), '{"type": "response.cancel",\n' + lines(CANCEL)])
def test_judge_answers_each_line_before_the_input_ends(given: str) -> None:
    with subprocess.Popen(
        [PROGRAM, "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(given.encode())
        running.stdin.flush()
        answers = b""
        while answers.count(b"\n") < 2:
            ready, _, _ = select.select([running.stdout], [], [], 60)
            assert ready, "nothing comes before the input ends"
            answers += os.read(running.stdout.fileno(), 10_000)
        running.stdin.close()
        running.wait(timeout=60)
    assert [one["line"] for one in answered(answers.decode())] == [1, 2]


def in_a_terminal(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code of a command, and what a terminal shows of it."""
    ours, theirs = pty.openpty()
    ran = subprocess.run([PROGRAM, *arguments], cwd=folder, stdout=theirs, env=environment(), check=False)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode().replace("\r\n", "\n")
    os.close(ours)
    return ran.returncode, shown


def test_a_terminal_gets_words_as_the_page_shows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")  # in a narrower one, lines are broken between words
    page = Path(__file__).parents[2].joinpath("docs/judge.md").read_text(encoding="utf-8")
    frames, words = (
        page.partition(f"```{fence}\n")[2].partition("```")[0] for fence in ("json file=frames.jsonl", "text")
    )
    (tmp_path / "frames.jsonl").write_text(frames)
    words = re.sub(r"openai-ga \d+", f"openai-ga {load_dialect('openai-ga').version}", words, count=1)
    assert in_a_terminal(tmp_path, "judge", "frames.jsonl") == (1, words)
    code, shown = in_a_terminal(tmp_path, "judge", "frames.jsonl", "--json")
    assert (code, len(answered(shown))) == (1, 4)


# Implementations


DROPS_STATUS = """
import json


def roundtrip(type, text):
    if type != "RealtimeServerEventResponseDone":
        raise NotImplementedError(type)
    value = json.loads(text)
    del value["response"]["status"]
    return json.dumps(value)
"""


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A folder with a codec that drops the status of a response, and a recorded ``response.done``."""
    (tmp_path / "drops.py").write_text(DROPS_STATUS)
    response = {"id": "0b9d5c2e-6b8f-4f0e-9a51-3f1d2c4b5a69", "status": "completed"}
    event = {"type": "response.done", "event_id": "event_1", "response": response}
    (tmp_path / "done.jsonl").write_text(lines(event, CANCEL))
    return tmp_path


def test_an_implementation_answers_with_its_outcome_and_every_check(done: Path) -> None:
    ran = run("judge", "done.jsonl", "--impl=drops", cwd=done)
    first, second = answered(ran.stdout)
    (answer,), (unknown,) = first["implementations"], second["implementations"]
    assert (answer["impl"], answer["outcome"]["kind"], answer["verdict"]) == ("drops", "ok", "fail")
    assert {"check": "round-trip", "at": "/response/status", "expected": '"completed"', "actual": None} in answer[
        "differences"
    ]
    assert (unknown["outcome"]["kind"], unknown["verdict"]) == ("unsupported", "unsupported")


def test_beyond_a_limit_only_a_refusal_is_less_binding(done: Path) -> None:
    ran = run("judge", "done.jsonl", "--impl=drops", cwd=done)
    (answer,) = answered(ran.stdout)[0]["implementations"]
    assert ran.returncode == 1
    assert answered(ran.stdout)[0]["verdict"] == "beyond"
    assert {one["check"]: (one["level"], one["status"]) for one in answer["checks"]} == {
        "accepts": ("should", "pass"),
        "round-trip": ("must", "fail"),
        "canonical": ("must", "fail"),
        "idempotent": ("must", "fail"),
    }
    (done / "refuses.py").write_text(DROPS_STATUS.replace("value = ", 'raise ValueError("no such id")\n    value = '))
    ran = run("judge", "done.jsonl", "--impl=refuses", cwd=done)
    (answer,) = answered(ran.stdout)[0]["implementations"]
    assert answer["verdict"] == "pass"
    assert {one["level"] for one in answer["checks"]} == {"should"}


def test_implementations_are_compared_side_by_side(done: Path) -> None:
    ran = run("judge", "done.jsonl", "--impl=reference,drops", "--impl=reference", cwd=done)
    assert ran.returncode == 1
    first, second = answered(ran.stdout)
    assert [(one["impl"], one["verdict"]) for one in first["implementations"]] == [
        ("reference", "pass"),
        ("drops", "fail"),
    ]
    assert [one["verdict"] for one in second["implementations"]] == ["pass", "unsupported"]


def test_a_terminal_gets_a_line_for_each_implementation(done: Path) -> None:
    code, shown = in_a_terminal(done, "judge", "done.jsonl", "--impl=reference,drops")
    first, second = [
        line.split(maxsplit=3) for line in shown.splitlines() if line.startswith("  r") or "drops" in line
    ][:2]
    assert code == 1
    assert (first[0], first[2]) == ("reference", "pass")
    assert (second[0], second[2], second[3]) == ("drops", "fail", "round-trip (must): /response/status is dropped")


def test_all_are_the_built_in_ones_that_can_run_here() -> None:
    found = _implementations(["all", "stdio:node a,b.js", "mine, reference"], "openai-ga")
    named = {name for name, named in found.items() if named}
    assert named == {"stdio:node a,b.js", "mine", "reference"}
    assert set(found) - named <= set(REGISTRY)
    assert "openai-python" in found


def test_where_no_implementation_has_the_type_nothing_was_judged(done: Path) -> None:
    (done / "cancel.jsonl").write_text(lines(CANCEL))
    assert run("judge", "cancel.jsonl", "--impl=drops", cwd=done).returncode == 5


def test_judge_with_the_reference_passes_the_legal_and_the_illegal_payload(call: Call) -> None:
    ran = call("judge", "--impl=reference", stdin=lines(CLEARED, {**CLEARED, "event_id": 7}))
    assert ran.returncode == 0, ran.stderr
    outcomes = [record["implementations"][0]["outcome"]["kind"] for record in answered(ran.stdout)]
    assert outcomes == ["ok", "rejected"]
