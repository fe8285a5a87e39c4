"""What the tests of servers by others share: whether they run here, and the suite as a command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.servers import ServerEntry
from tests import forked

_SECONDS = 900


def require(entry: ServerEntry) -> None:
    """Skip, with the reason, what this machine cannot run; fail where it should."""
    if reason := entry.available():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{entry.name}: {reason}")
        pytest.skip(f"{entry.name}: {reason}")


def run(*options: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the suite in a folder."""
    command = [sys.executable, "-m", "conformance", "run", *options]
    return forked.run(command, cwd=cwd, timeout=_SECONDS)
