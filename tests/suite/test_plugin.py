"""``pytest --impl=X`` in somebody else's project: what it leaves alone, what it runs, how it ends."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from conformance.suite import unrewritten
from tests.suite.project import REPOSITORY, imported_anew, last_line, made, results, run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def test_without_impl_nothing_of_ours_is_imported_and_the_projects_tests_run_untouched(project: Path) -> None:
    ran = imported_anew(project)
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
    arguments = ["--impl=reference", "--types=Conversation", "--generated=8", "-p", "spy"]
    ran = imported_anew(project, *arguments, PYTHONPATH=".")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    imported = set(last_line(ran.stdout).removeprefix("imported: ").split())
    assert "conformance.suite.items" in imported
    assert {"hypothesis", "conformance.session", "conformance.peer", "websockets", "asyncio"} & imported == set()


def test_the_suite_is_imported_as_it_was_installed_and_the_projects_tests_are_rewritten(project: Path) -> None:
    arguments = ["--impl=reference", "--types=Conversation", "--generated=8", "-p", "spy", "tests"]
    ran = imported_anew(project, *arguments, PYTHONPATH=".")
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
    ran = imported_anew(project, "--impl=reference", PYTHONPATH=str(copy))
    assert ran.returncode == 4
    (line,) = ran.stderr.strip().splitlines()
    assert line == "ERROR: golden/async-openai/Conversation.json, vector 1: the member 'type' is missing"
