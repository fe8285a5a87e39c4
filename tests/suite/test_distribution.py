"""With pytest-xdist, one process judges all items of a type."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from conformance.suite.distribution import together
from tests import forked


@pytest.mark.parametrize(
    ("nodeid", "scope"),
    [
        ("RealtimeResponse::generated[round-trip]", "RealtimeResponse"),
        ("RealtimeResponse::minimal", "RealtimeResponse"),
        ("RealtimeResponse::robust[deep]", "RealtimeResponse"),
        ("tests/test_mine.py::test_one", "tests/test_mine.py::test_one"),
    ],
)
def test_what_belongs_together(nodeid: str, scope: str) -> None:
    assert together(nodeid) == scope


def test_each_type_is_judged_by_one_process_and_both_have_work(tmp_path: Path) -> None:
    types = "RealtimeResponseStatus,RealtimeResponseUsage"
    command = [sys.executable, "-m", "conformance", "run", "--impl=reference", f"--types={types}"]
    command += ["--generated=4", "--checks=accepts,round-trip", "-n2", "-vv", f"--case-cache={tmp_path}"]
    ran = forked.run(command, cwd=tmp_path, timeout=600)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    processes = defaultdict(set)
    for process, type_name in re.findall(r"\[(gw\d)\].* (\w+)::", ran.stdout):
        processes[type_name].add(process)
    assert sorted(processes) == sorted(types.split(","))
    assert all(len(found) == 1 for found in processes.values()), processes
    assert len(set.union(*processes.values())) == 2
