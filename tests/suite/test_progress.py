"""What somebody sees who runs the suite in a terminal: one display, never two on a line."""

from __future__ import annotations

import codecs
import errno
import os
import pty
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pyte
import pytest

FEW = ("--types=RealtimeResponseUsage,RealtimeServerEventResponseCreated", "--generated=0")
PROGRESS = re.compile(r"\d+/(\d+|\?) \w+(::\S*)?")
LONG = 120  # seconds

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


class Terminal:
    """A terminal of so many columns with one program in it; ``lines`` are all that it ever scrolled, as they stand."""

    def __init__(self, columns: int, command: Sequence[str], cwd: Path) -> None:
        self._screen = pyte.HistoryScreen(columns, 1000, history=1000)
        self._stream = pyte.Stream(self._screen)
        self._columns = columns
        ours, theirs = pty.openpty()
        ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 1000, columns, 0, 0))
        environment = {
            name: value for name, value in os.environ.items() if name not in ("COLUMNS", "CI", "PYTEST_ADDOPTS")
        }
        self._program = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment | {"TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._output = ours

    def __iter__(self) -> Iterator[list[str]]:
        """The screen after each piece that the program wrote."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        deadline = time.monotonic() + LONG
        while time.monotonic() < deadline:
            if not select.select([self._output], [], [], 1)[0]:
                continue
            try:
                piece = os.read(self._output, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                piece = b""
            if not piece:
                break
            # Rewriting begins with a carriage return: each state of the line is looked at, whatever came in one piece.
            for part in re.split(r"(?=\r\x1b)", decoder.decode(piece)):
                self._stream.feed(part)
                yield self.lines
        os.close(self._output)
        self._program.wait(LONG)

    @property
    def lines(self) -> list[str]:
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip().split("\n")

    @property
    def exit_code(self) -> int | None:
        return self._program.returncode


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
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=LONG, check=True)
    assert not done.stderr
    assert "\r" not in done.stdout
    assert "\033" not in done.stdout
    assert re.search(r"^RealtimeResponseUsage \.+ *\[", done.stdout, re.MULTILINE)
