"""The source archive and the wheel of a release, made once for all processes of pytest that look at them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

import conformance

ROOT = Path(conformance.__file__).parent.parent
SECONDS = 900
_PRIVATE = re.compile(r"^(PYTHON|VIRTUAL_ENV|PYTEST)")


def run(*command: object, cwd: Path = ROOT) -> str:
    """What a command prints that succeeds, in the environment of a shell."""
    environment = {name: value for name, value in os.environ.items() if not _PRIVATE.match(name)}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def released(factory: pytest.TempPathFactory) -> Path:
    """A folder with both, the wheel made from the source archive as a release makes it."""
    own = factory.getbasetemp()
    # The processes of pytest-xdist have a folder each in that of the run.
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made, making = shared / "released", shared / "released-half"
    with FileLock(shared / "released.lock", timeout=SECONDS):
        if not made.exists():
            run(sys.executable, "-m", "build", "--no-isolation", "--outdir", making, ROOT)
            making.rename(made)
    return made
