"""A library that ends the process it runs in is never green, and what watches over that process is in nobody's way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.results.reader import read
from tests import forked

GOLDEN = ("--types=RealtimeResponseUsage", "--generated=0", "--results=r.jsonl")
BIN = Path(sys.executable).parent
LONG = 120  # seconds

LIBRARY = """
import ctypes, os, signal, time
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]
LAST = {last}
asked = 0

def roundtrip(type, text):
    global asked
    asked += 1
    if asked == LAST:
        {how}
    return reference.roundtrip(type, text)
"""
WAYS = {
    "exit": ("os._exit(0)", "exit code 0"),
    "exit with a code": ("os._exit(3)", "exit code 3"),
    "exit of the C library": ("ctypes.CDLL(None).exit(0)", "exit code 0"),
    "another program": ("os.execv('/bin/true', ['true'])", "exit code 0"),
    "signal": ("os.kill(os.getpid(), signal.SIGKILL)", "signal SIGKILL"),
}
# Another payload than the first, which the suite asks before it judges anything.
LATER = 40
HANGS = "open('hanging', 'w').close(); time.sleep(600)"
# Where the run goes on, and which handlers are called at its end.
CONFTEST = """
import atexit, os

with open("processes", "a") as file:
    print(os.getpid(), os.getppid(), file=file)

@atexit.register
def leave():
    with open("left", "a") as file:
        print(os.getpid(), file=file)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    return tmp_path


def library(project: Path, how: str = "pass", last: int = LATER) -> None:
    (project / "library.py").write_text(LIBRARY.format(how=how, last=last))


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "--impl=library", *GOLDEN, *options]


def ran(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return forked.run(command(*options), cwd=project, timeout=LONG)


def processes(project: Path) -> list[list[int]]:
    """The ids of the processes that loaded the project's conftest, each with its parent's."""
    return [[int(number) for number in line.split()] for line in (project / "processes").read_text().splitlines()]


def hanging(project: Path) -> subprocess.Popen[str]:
    """A run in the middle of a payload that is never answered, as the leader of a process group."""
    library(project, HANGS)
    running = subprocess.Popen(
        command(),
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + LONG
    while not (project / "hanging").exists():
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.02)
    return running


@pytest.mark.parametrize("way", WAYS)
def test_whoever_ends_the_process_is_named_with_the_item(project: Path, way: str) -> None:
    how, said = WAYS[way]
    library(project, how)
    done = ran(project)
    assert done.returncode == (128 + signal.SIGKILL if way == "signal" else 1)
    (line,) = [line for line in done.stderr.splitlines() if "ended the process" in line]
    results = read(project / "r.jsonl")
    assert not results.complete
    last = results.verdicts[-1].case.replace("/", "::")
    assert line.startswith(f"library ended the process ({said}) while RealtimeResponseUsage::")
    assert last not in line  # that one was judged


@pytest.mark.parametrize("program", [["pytest"], ["realtime-conformance", "run"]], ids=" ".join)
def test_every_command_that_runs_the_suite_is_guarded(project: Path, program: list[str]) -> None:
    library(project, "os._exit(0)")
    arguments = [str(BIN / program[0]), *program[1:], "--impl=library", *GOLDEN]
    done = forked.run(arguments, cwd=project, timeout=LONG)
    assert done.returncode == 1
    assert "library ended the process (exit code 0) while RealtimeResponseUsage::" in done.stderr


def test_one_that_ends_the_process_before_the_first_item_is_named_too(project: Path) -> None:
    library(project, "os._exit(0)", last=1)
    done = ran(project)
    assert done.returncode == 1
    assert "library ended the process (exit code 0) outside of every item" in done.stderr


@pytest.mark.parametrize(
    ("how", "options", "code"),
    [
        ("pass", (), 0),
        ("pass", ("-s",), 0),
        ("pass", ("-n2",), 0),
        ("pass", ("--collect-only",), 0),
        ("return '{}'", (), 1),
        ("return '{}'", ("-n2",), 1),
        ("os._exit(0)", ("-n2",), 1),
        ("pass", ("--nosuch",), 4),
        ("pass", ("--checks=nosuch",), 4),
    ],
)
def test_the_exit_code_is_that_of_the_run(project: Path, how: str, options: tuple[str, ...], code: int) -> None:
    library(project, how)
    done = ran(project, *options)
    assert done.returncode == code, done.stdout + done.stderr
    assert "ended the process" not in done.stderr


def test_what_is_left_at_the_end_is_left_once_and_by_the_run(project: Path) -> None:
    library(project)
    ran(project)
    ((run, _),) = processes(project)
    assert (project / "left").read_text().split() == [str(run)]


def test_a_debugger_reads_from_the_terminal_of_the_run(project: Path) -> None:
    library(project, "return '{}'")
    done = subprocess.run(
        command("--pdb"), cwd=project, input="p 6 * 7\nc\n", capture_output=True, text=True, timeout=LONG, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "42" in done.stdout
    assert read(project / "r.jsonl").complete


@pytest.mark.parametrize("to_all", [True, False], ids=["to the group", "to the process alone"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_reaches_the_run_once(project: Path, name: str, to_all: bool) -> None:
    number = signal.Signals[name]
    with hanging(project) as running:
        (os.killpg if to_all else os.kill)(running.pid, number)
        output, errors = running.communicate(timeout=LONG)
    assert running.returncode == 2, errors
    assert "INCOMPLETE: no failure in the" in output
    assert len(re.findall(r"^!+ KeyboardInterrupt !+$", output, re.MULTILINE)) == 1
    assert not errors
    assert not read(project / "r.jsonl").complete


@pytest.mark.skipif(sys.platform != "linux", reason="no other system ends a process with its parent")
def test_nothing_is_left_of_a_run_whose_process_is_killed(project: Path) -> None:
    with hanging(project) as running:
        running.kill()
        running.communicate(timeout=LONG)
    ((run, parent),) = processes(project)
    assert parent == running.pid
    deadline = time.monotonic() + LONG
    while Path(f"/proc/{run}").exists() and " Z " not in Path(f"/proc/{run}/stat").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_program_that_calls_pytest_goes_on_in_its_own_process(project: Path) -> None:
    library(project)
    arguments = ["--impl=library", *GOLDEN]
    (project / "host.py").write_text(
        f"import os, pytest\nbefore = os.getpid()\ncode = pytest.main({arguments!r})\n"
        "assert os.getpid() == before\nprint('ended with', int(code))\n"
    )
    done = subprocess.run(
        [sys.executable, "host.py", *arguments], cwd=project, capture_output=True, text=True, timeout=LONG, check=True
    )
    assert "ended with 0" in done.stdout
    assert len(processes(project)) == 1


def test_a_program_is_watched_over_by_its_connection_alone(project: Path) -> None:
    library(project, "os._exit(0)")
    serve = f"--impl=stdio:{sys.executable} -m conformance.adapter.serve library"
    with subprocess.Popen([*command(), serve], cwd=project, stdout=subprocess.PIPE, text=True) as running:
        output, _ = running.communicate(timeout=LONG)
    assert running.returncode == 1
    assert "crashed" in output
    assert processes(project) == [[running.pid, os.getpid()]]


@pytest.mark.parametrize(
    "lingers",
    ["import threading; threading.Thread(target=time.sleep, args=(600,)).start()", "atexit.register(time.sleep, 600)"],
    ids=["a thread", "a handler"],
)
def test_a_library_that_does_not_let_its_process_exit_keeps_nobody_waiting(project: Path, lingers: str) -> None:
    library(project, lingers.replace("atexit", "__import__('atexit')"))
    done = ran(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert read(project / "r.jsonl").complete
    # The process is killed: nothing of it is left.
    assert not [one for one, _ in processes(project) if Path(f"/proc/{one}").exists()]


def test_one_that_cannot_be_imported_does_not_either(project: Path) -> None:
    lingers = "import threading, time; threading.Thread(target=time.sleep, args=(600,)).start(); raise SystemExit(0)"
    (project / "library.py").write_text(lingers)
    done = ran(project)
    assert done.returncode == 4
    assert "importing library failed: SystemExit: 0" in done.stderr
