"""The server as a command: started, waited for, ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 120
COMMAND = (sys.executable, "-m", "conformance", "serve")


@contextmanager
def served(*options: str, lines: int = 1) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that runs, and the last line of so many that it has printed: its address."""
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            printed = [process.stdout.readline().strip() for _ in range(lines)]
            yield process, "\n".join(printed) if lines > 1 else printed[0]
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
