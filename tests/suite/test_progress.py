"""What somebody sees who runs the suite in a terminal: one display, never two on a line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests import forked
from tests.terminal import LONG, Terminal

FEW = ("--types=RealtimeResponseUsage,RealtimeServerEventResponseCreated", "--generated=0")
PROGRESS = re.compile(r"\d+/(\d+|\?) \w+(::\S*)?")

ONE_TYPE = """
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]

def roundtrip(type, text):
    return reference.roundtrip(type, text)
"""
SLOW = """
import time
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello

def roundtrip(type, text):
    time.sleep(0.002)
    return reference.roundtrip(type, text)
"""
OWN_TESTS = """
import pytest

@pytest.mark.parametrize("number", range(5))
def test_of_my_own(number):
    pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "one_type.py").write_text(ONE_TYPE)
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "test_own.py").write_text(OWN_TESTS)
    return tmp_path


def shown(project: Path, columns: int, *options: str) -> tuple[list[str], list[list[str]], int | None]:
    """The last screen, every screen before it, and the exit code."""
    terminal = Terminal(columns, [sys.executable, "-m", "pytest", "--results=r.jsonl", *options], project)
    screens = list(terminal)
    return terminal.lines, screens, terminal.exit_code


def is_dots(line: str) -> bool:
    return re.search(r"(^|\s)[.sxFE]+(\s+\[ *\d+%\])?$", line) is not None or "%]" in line


@pytest.mark.parametrize(
    ("impl", "columns", "quiet"),
    [
        ("slow", 80, ()),
        ("slow", 120, ()),
        ("slow", 80, ("-q",)),
        ("slow", 80, ("-n2",)),
        ("one_type", 80, ()),
        ("one_type", 120, ("-q",)),
    ],
)
def test_there_is_one_display(project: Path, columns: int, quiet: tuple[str, ...], impl: str) -> None:
    last, screens, code = shown(project, columns, f"--impl={impl}", *FEW, *quiet)
    assert code == 0, last
    assert not [line for line in last if is_dots(line) or PROGRESS.match(line)]
    assert "RealtimeServerEventResponseCreated" not in "\n".join(last).partition("Realtime conformance")[0]
    lines = [line for screen in screens for line in screen if PROGRESS.match(line)]
    assert lines
    assert all(PROGRESS.fullmatch(line) for line in lines), [line for line in lines if not PROGRESS.fullmatch(line)]
    # It is rewritten where it stands: never two of them, and never one that goes on in the next line.
    for screen in screens:
        at = [number for number, line in enumerate(screen) if PROGRESS.match(line)]
        assert len(at) <= 1
        assert not at or at[0] == len(screen) - 1
        assert not at or len(screen[at[0]]) < columns


def test_a_name_is_cut_to_the_width(project: Path) -> None:
    _, screens, _ = shown(project, 40, "--impl=slow", *FEW)
    assert any(len(line) == 39 and PROGRESS.match(line) for screen in screens for line in screen)


def test_with_v_the_lines_are_those_of_pytest(project: Path) -> None:
    last, screens, _ = shown(project, 120, "--impl=slow", *FEW, "-v")
    assert not [line for screen in screens for line in screen if PROGRESS.match(line)]
    assert len([line for line in last if re.search(r"^RealtimeResponseUsage.*PASSED +\[ *\d+%\]$", line)]) > 20


def test_the_tests_of_a_project_keep_their_dots(project: Path) -> None:
    last, _, code = shown(project, 80, "--impl=slow", *FEW, "test_own.py")
    assert code == 0, last
    assert [line for line in last if is_dots(line)] == ["test_own.py ....."]
    assert not [line for line in last if PROGRESS.match(line)]


def test_through_a_pipe_there_are_dots_and_no_line(project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--results=r.jsonl", "--impl=slow", *FEW]
    done = forked.run(command, cwd=project, timeout=LONG, check=True)
    assert not done.stderr
    assert "\r" not in done.stdout
    assert "\033" not in done.stdout
    assert re.search(r"^RealtimeResponseUsage \.+ *\[", done.stdout, re.MULTILINE)


def test_through_a_pipe_types_that_are_not_declared_have_no_line(project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--results=r.jsonl", "--impl=one_type", *FEW]
    done = forked.run(command, cwd=project, timeout=LONG, check=True)
    shown = done.stdout.partition("Realtime conformance")[0]
    assert re.search(r"^RealtimeResponseUsage \.+ *\[", shown, re.MULTILINE)
    assert "RealtimeServerEventResponseCreated" not in shown


def test_within_an_item_the_payloads_are_counted(project: Path) -> None:
    few = ("--types=RealtimeResponseUsage", "--checks=round-trip", "--generated=1000")
    last, screens, code = shown(project, 80, "--impl=slow", *few)
    assert code == 0, last
    told = {line for screen in screens for line in screen if line.endswith(" payloads")}
    assert any(re.fullmatch(r"\d+/\d+ RealtimeResponseUsage::generated \d+ payloads", line) for line in told), told
    assert not [line for line in last if line.endswith(" payloads")]
