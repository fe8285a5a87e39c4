"""A server that the suite starts is waited for, ends with all that it started, and is started again if it dies."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.peer.started import Started
from conformance.peer.target import Target
from tests.ports import reserved

LISTENS = """
import os, socket, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[2], "w").write(f"{os.getpid()} {child.pid}")
time.sleep(0.3)
listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    peer, _ = listening.accept()
    if peer.recv(4) == b"die!":
        print("my key is s3cr3t-of-mine", flush=True)
        os._exit(3)
"""


def command(*arguments: object) -> str:
    return " ".join([sys.executable, *map(str, arguments)])


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def port() -> Iterator[int]:
    with reserved() as number:
        yield number


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "listens.py"
    path.write_text(LISTENS, encoding="utf-8")
    return path


def test_it_is_waited_for_and_ends_with_what_it_started(script: Path, port: int, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    started = Started(command(script, port, pids), Target(f"ws://127.0.0.1:{port}/"))
    socket.create_connection(("127.0.0.1", port), timeout=10).close()
    assert started.ended() is None
    started.close()
    for pid in map(int, pids.read_text().split()):
        assert eventually(lambda pid=pid: gone(pid))  # type: ignore[misc]


def test_one_that_has_died_is_started_again(script: Path, port: int, tmp_path: Path) -> None:
    reached = Target(f"ws://127.0.0.1:{port}/", secrets=("s3cr3t-of-mine",))
    started = Started(command(script, port, tmp_path / "pids"), reached)
    try:
        assert started.revived(hung=False) is None
        with socket.create_connection(("127.0.0.1", port), timeout=10) as peer:
            peer.sendall(b"die!")
        assert eventually(lambda: started.ended() is not None)
        assert started.revived(hung=False) == "the server has ended with exit code 3, and said last: my key is …"
        assert started.ended() is None
        assert started.revived(hung=True) == "it did not answer any more"
        assert started.ended() is None
    finally:
        started.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-c", "'print(\"no model\"); exit(7)'"], "the server has ended with exit code 7, and said last: no model"),
        (["-c", "'import time; time.sleep(600)'"], "does not listen within 1 s"),
    ],
)
def test_one_that_never_listens_is_told(arguments: list[str], message: str, port: int) -> None:
    with pytest.raises(UsageError) as raised:
        Started(command(*arguments), Target(f"ws://127.0.0.1:{port}/"), seconds=1 if "within" in message else 60)
    assert message in str(raised.value)
    children = subprocess.run(
        ["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False, timeout=30
    )
    assert all(gone(int(pid)) for pid in children.stdout.split() if _is_sleeper(int(pid)))


def _is_sleeper(pid: int) -> bool:
    cmdline = Path(f"/proc/{pid}/cmdline")
    return cmdline.exists() and b"time.sleep(600)" in cmdline.read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "--start is empty"),
        ("a 'b", "--start=a 'b: No closing quotation"),
        ("no-such-program-anywhere", "--start=no-such-program-anywhere: cannot run no-such-program-anywhere"),
    ],
)
def test_a_command_that_is_none_is_told(text: str, message: str, port: int) -> None:
    with pytest.raises(UsageError) as raised:
        Started(text, Target(f"ws://127.0.0.1:{port}/"))
    assert message in str(raised.value)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(UsageError, match=r"something listens at .* already"):
            Started(command("-c", "pass"), Target(url))
