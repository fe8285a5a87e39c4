"""Runs programs in Python that use one library: it is imported once, and each program is a process forked then.

To import a library takes most of what such a program does.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

_EACH = """
import ast, importlib, json, os, sys

programs = json.load(sys.stdin)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
for source in {program["source"] for program in programs}:
    for line in ast.parse(source).body:
        if isinstance(line, ast.ImportFrom):
            importlib.import_module(line.module)
children = []
for program in programs:
    children.append(os.fork())
    if not children[-1]:
        for number, place in enumerate(program["printed"], start=1):
            os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT), number)
        sys.argv = ["program.py", *program["arguments"]]
        exec(compile(program["source"], "program.py", "exec"), {"__name__": "__main__"})
        sys.exit()
print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]))
"""


def run(
    interpreter: Path, programs: Sequence[tuple[str, Sequence[str]]], *, timeout: float
) -> list[subprocess.CompletedProcess[str]]:
    """Run programs, each given by its source and its arguments, all at the same time.

    Raises:
        subprocess.TimeoutExpired: one of them does not end.
        subprocess.CalledProcessError: what they import cannot be imported.
    """
    with TemporaryDirectory() as folder:
        asked = [
            {"source": source, "arguments": list(arguments), "printed": [f"{folder}/{number}.{n}" for n in (1, 2)]}
            for number, (source, arguments) in enumerate(programs)
        ]
        codes = json.loads(_printed([str(interpreter), "-I", "-c", _EACH], json.dumps(asked), timeout))
        return [
            subprocess.CompletedProcess(arguments, code, *(Path(place).read_text("utf-8") for place in one["printed"]))
            for (_, arguments), one, code in zip(programs, asked, codes, strict=True)
        ]


def _printed(command: list[str], text: str, timeout: float) -> str:
    """What a command prints that is given a text; all that it has forked ends with it, whatever happens."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as running:  # fmt: skip
        try:
            printed, errors = running.communicate(text, timeout)
        except BaseException:
            os.killpg(running.pid, signal.SIGKILL)
            raise
        if running.returncode:
            raise subprocess.CalledProcessError(running.returncode, command, printed, errors)
        return printed
