"""Whether a process that a fake wrote down is still there."""

from __future__ import annotations

import os
import time
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has reaped yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def left_over(pids: Path) -> list[int]:
    """Return the processes listed in the file that do not go away."""
    assert pids.exists(), "no process wrote down its id"
    listed = [int(line) for line in pids.read_text().split()]
    for _ in range(500):  # a killed process goes when the kernel gets round to it
        if not any(alive(pid) for pid in listed):
            return []
        time.sleep(0.01)
    return [pid for pid in listed if alive(pid)]
