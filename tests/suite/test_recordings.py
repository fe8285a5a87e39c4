"""Recorded sessions as pytest items and in results files, as a user runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.checks.verdict import Status
from conformance.cli import main
from conformance.results.reader import read
from conformance.session.transcript import Writer
from conformance.session.verdicts import subjects
from tests import forked
from tests.session.golden import load_sessions, transcript

SESSIONS = {one.id: one for one in load_sessions("openai-ga")}
LOST = "text_answer_lost_delta/session/response.concat-text"


def write(name: str, folder: Path) -> Path:
    """A golden session, or a damaged twin, as a transcript."""
    session = SESSIONS[name.partition("/")[0]]
    header, frames = transcript(session, next((one for one in session.damages if one.id == name), None))
    path = folder / f"{name.replace('/', '-')}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        writer = Writer(file, header)
        for frame in frames:
            writer.write(frame)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("text-answer", "text-answer/lost-delta", "text-answer/starts-in-text"):
        write(name, tmp_path)
    return tmp_path


def run(folder: Path, *options: str, files: str = "*.jsonl") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", f"--impl=transcript:{files}", "--results=out/results", *options]
    return forked.run(command, cwd=folder, timeout=120)


def test_each_rule_over_each_recording_is_an_item(folder: Path) -> None:
    ran = run(folder)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "the session breaks response.concat-text — 1 case: session" in ran.stdout
    assert 'frame 15: /text is "The capital of France is Paris."' in ran.stdout
    results = read(folder / "out" / "results")
    assert results.complete
    assert sorted(results.header.options["types"]) == [
        "text_answer",
        "text_answer_lost_delta",
        "text_answer_starts_in_text",
    ]
    assert [one.case for one in results.verdicts if one.gates()] == [LOST]
    by_case = {one.case: one for one in results.verdicts}
    assert by_case["text_answer/session/response.concat-text"].status is Status.PASS
    assert by_case["text_answer/session/event.client-valid"].status is Status.PASS
    assert by_case["text_answer/session/item.create-order"].status is Status.PASS
    silent = by_case["text_answer/session/mcp.list-order"]
    assert (silent.status, silent.note) == (Status.UNSUPPORTED, "the recording has no event that the rule is about")


def test_what_should_be_kept_gates_when_levels_are_strict(folder: Path) -> None:
    assert run(folder, files="text-answer-starts-in-text.jsonl").returncode == 0
    assert run(folder, "--strict-levels", files="text-answer-starts-in-text.jsonl").returncode == 1


def test_a_known_failure_is_listed_by_recording_and_rule(folder: Path) -> None:
    update = run(folder, "--known-failures=known.yaml", "--update-known-failures", "--why=deltas get lost")
    assert update.returncode == 0, update.stdout
    assert LOST in (folder / "known.yaml").read_text(encoding="utf-8")
    assert run(folder, "--known-failures=known.yaml").returncode == 0
    write("text-answer", folder).rename(folder / "text-answer-lost-delta.jsonl")
    fixed = run(folder, "--known-failures=known.yaml")
    assert fixed.returncode == 1
    assert f"{LOST}" in fixed.stdout
    assert "passes now" in fixed.stdout


@pytest.mark.parametrize(
    ("options", "files", "message"),
    [
        ((), "none*.jsonl", "--impl=transcript:none*.jsonl: no file matches"),
        (("--types=X",), "*.jsonl", "--types is about payloads"),
        (("--explore=5",), "*.jsonl", "--explore is about payloads; recordings are judged by all rules"),
        (("--live-budget=1,1,1",), "*.jsonl", "--live-budget is about servers: --impl=ws://HOST:PORT/PATH"),
        (("--dialect=async-openai",), "*.jsonl", "no session rules for dialect 'async-openai'"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_4(
    options: tuple[str, ...], files: str, message: str, folder: Path
) -> None:
    ran = run(folder, *options, files=files)
    assert ran.returncode == 4
    assert f"ERROR: {message}" in ran.stderr


def test_a_file_without_frames_is_not_a_pass(folder: Path) -> None:
    (folder / "empty.jsonl").write_text("", encoding="utf-8")
    ran = run(folder, files="empty.jsonl")
    assert ran.returncode == 1
    assert "empty.jsonl: no event of a session in it" in ran.stdout
    assert not read(folder / "out" / "results").complete


def test_lint_writes_the_same_results(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(map(str, folder.glob("*.jsonl")))
    assert main(["session", "lint", f"--results={folder}/lint", *files]) == 1
    run(folder)
    linted, ran = read(folder / "lint"), read(folder / "out" / "results")
    assert [(one.case, one.status) for one in linted.verdicts] == [(one.case, one.status) for one in ran.verdicts]
    assert linted.footer is not None
    assert linted.footer.exit == 1
    outputs = [f"--{form}={folder}/{form}" for form in ("html", "markdown", "junit", "sarif")]
    assert main(["report", str(folder / "lint"), *outputs]) == 0
    for form in ("html", "markdown", "junit", "sarif"):
        assert "response.concat-text" in (folder / form).read_text("utf-8").replace("&#46;", "."), form
    assert main(["compare", str(folder / "lint"), str(folder / "out" / "results")]) == 0
    assert "NO REGRESSION" in capsys.readouterr().out


def test_recordings_are_named_by_their_files() -> None:
    paths = [Path("a/voice-1.jsonl"), Path("b/voice.1.har"), Path("2026-11.log"), Path("–.log")]
    assert list(subjects(paths)) == ["voice_1", "voice_1_2", "recording_2026_11", "recording"]
