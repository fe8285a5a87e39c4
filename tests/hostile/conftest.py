"""What the tests of hostile peers have in common."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

LONG = 60.0  # seconds


@pytest.fixture
def leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The test works in a folder of its own, and no process that works there is left after it."""
    monkeypatch.chdir(tmp_path)
    yield
    deadline = time.monotonic() + LONG
    while left := still_there(tmp_path):
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def still_there(folder: Path) -> list[str]:
    """The processes that work in a folder or below it, where the system shows them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            if (entry / "cwd").readlink().is_relative_to(folder) and state != "Z" and int(entry.name) != os.getpid():
                found.append(entry.name)
    return found
