"""What runs a command in a forked process shows of it what a process of its own would."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import forked

SAYS = """
import atexit, os, sys

atexit.register(print, "ends")
print(*sys.argv[1:], os.getcwd(), sys.path[0], os.environ.get("ONE"), os.environ.get("HOME"), sys.stdin.read())
print("é", file=sys.stderr)
sys.exit(3)
"""
PYTHON = [sys.executable, "-m"]


def test_it_is_as_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "says.py").write_text(SAYS)
    command, environment = [*PYTHON, "says", "a", "b c"], {"ONE": "1", "PATH": os.environ["PATH"]}
    alone = subprocess.run(
        command,
        cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    ran = forked.run(command, cwd=tmp_path, env=environment)
    assert (ran.returncode, ran.stdout, ran.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert ran.stdout == f"a b c {tmp_path} {tmp_path} 1 None \nends\n"
    assert (ran.returncode, ran.stderr) == (3, "é\n")
    with pytest.raises(subprocess.CalledProcessError):
        forked.run(command, cwd=tmp_path, env=environment, check=True)


def test_nothing_of_one_is_seen_by_the_next(tmp_path: Path) -> None:
    for number in ("one", "two"):
        folder = tmp_path / number
        folder.mkdir()
        (folder / "mine.py").write_text(f"NAME = {number!r}\n")
        (folder / "says.py").write_text("import os, mine\nprint(mine.NAME, os.environ.pop('ONE', None))\n")
        assert forked.run([*PYTHON, "says"], cwd=folder, env={"ONE": number}).stdout == f"{number} {number}\n"
    assert forked.run([*PYTHON, "says"], cwd=folder, env={}).stdout == "two None\n"


def test_threads_take_turns(tmp_path: Path) -> None:
    (tmp_path / "says.py").write_text("import sys\nprint(sys.argv[1])\n")
    with ThreadPoolExecutor(4) as pool:
        every = pool.map(lambda name: forked.run([*PYTHON, "says", name], cwd=tmp_path), "abcdefgh")
    assert [(ran.returncode, ran.stdout) for ran in every] == [(0, f"{name}\n") for name in "abcdefgh"]


def test_one_that_does_not_end_is_killed(tmp_path: Path) -> None:
    (tmp_path / "hangs.py").write_text("import time\nprint('there', flush=True)\ntime.sleep(600)\n")
    with pytest.raises(subprocess.TimeoutExpired) as raised:
        forked.run([*PYTHON, "hangs"], cwd=tmp_path, timeout=2)
    assert raised.value.stdout == "there\n"
    (tmp_path / "ends.py").touch()
    assert forked.run([*PYTHON, "ends"], cwd=tmp_path).returncode == 0


def test_what_would_not_be_what_is_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "conformance").mkdir()
    for command, environment in ((["/bin/true"], {}), ([*PYTHON, "pytest"], {"PYTHONPATH": str(tmp_path)})):
        with pytest.raises(AssertionError):
            forked.run(command, env=environment)
