"""Runs a library without its adapter: a program in ``programs/`` uses it as its users do, against sockets of its own.

A program reads from stdin a JSON object with ``read``, frames to receive, and ``send``, what to send; it prints one
with as many answers under the same names. What they are is up to the program.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

from asking import require

from conformance.adapters import RegistryEntry
from conformance.adapters.environment import environment
from conformance.adapters.golang import Go, executables
from conformance.adapters.venv import Venv

_PROGRAMS = Path(__file__).parent / "programs"
_SECONDS = 240


def alone(entry: RegistryEntry, read: list[str], send: list[Any]) -> dict[str, list[Any]]:
    """What the library of ``entry`` makes of frames, and what it sends.

    Raises:
        subprocess.SubprocessError: the program failed, or did not end.
    """
    require(entry)
    finished = subprocess.run(
        _command(entry),
        input=json.dumps({"read": read, "send": send}),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    answers: dict[str, list[Any]] = json.loads(finished.stdout)
    assert [len(answers["read"]), len(answers["send"])] == [len(read), len(send)]
    return answers


def _command(entry: RegistryEntry) -> list[str]:
    runtime = entry.runtime
    if isinstance(runtime, Venv):
        program = _PROGRAMS / f"{runtime.folder.name}.py"
        return [str(runtime.build(entry.profiles[0]) / "bin" / "python"), "-I", str(program)]
    assert isinstance(runtime, Go)
    return [str(_built(runtime))]


def _built(runtime: Go) -> Path:
    """The program in Go, built with the module files of the adapter."""
    with TemporaryDirectory() as place:
        project = Path(place)
        sources = [runtime.folder / "go.mod", runtime.folder / "go.sum", _PROGRAMS / f"{runtime.folder.name}.go"]
        copies = [Path(copy(source, project)) for source in sources]
        home = environment(
            f"alone-{runtime.name}", copies, lambda home: executables(f"{runtime.name} alone", project, home)
        )
    return home / "bin" / runtime.name
