"""`session lint` and `session convert`, as a user runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.session.transcript import Writer
from tests.session.golden import load_sessions, transcript

SESSIONS = {session.id: session for session in load_sessions("openai-ga")}


def file_of(name: str, folder: Path) -> Path:
    """The golden session, or its damaged twin, as a file."""
    session = SESSIONS[name.partition("/")[0]]
    damage = next((one for one in session.damages if one.id == name), None)
    header, frames = transcript(session, damage)
    path = folder / f"{name.replace('/', '-')}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        writer = Writer(file, header)
        for frame in frames:
            writer.write(frame)
    return path


PAGE = Path(__file__).parents[2] / "docs" / "sessions.md"


def test_the_page_shows_what_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(r"^```(jsonl file=recording.jsonl|text)\n(.*?)^```$", PAGE.read_text("utf-8"), re.S | re.M)
    recording, screen = (text for _, text in blocks)
    monkeypatch.chdir(tmp_path)
    Path("recording.jsonl").write_text(recording, encoding="utf-8")
    assert main(["session", "lint", "recording.jsonl"]) == 1
    assert capsys.readouterr().out == screen


def test_a_right_session(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of("text-answer", tmp_path)
    assert main(["session", "lint", str(path)]) == 0
    waited = "what must come later was waited for 30.0 s"
    assert capsys.readouterr().out == f"{path}: 38 frames, judged by openai-ga\n\n{waited}\n\nKEEPS every rule\n"


def test_a_wrong_session_is_told_by_rule_frame_time_and_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of("text-answer/item-never-opened", tmp_path)
    assert main(["session", "lint", str(path)]) == 1
    assert (
        capsys.readouterr().out
        == f"""\
{path}: 37 frames, judged by openai-ga

must    response.item-events (server)
        response.output_item.added opens an item before any other event of it.
        frame 11 (0.600 s): response.content_part.added of item_2 comes without response.output_item.added before it

what must come later was waited for 30.0 s

BREAKS 1 rule that must be kept
"""
    )


def test_the_worst_is_shown_first_and_one_cause_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of("out-of-band/override-kept", tmp_path)
    main(["session", "lint", str(path)])
    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("must ", "should "))]
    assert shown == [
        "must    response.session-defaults (server)",
        "should  usage.text-no-audio (server)",
        "should  event.limits (server)",
    ]


def test_many_findings_of_one_cause_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["session", "lint", str(file_of("voice-turns/silence-is-heard", tmp_path))])
    out = capsys.readouterr().out
    assert "must    vad.off-silent (server, 6 times)" in out
    assert "        and in frames 35, 46, 57" in out


def test_what_should_be_kept_fails_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(file_of("text-answer/starts-in-text", tmp_path))
    assert main(["session", "lint", path]) == 0
    assert capsys.readouterr().out.endswith("KEEPS every rule that must be kept, and breaks 1 that should be\n")
    assert main(["session", "lint", "--strict-levels", path]) == 1


def test_times_that_run_backwards_are_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = file_of("text-answer", tmp_path).read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "backwards.jsonl"
    text = "".join(lines).replace('{"t":0.3,', '{"t":0.05,').replace('{"t":0.6,', '{"t":0.25,')
    path.write_text(text, encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 0
    (told,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("times")]
    assert told == (
        "times run backwards: frame 6 (0.050 s) comes after one at 0.250 s; the order of the recording is judged"
    )
    main(["session", "lint", "--json", str(path)])
    assert json.loads(capsys.readouterr().out)["backwards"] == 6
    main(["session", "lint", "--json", "--replaced=times", str(path)])
    assert "backwards" not in json.loads(capsys.readouterr().out)


def test_one_side_can_be_judged_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(file_of("out-of-band/both-in-the-conversation", tmp_path))
    for side, rules in (("client", {"response.client-one-active"}), ("server", {"response.one-active"})):
        main(["session", "lint", "--json", f"--judge={side}", path])
        found = {finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]}
        assert rules <= found
        assert not found & ({"response.client-one-active", "response.one-active"} - rules)


def test_standard_input_in_any_encoding(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance", "session", "lint", "-"]
    frame = b'{"direction":"server","data":"{\\"type\\":\\"ping\\",\\"x\\":\\"\xff\\"}"}\n'
    ran = subprocess.run(command, input=frame, capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (5, b"")
    assert ran.stdout.startswith(b"standard input: 1 frame, judged by openai-ga\n")


def test_a_recording_of_another_dialect_is_told_by_its_signs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "beta.jsonl"
    item = {"id": "item_1", "type": "message", "role": "user", "content": []}
    session = {"id": "sess_1", "modalities": ["text"]}
    events = [
        {"type": "session.created", "event_id": "e1", "session": session},
        {"type": "conversation.item.created", "event_id": "e2", "item": item},
    ]
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    main(["session", "lint", str(path)])
    told = " ".join(capsys.readouterr().out.splitlines()[2:5])
    assert told.startswith("This is ")
    assert "not today's Realtime API: `/session/modalities`. " in told
    main(["session", "lint", "--json", str(path)])
    assert json.loads(capsys.readouterr().out)["generation"] == "openai-beta"


def test_what_a_client_sends_is_held_to_the_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A member that the service does not know is refused; a server's new member is read."""
    path = tmp_path / "unknown.jsonl"
    events = [
        {"direction": "client", "event": {"type": "response.create", "response": {"colour": "red"}}},
        {"direction": "client", "event": {"type": "session.update", "session": {"type": "realtime", "modalities": []}}},
        {"direction": "server", "event": {"type": "input_audio_buffer.cleared", "event_id": "e1", "colour": "red"}},
    ]
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    assert main(["session", "lint", "--json", str(path)]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["rule"], one["level"], one["frames"], one["at"]) for one in found] == [
        ("event.client-valid", "must", [1], "/response/colour"),
        ("event.client-valid", "must", [2], "/session/modalities"),
    ]
    assert "expected no such member" in found[0]["sentence"]
    assert "did you mean output_modalities?" in found[1]["expected"]


def test_json_has_the_findings_as_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of("text-answer/lost-delta", tmp_path)
    assert main(["session", "lint", "--json", str(path)]) == 1
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (result["file"], result["frames"], result["verdict"]) == (str(path), 37, "fail")
    assert result["broken"] == {"must": 1, "should": 0, "free": 0}
    assert result["findings"] == [
        {
            "rule": "response.concat-text",
            "level": "must",
            "side": "server",
            "what": "wrong",
            "frames": [15],
            "t": 0.8,
            "event": "response.output_text.done",
            "at": "/text",
            "about": "item_2",
            "expected": '"The capital is Paris."',
            "got": '"The capital of France is Paris."',
            "sentence": '/text is "The capital of France is Paris.", expected "The capital is Paris."',
            "says": "The deltas of response.output_text of a content part, joined, are the `text` of "
            "response.output_text.done.",
        }
    ]


def test_several_files_are_judged_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = file_of("text-answer", tmp_path), file_of("text-answer/lost-delta", tmp_path)
    assert main(["session", "lint", str(wrong), str(right)]) == 1
    assert [
        line for line in capsys.readouterr().out.splitlines() if line.isupper() or line[:5] in ("BREAK", "KEEPS")
    ] == [
        "BREAKS 1 rule that must be kept",
        "KEEPS every rule",
    ]


def test_what_a_recording_does_not_say_is_said_and_can_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bare.jsonl"
    events = [frame["event"] for frame in SESSIONS["text-answer"].frames if "event" in frame]
    path.write_text("started\n" + "".join(json.dumps(event) + "\n" for event in events[1:]), encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 0
    out = capsys.readouterr().out
    assert "passed over: line 1 (no frame of a session)\n" in out
    assert "because it does not begin with the session, or lacks a frame\n" in out
    assert (
        "not judged: what must come later, because nothing says that the recording is complete (--complete says it)\n"
        in out
    )
    assert (
        main(["session", "lint", "--connection=new", "--complete", "--recorded=client", "--recorded=server", str(path)])
        == 1
    )
    assert "connection.session-created-first" in capsys.readouterr().out


LATER = "what must come later"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines, "what must come later was waited for 30.0 s"),
        (lambda lines: lines[:-1], "not judged: what must come later, because the server was silent for 0.0 s only"),
        (
            lambda lines: [*lines[:5], lines[5][:40], *lines[6:]],
            "not judged: what must come later, because a frame was not kept",
        ),
    ],
    ids=["waited", "cut", "damaged"],
)
def test_whether_the_end_was_judged_is_said(
    change: Any, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of("text-answer", tmp_path)
    path.write_text("\n".join(change(path.read_text("utf-8").splitlines())), encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 0
    assert why in capsys.readouterr().out.splitlines()


def test_a_file_without_frames_is_not_a_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.log"
    path.write_text("nothing\n", encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 5
    right = file_of("text-answer", tmp_path)
    assert main(["session", "lint", str(path), str(right)]) == 0
    assert main(["session", "lint", str(right), str(path)]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("missing.jsonl", None, "missing.jsonl: No such file or directory"),
        ("list.json", "[1]", "list.json: no frames of a session in it"),
        ("new.jsonl", '{"transcript":9}\n', "new.jsonl: line 1: transcript version 9; this suite reads 1"),
        ("other.jsonl", '{"transcript":1,"dialect":"x","complete":true}\n', "no session rules for dialect 'x'"),
    ],
)
def test_a_user_s_mistake_is_one_line(
    name: str, text: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 4
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_convert_writes_a_transcript_that_is_judged_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, out = tmp_path / "log.txt", tmp_path / "out.jsonl"
    frames = [frame for frame in SESSIONS["tool-round"].frames if "event" in frame]
    arrows = {"client": "->", "server": "<-"}
    text = "".join(f"12:00 {arrows[frame['from']]} {json.dumps(frame['event'])}\n" for frame in frames)
    log.write_text(text, encoding="utf-8")
    command = ["session", "convert", str(log), "--connection=new", "--complete", "-o", str(out)]
    assert main(command) == 0
    assert main(["session", "lint", str(out)]) == 0
    assert capsys.readouterr().out.endswith("KEEPS every rule\n")


def test_the_rules_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["session", "rules"]) == 0
    assert "must    server  response.item-events" in capsys.readouterr().out
    assert main(["session", "rules", "--lint"]) == 0
    assert capsys.readouterr().out == "session rules of openai-ga: no problems\n"


def test_show_prints_each_frame_and_what_is_wrong_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of("text-answer/lost-delta", tmp_path)
    assert main(["session", "show", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "        1     0.050  -> (the connection is opened)"
    assert lines[4].split() == ["5", "0.250", "->", "conversation.item.create", "message", "user"]
    # The two deltas that are left are one line.
    deltas = next(line for line in lines if "output_text.delta" in line)
    assert deltas.split(maxsplit=3)[0] == "13-14"
    assert deltas.endswith('resp_1 item_2 part 0  "The capital is Paris."')
    done = next(number for number, line in enumerate(lines) if "output_text.done" in line)
    assert lines[done + 1].strip() == (
        '!  must    response.concat-text: /text is "The capital of France is Paris.", expected "The capital is Paris."'
    )
    assert lines[-1] == "       37    31.900  -> (the connection is closed: 1000)"


def test_follow_judges_a_session_while_it_is_recorded(tmp_path: Path) -> None:
    lines = file_of("text-answer/lost-delta", tmp_path).read_text("utf-8").splitlines(keepends=True)
    growing = tmp_path / "growing.jsonl"
    growing.write_text("".join(lines[:12]), encoding="utf-8")
    command = [sys.executable, "-m", "conformance", "session", "follow", str(growing)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, growing.open("a") as file:
        assert process.stdout is not None
        # The finding comes although the session goes on.
        file.write("".join(lines[12:18]))
        file.flush()
        assert process.stdout.readline().startswith(
            "must    response.concat-text (server)  frame 15 (0.800 s): /text is "
        )
        file.write("".join(lines[18:-1]) + lines[-1][:20])
        file.flush()
        file.write(lines[-1][20:])
        file.flush()
        assert process.stdout.read() == ""
        assert process.wait(timeout=60) == 1


NOTHING = {
    "empty.jsonl": "",
    "blank.jsonl": "\n \n",
    "notes.txt": "a note\nand another\n",
    "unreadable.jsonl": '{"a"\n{"b": 1}\n',
    "a-page.md": '# Text\n\n`{"type": 1}` and\n\n{"type": "response.create", …\n',
    "another-log.jsonl": '{"type": "info", "message": "started"}\n',
    "header.jsonl": '{"transcript": 1, "dialect": "openai-ga", "complete": true}\n',
    "only-closed.jsonl": '{"transcript": 1}\n{"from": "server", "close": {"code": 1000, "reason": ""}}\n',
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_has_nothing_to_judge_keeps_no_rule(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(NOTHING[name], encoding="utf-8")
    assert main(["session", "lint", name]) == 5
    out = capsys.readouterr().out
    assert out.splitlines()[-1].startswith("NOTHING WAS JUDGED: ")
    assert "KEEPS" not in out
    assert main(["session", "lint", "--json", name]) == 5
    assert json.loads(capsys.readouterr().out)["verdict"] == "nothing"
    assert main(["session", "show", name]) == 5


def test_a_side_that_says_nothing_is_not_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "client.jsonl"
    path.write_text('{"type": "response.create"}\n', encoding="utf-8")
    assert main(["session", "lint", "--judge=client", str(path)]) == 0
    assert main(["session", "lint", "--judge=server", str(path)]) == 5
    assert "NOTHING WAS JUDGED: no whole event of openai-ga in it" in capsys.readouterr().out


def test_what_holds_no_frame_is_not_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, out = tmp_path / "app.log", tmp_path / "out.jsonl"
    log.write_text("ready\nbye\n")
    assert main(["session", "convert", str(log), "-o", str(out)]) == 5
    assert capsys.readouterr().err == f"{log}: no frame of a session in it\n"
    assert not out.exists()
