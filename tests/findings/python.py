"""Runs the programs of findings in Python, each with its library alone, in the environment that the library has."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from conformance.adapters import REGISTRY

_SECONDS = 120


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run ``programs`` (id of the finding -> source) and return what each prints.

    Raises:
        subprocess.TimeoutExpired: a program does not end.
        UsageError: a library cannot be installed.
    """
    interpreters = {name: _interpreter(name) for name in {id_.partition("/")[0] for id_ in programs}}
    commands = [[interpreters[id_.partition("/")[0]], "-I", "-c", code] for id_, code in programs.items()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(programs, pool.map(_stdout, commands), strict=True))


def _interpreter(implementation: str) -> str:
    entry = REGISTRY[implementation]
    return str(entry.runtime.build(entry.profiles[0]) / "bin" / "python")


def _stdout(command: list[str]) -> str:
    finished = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    return finished.stdout
