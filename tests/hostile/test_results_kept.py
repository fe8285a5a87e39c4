"""Results that are lost are never called written: the run is red and says what became of the file."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.results.reader import read
from tests import forked

LONG = 300  # seconds
GOLDEN = ("--types=RealtimeResponseUsage", "--generated=0", "--results=r.jsonl", "-p", "no:cacheprovider")
LIBRARY = """
import os, pathlib, time
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]
file = pathlib.Path("r.jsonl")
asked = 0

def roundtrip(type, text):
    global asked
    asked += 1
    if asked == 40:
        {how}
    return reference.roundtrip(type, text)
"""
WAYS = {
    "deleted": ("file.unlink()", "No such file or directory"),
    "replaced": ("file.unlink(); file.write_text('another')", "replaced by another file"),
    "truncated": ("os.truncate(file, 0)", "changed by something else"),
    "written to": ("file.open('r+').write('more')", "changed by something else"),
    "moved": ("file.rename('s.jsonl')", "No such file or directory"),
}


def command(*options: str, impl: str = "library") -> list[str]:
    return [sys.executable, "-m", "pytest", f"--impl={impl}", *GOLDEN, *options]


def ran(folder: Path, *options: str, impl: str = "library") -> subprocess.CompletedProcess[str]:
    return forked.run(command(*options, impl=impl), cwd=folder, timeout=LONG)


def library(folder: Path, how: str = "pass") -> None:
    (folder / "library.py").write_text(LIBRARY.format(how=how))


SERVED = f"stdio:{sys.executable} -m conformance.adapter.serve library"


@pytest.mark.parametrize(
    ("way", "options"), [*((way, ()) for way in WAYS), ("truncated", ("-n2",)), ("replaced", ("served",))]
)
def test_results_that_are_not_there_at_the_end_are_told(tmp_path: Path, way: str, options: tuple[str, ...]) -> None:
    how, said = WAYS[way]
    library(tmp_path, how)
    done = ran(tmp_path, impl=SERVED) if options == ("served",) else ran(tmp_path, *options)
    assert done.returncode == 1, done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("THE RESULTS ARE LOST: ")]
    assert f"r.jsonl: {said}" in line
    assert "\nResults: " not in done.stdout
    assert "CONFORMS:" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no locks that another process can see")
def test_a_second_run_into_the_same_file_is_refused_in_one_line(tmp_path: Path) -> None:
    library(tmp_path, "open('there', 'w').close(); open('go').read()")
    os.mkfifo(tmp_path / "go")
    with subprocess.Popen(command(), cwd=tmp_path, stdout=subprocess.PIPE, text=True) as first:
        deadline = time.monotonic() + LONG
        while not (tmp_path / "there").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        second = ran(tmp_path, impl="reference")
        (tmp_path / "go").write_text("")
        output, _ = first.communicate(timeout=LONG)
    assert second.returncode == 4
    (line,) = filter(None, second.stderr.splitlines())
    assert line == "ERROR: --results=r.jsonl: another run is writing this file: name another one"
    assert first.returncode == 0, output
    assert read(tmp_path / "r.jsonl").complete
    assert ran(tmp_path, impl="reference").returncode == 0


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "-n2"])
def test_a_full_disk_is_one_line_that_names_the_file(tmp_path: Path, workers: tuple[str, ...]) -> None:
    full = 16 << 10
    done = subprocess.run(
        command(*workers, impl="reference"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
        # A limit is what a test can set without rights; the writer is told of both by an error of the system.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (full, full)),
    )
    assert done.returncode == 1, done.stdout
    assert "INTERNALERROR" not in done.stdout + done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("THE RESULTS ARE LOST: ")]
    assert line.endswith("r.jsonl: File too large")
    assert not read(tmp_path / "r.jsonl").complete
