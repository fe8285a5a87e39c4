"""``pytest --impl=X`` in somebody else's project: what it leaves alone, what it runs, how it ends, what it writes."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import conformance
from conformance.spec import load_dialect
from conformance.suite import unrewritten

BIN = Path(sys.executable).parent
REPOSITORY = Path(conformance.__file__).parent.parent

PROJECT = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        testpaths = ["tests"]
        python_files = ["check_*.py"]
        python_functions = ["it_*"]
        addopts = "-W error --strict-markers --strict-config"
    """,
    "tests/strategies.py": """
        mine = "the project's own strategies"
    """,
    "tests/conftest.py": """
        import pytest
        from strategies import mine

        @pytest.fixture(autouse=True)
        def own_fixture():
            return mine
    """,
    "tests/check_own.py": """
        import sys
        from pathlib import Path

        def it_finds_its_own_strategies(own_fixture):
            import strategies
            assert own_fixture == strategies.mine
            assert Path(strategies.__file__).parent == Path(__file__).parent

        def it_is_not_collected():
            pass

        def it_sees_nothing_of_the_suite():
            if "--impl=reference" in sys.argv:
                return
            ours = {name for name in sys.modules if name.partition(".")[0] == "conformance"}
            assert ours == {"conformance", "conformance.options", "conformance.plugin"}
            heavy = {"hypothesis", "hypothesis_jsonschema", "jsonschema", "jsonschema_rs", "pydantic", "yaml"}
            assert not (heavy | {"deepdiff"}) & set(sys.modules)
    """,
    "lossy.py": """
        import json

        def roundtrip(type, text):
            if not type.startswith("RealtimeResponse"):
                raise NotImplementedError(type)
            value = json.loads(text)
            if isinstance(value, dict):
                value.pop("usage", None)
            return json.dumps(value)
    """,
    "reorders.py": """
        import json
        from conformance.reference.adapter import ADAPTER as reference

        hello = reference.hello

        def roundtrip(type, text):
            return json.dumps(json.loads(reference.roundtrip(type, text)), sort_keys=True)
    """,
    "slow.py": """
        import time
        from conformance.reference.adapter import ADAPTER as reference

        hello = reference.hello

        def roundtrip(type, text):
            time.sleep(0.02)
            return reference.roundtrip(type, text)
    """,
    "nothing_known.py": """
        def roundtrip(type, text):
            raise NotImplementedError(type)
    """,
    "does_not_import.py": """
        raise RuntimeError("the SDK wants a key")
    """,
    "spy.py": """
        import sys

        def pytest_unconfigure():
            loaders = {name: type(getattr(module, "__loader__", None)) for name, module in sys.modules.items()}
            print("rewritten:", *(name for name, one in loaders.items() if one.__name__ == "AssertionRewritingHook"))
            print("imported:", *sys.modules)
    """,
    "no_adapter.py": """
        ANSWER = 42
    """,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of somebody who has the suite installed."""
    root = tmp_path / "project"
    for name, text in PROJECT.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        indent = " " * 8
        path.write_text("\n".join(line.removeprefix(indent) for line in text.strip("\n").splitlines()) + "\n")
    return root


def environment(**extra: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    return {**inherited, "COLUMNS": "100", **extra}


def run(project: Path, *arguments: str, program: str = "pytest", **extra: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / program), *arguments]
    return subprocess.run(
        command, cwd=project, env=environment(**extra), capture_output=True, text=True, timeout=120, check=False
    )


def results(project: Path, name: str = ".conformance/results.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project / name).read_text().splitlines()]


def verdicts(records: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True) for record in records if record["kind"] == "verdict")


def last_line(output: str) -> str:
    return output.strip().splitlines()[-1].strip("= ")


# What it leaves alone


def test_without_impl_nothing_of_ours_is_imported_and_the_projects_tests_run_untouched(project: Path) -> None:
    ran = run(project)
    assert ran.returncode == 0, ran.stdout
    assert last_line(ran.stdout).startswith("3 passed")
    assert not (project / ".conformance").exists()


def test_with_impl_only_the_suite_runs(project: Path) -> None:
    ran = run(project, "--impl=reference", "--types=Conversation,CachedTokenDetails", "--generated=8", "-v")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "check_own" not in ran.stdout
    assert {record["subject"] for record in results(project)[1:-1]} == {"Conversation", "CachedTokenDetails"}


def test_with_impl_and_paths_both_run_and_each_has_its_own_strategies(project: Path) -> None:
    ran = run(project, "--impl=reference", "--types=Conversation", "--generated=8", "-v", "tests")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "tests/check_own.py::it_finds_its_own_strategies PASSED" in ran.stdout
    assert "generated[accepts] PASSED" in ran.stdout


def test_a_run_over_a_codec_imports_neither_hypothesis_nor_what_judges_sessions(project: Path) -> None:
    ran = run(project, "--impl=reference", "--types=Conversation", "--generated=8", "-p", "spy", PYTHONPATH=".")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    imported = set(last_line(ran.stdout).removeprefix("imported: ").split())
    assert "conformance.suite.items" in imported
    assert {"hypothesis", "conformance.session", "conformance.peer", "websockets", "asyncio"} & imported == set()


def test_the_suite_is_imported_as_it_was_installed_and_the_projects_tests_are_rewritten(project: Path) -> None:
    arguments = ["--impl=reference", "--types=Conversation", "--generated=8", "-p", "spy", "tests"]
    ran = run(project, *arguments, PYTHONPATH=".")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("rewritten: ")]
    rewritten = set(line.split()[1:])
    assert {name for name in rewritten if name.startswith("tests") or "check_own" in name}
    before = {"conformance", "conformance.options", "conformance.plugin", "conformance.suite"}
    ours = {name for name in rewritten if name.partition(".")[0] == "conformance"}
    assert ours <= before | {"conformance.suite.unrewritten"}


def test_only_what_lies_in_our_packages_is_found_without_rewriting(tmp_path: Path) -> None:
    find = unrewritten._Finder().find_spec
    assert find("strategies.bulk", [str(REPOSITORY / "strategies")]) is not None
    assert find("conformance.suite.items", [str(REPOSITORY / "conformance" / "suite")]) is not None
    for name in ("strategies", "conformance_tests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "test_mine.py").touch()
        assert find(f"{name}.test_mine", [str(tmp_path / name)]) is None
    assert find("strategies") is None


@pytest.mark.parametrize("option", ["--types=X", "--generated=3", "--results=x.jsonl", "--vectors=*"])
def test_an_option_of_ours_without_impl_is_refused_before_anything_runs(project: Path, option: str) -> None:
    ran = run(project, option)
    assert ran.returncode == 4
    assert ran.stderr.strip() == f"ERROR: {option.partition('=')[0]} needs --impl: say which implementation to judge"


# How it ends


def test_a_conforming_implementation_ends_with_0_and_says_so(project: Path) -> None:
    ran = run(project, "--impl=reference", "--types=RealtimeResponseUsage", "--generated=0")
    assert ran.returncode == 0, ran.stdout
    assert "CONFORMS: " in ran.stdout
    assert " fails" not in ran.stdout


def test_a_failing_implementation_ends_with_1_and_each_reason_can_be_confirmed_by_one_line(project: Path) -> None:
    ran = run(project, "--impl=lossy", "--types=RealtimeResponse", "--generated=0")
    assert ran.returncode == 1, ran.stdout
    shown = ran.stdout[ran.stdout.index("What fails") :].splitlines()
    head = next(place for place, line in enumerate(shown) if line.startswith("/usage is dropped — "))
    block = {line[4:17].strip(): line[17:] for line in shown[head + 1 : shown.index("", head)] if line[4:17].strip()}
    assert list(block) == ["example", "requirement", "sent", "difference", "reproduce"]
    assert block["difference"].startswith('/usage: {"')
    assert '"usage":' in block["sent"]
    program, *arguments = shlex.split(block["reproduce"])
    again = run(project, *arguments, program=program)
    assert again.returncode == 1
    assert again.stdout.startswith(f"{block['example']}: ")
    assert ["round-trip", "must", "fail"] in [line.split() for line in again.stdout.splitlines()]
    assert "DOES NOT CONFORM: " in ran.stdout


@pytest.mark.parametrize("width", ["80", "140"])
def test_the_last_screen_fits_the_terminal_except_for_the_lines_to_be_copied(project: Path, width: str) -> None:
    ran = run(project, "--impl=lossy", "--types=RealtimeResponse", "--generated=0", COLUMNS=width)
    screen = ran.stdout[ran.stdout.index(" Realtime conformance =") :].splitlines()
    assert [line for line in screen if len(line) > int(width) and not line.startswith("    reproduce ")] == []


def test_a_warning_does_not_gate_until_levels_are_strict(project: Path) -> None:
    arguments = ["--impl=reorders", "--types=RealtimeResponseUsage", "--generated=0", "--checks=canonical-bytes"]
    mild, strict = run(project, *arguments), run(project, *arguments, "--strict-levels")
    assert (mild.returncode, strict.returncode) == (0, 1), mild.stdout
    assert "Warnings (--strict-levels makes them failures)" in mild.stdout
    assert "What fails" in strict.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--impl=refrence"],
            "--impl=refrence: no module named 'refrence', and there is no built-in refrence; did you",
        ),
        (["--impl=does_not_import"], "importing does_not_import failed: RuntimeError: the SDK wants a key"),
        (["--impl=no_adapter"], "no_adapter has neither ADAPTER nor a function roundtrip(type, text)"),
        (["--impl=no_adapter:nothing"], "has no attribute 'nothing'"),
        (["--impl=stdio:./not-there"], "cannot run ./not-there: No such file or directory"),
        (["--impl=openai-python:lax"], "openai-python has no profile 'lax': choose loose or strict"),
        (["--impl=reference", "--types=Nope*"], "--types=Nope* matches no type of dialect async-openai"),
        (["--impl=reference", "--types=RealtimeResponseUsag"], "did you mean RealtimeResponseUsage"),
        (["--impl=reference", "--checks=acepts"], "no check 'acepts'; did you mean accepts?"),
        (["--impl=reference", "--dialect=async-opena"], "no dialect 'async-opena'; did you mean async-openai"),
        (["--impl=reference", "--vectors=RealtimeResponse/usage-abset"], "did you mean RealtimeResponse/usage-absent"),
        (["--impl=reference", "--vectors=Nope/*"], "--vectors=Nope/* matches no vector of the selected types"),
        (["--impl=reference", "--generated=-1"], "--generated=-1: a number of payloads is 0 or more"),
        (["--impl=reference", "--impl-timeout=0"], "a time limit is a number of seconds above 0"),
        (["--impl=reference", "--results=tests"], "--results=tests: Is a directory"),
    ],
    ids=lambda value: " ".join(value)[7:] if isinstance(value, list) else "",
)
def test_a_mistake_is_one_line_and_exit_code_4(project: Path, arguments: list[str], said: str) -> None:
    ran = run(project, *arguments)
    assert ran.returncode == 4
    (line,) = ran.stderr.strip().splitlines()
    assert said in line
    assert "passed" not in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--impl=reference", "--types=Conversation", "--generated=0", "-k", "nothing"],
        ["--impl=reference", "--vectors=Conversation/*", "--checks=robust"],
        ["--impl=nothing_known", "--types=Conversation", "--generated=0"],
    ],
    ids=["deselected", "no cases", "all unsupported"],
)
def test_a_run_that_judges_nothing_is_no_success(project: Path, arguments: list[str]) -> None:
    ran = run(project, *arguments)
    assert ran.returncode == 5, ran.stdout
    assert "NOTHING WAS JUDGED" in ran.stdout
    assert "CONFORMS" not in ran.stdout


def test_a_broken_golden_file_is_named_in_one_line(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for package in ("conformance", "strategies"):
        shutil.copytree(REPOSITORY / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "target"))
    vectors = copy / "golden" / "async-openai"
    vectors.mkdir(parents=True)
    (vectors / "Conversation.json").write_text('[{"id": "Conversation/broken"}]')
    ran = run(project, "--impl=reference", PYTHONPATH=str(copy))
    assert ran.returncode == 4
    (line,) = ran.stderr.strip().splitlines()
    assert line == "ERROR: golden/async-openai/Conversation.json, vector 1: the member 'type' is missing"


# What it writes


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
