"""What a run leaves behind: the same bytes every time, in every split, and something readable after any kill."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conformance.results.reader import read
from tests import forked

ADAPTER = """
import json


def roundtrip(type, text):
    if type not in ("RealtimeResponseUsage", "RealtimeResponseStatus"):
        raise NotImplementedError(type)
    value = json.loads(text)
    if isinstance(value, dict):
        value.pop("total_tokens", None)
    return json.dumps(value, separators=(",", ":"))
"""
TIMES = ("started", "seconds")
FEW = ("--types=RealtimeResponseUsage,RealtimeResponseStatus,Conversation", "--generated=8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "lossy.py").write_text(ADAPTER)
    return tmp_path


def command(results: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "--impl=lossy", f"--results={results}", *options]


def start(project: Path, results: str, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(results, *options), cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def run(project: Path, results: str, *options: str) -> Path:
    ran = forked.run(command(results, *options), cwd=project)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return project / results


def run_with_hashes_of_its_own(project: Path, results: str, *options: str) -> Path:
    """Forked runs have the same hashes of texts: the order of a set would be the same in each."""
    with start(project, results, *options) as running:
        said, _ = running.communicate(timeout=240)
    assert running.returncode == 1, said
    return project / results


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def without_times(path: Path) -> list[str]:
    """The lines as they are; header and footer without their times."""
    header, *verdicts, footer = path.read_text(encoding="utf-8").splitlines()
    ends = [{name: value for name, value in json.loads(end).items() if name not in TIMES} for end in (header, footer)]
    return [json.dumps(ends[0]), *verdicts, json.dumps(ends[1])]


def test_runs_differ_in_their_times_alone_whether_in_one_process_or_two(project: Path) -> None:
    first, second, two = (
        without_times(run_with_hashes_of_its_own(project, name, *FEW, *more))
        for name, more in (("first", ()), ("second", ()), ("two", ("-n2",)))
    )
    assert first == second
    assert first == two


def test_shards_are_disjoint_and_make_up_the_whole(project: Path) -> None:
    whole = lines(run(project, "whole.jsonl", *FEW))[1:-1]
    parts = [lines(run(project, f"{number}.jsonl", *FEW, f"--shard={number}/3")) for number in (1, 2, 3)]
    assert [part[0]["options"]["shard"] for part in parts] == ["1/3", "2/3", "3/3"]
    assert all(len(part) > 2 for part in parts)
    verdicts = sorted((line for part in parts for line in part[1:-1]), key=lambda line: line["place"])
    assert [{name: value for name, value in line.items() if name != "place"} for line in verdicts] == whole


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/2/3", "-1/2", "1/0"])
def test_a_shard_that_does_not_exist_is_one_line(project: Path, shard: str) -> None:
    ran = forked.run(command("never.jsonl", f"--shard={shard}"), cwd=project)
    assert ran.returncode == 4
    assert f"ERROR: --shard={shard}: expected I/N, the I-th of N parts, such as 2/4" in ran.stderr.splitlines()
    assert not (project / "never.jsonl").exists()


def test_a_kill_at_any_moment_leaves_a_file_that_is_read_and_called_incomplete(project: Path) -> None:
    whole = len(run(project, "warm.jsonl", *FEW).read_bytes())
    read_as_incomplete = 0
    # By what the run has written, not by time: how fast it is differs from one moment to the next.
    for written in random.Random(20).sample(range(1, whole), k=20):
        path = project / "killed.jsonl"
        path.unlink(missing_ok=True)
        with start(project, path.name, *FEW) as running:
            while running.poll() is None and size(path) < written:
                time.sleep(0.001)
            running.send_signal(signal.SIGKILL)
        results = read(path)
        assert results.header.name == "lossy"
        read_as_incomplete += not results.complete
    assert read_as_incomplete >= 3, "the moments were not spread over the run"


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def test_a_kill_before_it_writes_leaves_no_file(project: Path) -> None:
    with start(project, "never.jsonl", *FEW) as running:
        running.send_signal(signal.SIGKILL)
    assert not (project / "never.jsonl").exists()
