"""What the tests of commands share."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Call, Ran

from conformance.cli import main


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """One command as ``run`` gives it, within this process."""

    def call(*arguments: str, stdin: str | bytes = "", cwd: Path | None = None, **environment: str) -> Ran:
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        with monkeypatch.context() as changed:
            changed.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
            for name, value in environment.items():
                changed.setenv(name, value)
            if cwd is not None:
                changed.chdir(cwd)
            code = main(arguments)
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return call
