"""Runs commands as their users do, in a process of their own, and reads what they answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAM = str(Path(sys.executable).parent / "realtime-conformance")

Ran = subprocess.CompletedProcess[str]
Call = Callable[..., Ran]


def environment(**extra: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | extra


def run(*arguments: str, stdin: str | bytes = "", cwd: Path | None = None, **extra: str) -> Ran:
    """One command with its exit code, its output and its errors as text."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    ran = subprocess.run(
        [PROGRAM, *arguments],
        input=data,
        cwd=cwd,
        env=environment(**extra),
        capture_output=True,
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def lines(*records: object) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def answered(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]
