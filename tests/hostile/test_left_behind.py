"""A program that hangs, floods its hello or leaves daemons costs little and leaves nothing, however the run ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.adapter import Kind, Op, Request
from conformance.adapter.broken import AdapterBroken
from conformance.adapter.stdio import Limits, Stdio
from conformance.results.reader import read

LONG = 300  # seconds
GOLDEN = ("--types=RealtimeResponseUsage", "--generated=0", "--results=r.jsonl", "-p", "no:cacheprovider")
linux = pytest.mark.skipif(sys.platform != "linux", reason="no other system shows what a daemon came from")

PROGRAM = """
import json, os, sys, time
mode = sys.argv[1]
DAEMON = "import time; time.sleep(600)"

def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, "-c", DAEMON], {} if "bare" in sys.argv[1] else os.environ)
        os._exit(0)
    os.wait()

def told():
    with open("pids", "a") as file:
        print(os.getpid(), file=file)

told()
for line in sys.stdin:
    asked = json.loads(line)
    answer = {"seq": asked["seq"], "outcome": "unsupported"}
    if asked["op"] == "hello":
        if mode.endswith("daemon at start"):
            daemon()
        names = ["RealtimeResponseUsage"] + [f"T{n}" for n in range(300_000 if mode == "types" else 0)]
        about = dict.fromkeys(("name", "version", "language", "profile"), mode)
        about |= {"dialect": "*", "types": names, "ops": ["roundtrip"]}
        if mode == "name":
            about["name"] = "x" * (5 << 20)
        answer |= {"outcome": "ok", "hello": about}
    elif asked["op"] == "roundtrip" and asked["type"] == "RealtimeResponseUsage":
        answer |= {"outcome": "ok", "text": asked["text"]}
        if mode.endswith("daemon") and asked["text"].startswith("{"):
            mode = ""
            daemon()
        if mode == "hangs" or (mode == "hangs later" and asked["text"].startswith("{")):
            open("hanging", "w").close()
            time.sleep(600)
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "program.py").write_text(PROGRAM)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def program(mode: str) -> list[str]:
    return [sys.executable, "program.py", mode]


def until(there: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONG
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def left(folder: Path) -> list[int]:
    """The processes that work in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                if entry.joinpath("cwd").readlink() == folder and alive(int(entry.name)):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@linux
@pytest.mark.parametrize("mode", ["daemon", "daemon at start", "bare daemon", "bare daemon at start"])
def test_a_daemon_is_ended_with_its_program(project: Path, mode: str) -> None:
    with Stdio(program(mode)) as connection:
        connection.ask(Request(Op.ROUNDTRIP, "RealtimeResponseUsage", "{}"))
        assert len(left(project)) == 2
    assert left(project) == []


@linux
def test_what_others_have_started_is_not_ended(project: Path) -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    # Among all that the process has there may be proxies of what is gone.
    gone = weakref.proxy(set[int]())
    with subprocess.Popen(sleeping, start_new_session=True, env={}) as mine, Stdio(program("")) as another:
        with Stdio(program("bare daemon")) as connection:
            connection.ask(Request(Op.ROUNDTRIP, "RealtimeResponseUsage", "{}"))
        assert mine.poll() is None
        assert type(gone) is weakref.ProxyType
        assert another.ask(Request(Op.ROUNDTRIP, "RealtimeResponseUsage", "{}")).kind is Kind.OK
        mine.kill()


@pytest.mark.parametrize("member", ["name", "types"])
def test_a_hello_without_bounds_is_refused(project: Path, member: str) -> None:
    with pytest.raises(
        AdapterBroken, match=rf"{member} (of hello )?has .*more than|{member} of hello has 5242880"
    ) as told:
        Stdio(program(member))
    assert len(str(told.value)) < 1_000


@pytest.mark.parametrize(
    ("impl", "said"),
    [
        (("--impl=stdio:sleep 600",), "did not answer hello"),
        (("--impl=client:sleep 600",), "is silent for 1 s (--impl-start is the limit)"),
        (("--impl=ws://127.0.0.1:{port}/", "--start=sleep 600"), "does not listen within 1 s (--impl-start)"),
    ],
    ids=["a program", "a driver", "a server"],
)
def test_one_that_does_not_start_costs_what_the_user_says(project: Path, impl: tuple[str, ...], said: str) -> None:
    # An answer may take as long as a start, or longer.
    options = (*impl, "--impl-start=1", "--impl-timeout=1", "-p", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options], capture_output=True, text=True, timeout=LONG, check=False
    )
    assert done.returncode == 4, done.stdout
    assert said in done.stderr
    assert left(project) == []


def test_one_that_hangs_at_every_payload_is_given_up(project: Path) -> None:
    limits = Limits(timeout=0.2, start=LONG, grace=0.1, timeouts=4)
    with Stdio(program("hangs"), limits) as connection:
        answers = list(connection.stream(Request(Op.ROUNDTRIP, "RealtimeResponseUsage", "{}") for _ in range(40)))
    assert {answer.kind for answer in answers} == {Kind.TIMEOUT}
    assert "given up after 4 timeouts in a row" in (answers[-1].message or "")
    assert len((project / "pids").read_text().split()) == 4


@linux
@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "-n2"])
def test_nothing_is_left_of_a_run_that_is_killed(project: Path, workers: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pytest", f"--impl=stdio:{' '.join(program('hangs')[:2])} 'hangs later'", *GOLDEN]
    with subprocess.Popen(
        [*command, "--impl-timeout=300", *workers], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        until((project / "hanging").exists)
        running.send_signal(signal.SIGKILL)
    until(lambda: not left(project))


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "-n2"])
def test_nothing_is_left_of_a_run_that_is_stopped(
    project: Path, number: signal.Signals, workers: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "pytest", f"--impl=stdio:{' '.join(program('hangs')[:2])} 'hangs later'", *GOLDEN]
    with subprocess.Popen(
        [*command, "--impl-timeout=300", *workers], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        until((project / "hanging").exists)
        running.send_signal(number)
        assert running.wait(LONG) == pytest.ExitCode.INTERRUPTED
    assert left(project) == []
    assert not read(project / "r.jsonl").complete


FORKS = """
import os
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]
asked = 0

def roundtrip(type, text):
    global asked
    asked += 1
    if asked == 40:
        child = os.fork()
        if child:
            os.waitpid(child, 0)
    return reference.roundtrip(type, text)
"""


def test_a_child_that_comes_back_into_the_run_is_a_crash(project: Path) -> None:
    (project / "forks.py").write_text(FORKS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--impl=forks", *GOLDEN],
        capture_output=True, text=True, timeout=LONG, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    results = read(project / "r.jsonl")
    assert results.complete
    assert any("the library forked" in verdict.reason for verdict in results.verdicts)
    # One screen, which begins and ends with the verdict.
    assert done.stdout.count("DOES NOT CONFORM") == 2
    assert done.stdout.count("\nResults: ") == 1
