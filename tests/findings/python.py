"""Runs the programs of findings in Python, each with its library alone, in the environment that the library has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.adapters import REGISTRY
from tests import together

_SECONDS = 240


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run ``programs`` (id of the finding -> source) and return what each prints.

    Raises:
        subprocess.TimeoutExpired: a program does not end.
        UsageError: a library cannot be installed.
    """
    printed = {}
    for name in dict.fromkeys(id_.partition("/")[0] for id_ in programs):
        ours = {id_: code for id_, code in programs.items() if id_.partition("/")[0] == name}
        every = together.run(_interpreter(name), [(code, ()) for code in ours.values()], timeout=_SECONDS)
        printed |= {id_: ran.stdout for id_, ran in zip(ours, every, strict=True)}
    return printed


def _interpreter(implementation: str) -> Path:
    entry = REGISTRY[implementation]
    return entry.runtime.build(entry.profiles[0]) / "bin" / "python"
