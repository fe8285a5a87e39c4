"""Files that are not what they should be: one clear line, or findings; and no secret anywhere."""

from __future__ import annotations

import bz2
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.session.transcript import Writer
from tests.session.golden import load_sessions, transcript

HEADER = '{"transcript":1,"connection":"new","complete":true,"sides":["client","server"]}\n'
SECRETS = ("sk-SECRET-0123456789", "ek_SECRET0123456789", "SECRET-of-a-tool")


@pytest.fixture
def right(tmp_path: Path) -> Path:
    header, frames = transcript(next(one for one in load_sessions("openai-ga") if one.id == "text-answer"))
    path = tmp_path / "right.jsonl"
    with path.open("w", encoding="utf-8") as file:
        writer = Writer(file, header)
        for frame in frames:
            writer.write(frame)
    return path


@pytest.mark.parametrize("text", [b"", b"\n\n", b"\xff\xfe\xfd\n\xfc\n", HEADER.encode()])
def test_a_file_without_a_frame_was_not_judged(text: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "no-frames.jsonl"
    path.write_bytes(text)
    assert main(["session", "lint", str(path)]) == 5
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{path}: 0 frames, judged by openai-ga"
    assert lines[-1] == "NOTHING WAS JUDGED: no frame of a session in it"
    assert len(lines) <= 3
    assert main(["session", "lint", "--json", str(path)]) == 5
    assert json.loads(capsys.readouterr().out)["verdict"] == "nothing"


@pytest.mark.parametrize("make", [bz2.compress, lambda data: b"\x00" + data, lambda data: data.replace(b"t", b"t\0")])
def test_what_is_not_text_is_said_in_one_line(make: object, right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right.write_bytes(make(right.read_bytes()))  # type: ignore[operator]
    assert main(["session", "lint", str(right)]) == 4
    error = capsys.readouterr().err
    assert f"{right}: not text: unpack it if it is an archive" in error
    assert error.count("\n") == 1
    assert main(["judge", str(right)]) == 4
    judged = capsys.readouterr()
    assert (judged.out, judged.err) == ("", error)


@pytest.mark.parametrize("length", [0.2, 0.5, 0.9])
def test_a_truncated_recording_is_judged_up_to_there(
    length: float, right: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = right.read_bytes()
    right.write_bytes(data[: int(len(data) * length)])
    assert main(["session", "lint", str(right)]) == 0
    assert "(a frame that is cut off)" in capsys.readouterr().out


def test_of_two_recordings_in_one_file_the_first_is_judged(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = right.read_text("utf-8")
    right.write_text(text + text, encoding="utf-8")
    assert main(["session", "lint", str(right)]) == 0
    out = capsys.readouterr().out
    assert "38 frames" in out
    assert "passed over: line 40 (another recording: only the first is read)" in out


def test_two_sessions_without_headers_are_one_that_is_broken(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = "".join(
        f"{json.dumps({'direction': one['from'], 'data': one['text']})}\n"
        for line in right.read_text("utf-8").splitlines()
        if "text" in (one := json.loads(line))
    )
    right.write_text(events + events, encoding="utf-8")
    assert main(["session", "lint", str(right)]) == 1
    assert "connection.session-created-once" in capsys.readouterr().out


def test_a_frame_of_100_mib_is_judged_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    event = json.dumps({"type": "input_audio_buffer.append", "audio": "A" * (100 << 20)})
    path.write_text(HEADER + json.dumps({"from": "client", "text": event}) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "conformance", "session", "lint", str(path)]
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # noqa: E731
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, preexec_fn=limit)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "1 frame, judged" in ran.stdout
    assert len(ran.stdout) < 3_000


def test_no_secret_is_shown_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, secret, tool = SECRETS
    opened = {"from": "client", "open": {"headers": {"Authorization": f"Bearer {key}", "Cookie": secret}}}
    session = {"type": "realtime", "key": key, "tools": [{"type": "mcp", "authorization": tool, "colour": secret}]}
    update = {"from": "client", "text": json.dumps({"type": "session.update", "session": session})}
    error = {"type": "error", "event_id": "e1", "error": {"message": f"wrong key {key}"}}
    lines = [
        opened,
        update,
        {"from": "server", "text": json.dumps(error)},
        {"from": "client", "text": f"no JSON {key}"},
    ]
    path = tmp_path / "secret.jsonl"
    path.write_text(HEADER + "".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")
    out = tmp_path / "out"
    for command in (
        ["lint"],
        ["lint", "--json"],
        ["lint", f"--results={out}"],
        ["show"],
        ["show", f"--html={out}"],
        ["convert"],
    ):
        main(["session", *command, str(path)])
        shown = capsys.readouterr().out + (out.read_text("utf-8") if out.exists() else "")
        assert shown
        assert [one for one in SECRETS if one in shown] == [], command


@pytest.mark.parametrize(
    "form", ["%s", "[%s]", "{\n%s", "> %s", '{"direction": "server", "event": %s}', '{"a": [{"b": %s}]}']
)
@pytest.mark.parametrize("command", [["judge"], *(["session", verb] for verb in ("lint", "show", "convert"))])
def test_an_integer_of_thousands_of_digits_ends_nothing(
    command: list[str], form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started = '{"type":"input_audio_buffer.speech_started","event_id":"e","item_id":"i","audio_start_ms":%s}'
    path = tmp_path / "long.jsonl"
    path.write_text(form % (started % ("9" * 5000)) + "\n", encoding="utf-8")
    assert main([*command, str(path)]) in (0, 1, 5)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("side", ["client", "server"])
@pytest.mark.parametrize(
    "form", ["%s\n%s\n", "- %s\n- %s\n", "[%s,\n%s]", '{"a":[{"b":%s},{"b":%s}]}', '%s {"n":"\xfc"}\n%s\n']
)
def test_nobody_is_accused_of_bytes_that_the_log_has_wrong(
    form: str, side: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "na\xefve"}]}
    created = {"type": "conversation.item.create", "item": item}
    added = {"type": "conversation.item.added", "event_id": "e1", "item": {"id": "i", "status": "completed", **item}}
    path = tmp_path / "latin-1.log"
    event = json.dumps(created if side == "client" else added, ensure_ascii=False)
    path.write_bytes((form % (event, '{"type":"input_audio_buffer.commit"}')).encode("latin-1"))
    assert main(["session", "lint", str(path)]) == 0
    out = capsys.readouterr().out
    assert "not UTF-8: invalid continuation byte at byte " in out


def test_half_of_a_surrogate_pair_is_left_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "half.jsonl"
    path.write_text('{"type":"error","event_id":"e","error":{"type":"t","code":null,"message":"\\udce9","param":null}}')
    assert main(["session", "lint", str(path)]) == 0
    assert main(["judge", str(path)]) == 0
    assert "lone-surrogate" in capsys.readouterr().out


@pytest.mark.parametrize(
    "audio", ["<1234 bytes>", "[REDACTED]", "AAAA…(3200 more)", "AAAAAAA...", "[truncated 3200 chars]", "***"]
)
def test_audio_that_looks_replaced_is_told_with_the_option_for_it(
    audio: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "redacted.jsonl"
    path.write_text(json.dumps({"type": "input_audio_buffer.append", "audio": audio}), encoding="utf-8")
    assert main(["session", "lint", str(path)]) == 1
    assert "--replaced=audio says so" in capsys.readouterr().out
    assert main(["session", "lint", "--replaced=audio", str(path)]) == 0
    assert "--replaced" not in capsys.readouterr().out


def test_audio_that_is_only_wrong_is_not_called_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text('{"type":"input_audio_buffer.append","audio":"AAA"}')
    assert main(["session", "lint", str(path)]) == 1
    assert "--replaced" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["convert", "{}", "--output={}"], ["show", "{}", "--html={}"], ["lint", "{}", "--results={}"]]
)
def test_a_recording_is_not_written_over(command: list[str], right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = right.read_bytes()
    link = right.with_name("the-same.jsonl")
    link.symlink_to(right)
    for out in (right, link):
        assert main(["session", *(one.format(right if one == "{}" else out) for one in command)]) == 4
        said = capsys.readouterr()
        assert f"={out}: that is the recording, which would be lost; name another file" in said.err
        assert (said.out, right.read_bytes()) == ("", before)
