"""Runs the programs of findings in Python, each with its library alone, in the environment that the library has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.adapters import REGISTRY

_SECONDS = 240
# Importing a library takes most of the time of a program: it is done once, and each program is a process forked then.
_EACH = """
import ast, importlib, json, os, sys

programs = json.load(sys.stdin)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
for code in programs.values():
    for line in ast.parse(code).body:
        if isinstance(line, ast.ImportFrom):
            importlib.import_module(line.module)
for place, code in programs.items():
    if not os.fork():
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT), 1)
        exec(compile(code, "finding.py", "exec"), {"__name__": "__main__"})
        sys.exit()
    os.wait()
"""


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run ``programs`` (id of the finding -> source) and return what each prints.

    Raises:
        subprocess.TimeoutExpired: a program does not end.
        UsageError: a library cannot be installed.
    """
    printed = {}
    for name in dict.fromkeys(id_.partition("/")[0] for id_ in programs):
        printed |= _ran(name, {id_: code for id_, code in programs.items() if id_.partition("/")[0] == name})
    return printed


def _ran(library: str, programs: Mapping[str, str]) -> dict[str, str]:
    with TemporaryDirectory() as folder:
        places = {id_: Path(folder) / str(number) for number, id_ in enumerate(programs)}
        subprocess.run(
            [_interpreter(library), "-I", "-c", _EACH],
            input=json.dumps({str(places[id_]): code for id_, code in programs.items()}),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
        return {id_: place.read_text(encoding="utf-8") for id_, place in places.items()}


def _interpreter(implementation: str) -> str:
    entry = REGISTRY[implementation]
    return str(entry.runtime.build(entry.profiles[0]) / "bin" / "python")
