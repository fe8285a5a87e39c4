"""What a run of the plugin writes and shows, in one process or several."""

from __future__ import annotations

import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conformance.spec import load_dialect
from tests.suite.project import BIN, environment, made, results, run, verdicts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def test_complete_results_have_a_header_a_line_a_verdict_and_a_footer_that_counts_them(project: Path) -> None:
    ran = run(
        project, "--impl=lossy", "--types=RealtimeResponse,Conversation", "--generated=0", "--results=out/r.jsonl"
    )
    header, *middle, footer = results(project, "out/r.jsonl")
    assert (header["kind"], header["format"]) == ("header", 4)
    assert header["dialect"] == {"name": "async-openai", "version": load_dialect("async-openai").version}
    assert (header["impl"], header["implementation"]["name"]) == ("lossy", "lossy")
    assert header["options"]["types"] == ["Conversation", "RealtimeResponse"]
    assert {record["kind"] for record in middle} == {"verdict"}
    counted: dict[str, int] = {}
    for record in middle:
        counted[record["status"]] = counted.get(record["status"], 0) + 1
    assert (footer["kind"], footer["exit"], footer["totals"]) == ("footer", 1, dict(sorted(counted.items())))
    assert footer["shares"].keys() == {"read", "sent", "correct"}
    assert 0 < footer["shares"]["read"]["right"] < footer["shares"]["read"]["of"]
    assert "Results: out/r.jsonl" in ran.stdout


def test_stopping_at_the_first_failure_leaves_no_footer(project: Path) -> None:
    ran = run(project, "--impl=lossy", "--types=RealtimeResponse", "--generated=0", "-x")
    assert ran.returncode == 1
    assert {record["kind"] for record in results(project)} == {"header", "verdict"}


@pytest.mark.parametrize(
    ("options", "judged", "other"),
    [
        (
            ("--vectors=RealtimeResponseUsage/*-absent",),
            "Judged by async-openai: the Rust crate's stricter types",
            "--dialect=openai-ga judges by OpenAI's own document, corrected by errata",
        ),
        (
            ("--dialect=openai-ga", "--types=RealtimeServerEventError", "--generated=0"),
            "Judged by openai-ga: OpenAI's own document, corrected by errata",
            "--dialect=async-openai judges by the Rust crate's stricter types",
        ),
    ],
)
def test_the_last_screen_says_what_was_judged_by_and_how_to_ask_the_other_dialect(
    project: Path, options: tuple[str, ...], judged: str, other: str
) -> None:
    output = run(project, "--impl=reference", *options).stdout.splitlines()
    at = output.index(judged)
    assert output[at + 1] == other
    assert output[at - 1] == "reference 0.1.0 (default, python)"
    assert any(line.startswith("CONFORMS: ") for line in output[at + 2 :])
    assert output[-2].startswith("Results: ")


@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
def test_an_interrupted_run_leaves_whole_lines_and_no_footer(project: Path, name: str) -> None:
    number = signal.Signals[name]
    ended, output = _interrupted(project, number)
    assert ended == (2 if number is signal.SIGINT else -signal.SIGKILL), output
    records = results(project)
    assert records[0]["kind"] == "header"
    assert len(records) > 10
    assert {record["kind"] for record in records[1:]} == {"verdict"}
    assert "CONFORMS" not in output
    if number is signal.SIGINT:
        assert "INCOMPLETE: no failure in the " in output


def _interrupted(project: Path, number: signal.Signals) -> tuple[int, str]:
    command = [str(BIN / "pytest"), "--impl=slow", "--types=RealtimeResponse", "--generated=0"]
    with subprocess.Popen(
        command, cwd=project, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        written = project / ".conformance/results.jsonl"
        deadline = time.monotonic() + 60
        while not written.exists() or len(written.read_bytes().splitlines()) < 20:
            assert running.poll() is None, running.communicate()[0]
            assert time.monotonic() < deadline, "the run does not come to its first verdicts"
            time.sleep(0.02)
        running.send_signal(number)
        output, _ = running.communicate(timeout=60)
        return running.returncode, output


def test_two_processes_come_to_the_same_verdicts_as_one(project: Path) -> None:
    arguments = ["--impl=lossy", "--types=RealtimeResponseUsage,RealtimeResponseStatus", "--generated=8"]
    alone = run(project, *arguments, "-n0", "--results=alone.jsonl")
    together = run(project, *arguments, "-n2", "--results=together.jsonl")
    assert (alone.returncode, together.returncode) == (1, 1), together.stdout + together.stderr
    assert verdicts(results(project, "alone.jsonl")) == verdicts(results(project, "together.jsonl"))
    assert results(project, "together.jsonl")[-1]["kind"] == "footer"
    verdict = next(line for line in alone.stdout.splitlines() if "CONFORM" in line)
    assert verdict in together.stdout


def test_the_command_line_runs_the_same_suite(project: Path) -> None:
    arguments = ["--types=RealtimeResponseUsage", "--generated=8"]
    by_pytest = run(project, "--impl=lossy", *arguments, "--results=pytest.jsonl")
    by_command = run(project, "run", "--impl=lossy", *arguments, "--results=run.jsonl", program="realtime-conformance")
    assert by_pytest.returncode == by_command.returncode == 1, by_command.stdout + by_command.stderr
    assert verdicts(results(project, "pytest.jsonl")) == verdicts(results(project, "run.jsonl"))


def test_run_judges_the_reference_unless_told_otherwise(project: Path) -> None:
    ran = run(project, "run", "--types=Conversation", "--generated=0", program="realtime-conformance")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert results(project)[0]["implementation"]["name"] == "reference"
    assert "check_own" not in ran.stdout


def test_a_payload_that_is_too_long_to_be_copied_is_made_again(project: Path) -> None:
    # Python's parser runs out of stack at a payload that nests deep, which is thousands of characters long.
    (project / "plain.py").write_text(
        "import json\nTYPES = {'TranscriptionLanguage'}\n"
        "def roundtrip(type, text): return json.dumps(json.loads(text))\n"
    )
    chosen = ("--impl=plain", "--dialect=openai-ga", "--types=TranscriptionLanguage")
    run(project, *chosen, "--generated=150", "--gen-seed=1", "--checks=behaviour")
    deep = next(one for one in results(project) if one.get("status") == "fail")
    assert len(deep["sent"]) > 4_000
    assert deep["reproduce"] == (
        "realtime-conformance run --impl=plain --dialect=openai-ga --types=TranscriptionLanguage --checks=behaviour "
        "--generated=150 --gen-seed=1"
    )
    program, *arguments = shlex.split(deep["reproduce"])
    again = run(project, *arguments, program=program)
    assert again.returncode == 1
    assert "no clean answer" in again.stdout


@pytest.mark.parametrize("answer", ["json.loads(text)", "json.dumps(json.loads(text)).encode()"])
def test_an_adapter_that_fails_at_every_sound_payload_is_broken_although_it_refuses_garbage(
    project: Path, answer: str
) -> None:
    (project / "careless.py").write_text(
        f"import json\nTYPES = {{'RealtimeResponse', 'Conversation'}}\ndef roundtrip(type, text): return {answer}\n"
    )
    ran = run(project, "--impl=careless", "--generated=0", "--dialect=openai-ga")
    assert ran.returncode == 4
    assert "careless: the adapter is at fault, not the library: to a sound payload of each type, such as " in ran.stderr
    assert "its roundtrip answers `adapter-error`: roundtrip returned a value of class " in ran.stderr


def test_an_adapter_that_fails_at_some_types_is_judged(project: Path) -> None:
    (project / "careless.py").write_text(
        "import json\nTYPES = {'RealtimeTruncation', 'TranscriptionLanguage'}\n"
        "def roundtrip(type, text):\n"
        "    value = json.loads(text)\n"
        "    return value if type == 'TranscriptionLanguage' else json.dumps(value)\n"
    )
    ran = run(project, "--impl=careless", "--generated=0", "--dialect=openai-ga")
    assert ran.returncode == 1
    assert (
        "the adapter is at fault (adapter-error: roundtrip returned a value of class dict, not a string)" in ran.stdout
    )
