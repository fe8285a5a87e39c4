"""Runs commands of the suite as a shell does, each in a process that is forked from one which has imported the suite.

Most of what a short run costs goes into importing pytest and the suite: two thirds of its time, in hundreds of tests.
What these ask about is what a command prints, writes and ends with. A test of starting itself, of imports, of signals
or of hash seeds, which all that is forked has in common, starts a process of its own with :mod:`subprocess`.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Timer
from typing import Any

from conformance.requirements.register import load_register
from conformance.spec import dialects

_ROOT = Path(__file__).parents[1]
_ONE_AT_A_TIME = Lock()
"""What is forked is waited for before the next: threads that run commands take turns."""
# What runs import; Hypothesis is left to them, as it looks for a CI while it is imported.
_IMPORTED = (
    *("cmd", "pdb", "unittest", "xml.etree.ElementTree", "pytest"),
    *("conformance.cli", "conformance.commands.run", "conformance.suite.session", "conformance.suite.main_process"),
    *("conformance.suite.screen", "conformance.suite.items", "conformance.suite.guard"),
    *("conformance.suite.clients", "conformance.suite.servers", "conformance.suite.recordings"),
    *("conformance.reference.adapter", "conformance.reference.official_adapter"),
    *("xdist.plugin", "xdist.looponfail", "xdist.newhooks"),
)
# Pytest would warn that it cannot rewrite the assertions of what is imported before it; these have none.
_UNREWRITTEN = ("conformance", "xdist")


def run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 300,
    check: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment, or a module by ``python -m``, as :func:`subprocess.run` does.

    ``cwd`` and ``env``, which is the whole environment, are by default those of this process.

    Raises:
        subprocess.TimeoutExpired: it did not end in time, and was killed.
        subprocess.CalledProcessError: it failed, and ``check`` was asked for.
    """
    asked: dict[str, Any] = {
        "command": command,
        "cwd": str(cwd or Path.cwd()),
        "env": dict(os.environ if env is None else env),
    }
    # What is imported already is of this environment: for anything else it would not be what is run.
    assert command[:2] == [sys.executable, "-m"] or Path(command[0]).parent == Path(sys.executable).parent, command
    others = [path for path in _first(asked["env"]) if Path(path) != _ROOT and Path(path, "conformance").exists()]
    assert not others, "another copy of the suite"
    server, late = _server(), Event()
    assert server.stdin is not None
    assert server.stdout is not None
    with TemporaryDirectory() as place, _ONE_AT_A_TIME:
        printed = {stream: Path(place) / stream for stream in ("stdout", "stderr")}
        asked |= {stream: str(path) for stream, path in printed.items()}
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        number = int(server.stdout.readline())

        def kill() -> None:
            late.set()
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

        timer = Timer(timeout, kill)
        timer.start()
        code = int(server.stdout.readline())
        timer.cancel()
        texts = {stream: path.read_text(encoding="utf-8") for stream, path in printed.items()}
    if late.is_set():
        raise subprocess.TimeoutExpired(command, timeout, texts["stdout"], texts["stderr"])
    ran = subprocess.CompletedProcess(command, code, **texts)
    if check:
        ran.check_returncode()
    return ran


def _first(env: Mapping[str, str]) -> list[str]:
    """Where Python looks for modules first."""
    return [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path]


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    """Fork for each line of stdin; tell the number of the process at once, and its exit code when it has ended."""
    for name in _IMPORTED:
        import_module(name)
    for name in _UNREWRITTEN:
        sys.modules[name].__doc__ = f"{sys.modules[name].__doc__}\nPYTEST_DONT_REWRITE"
    # What nearly every run reads, at a tenth of its time.
    for dialect in dialects():
        load_register(dialect)
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(**json.loads(line))
            return
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(*, command: list[str], cwd: str, env: Mapping[str, str], stdout: str, stderr: str) -> None:
    """Run a command in this process, which ends as the command does."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, stdout, os.O_WRONLY), (2, stderr, os.O_WRONLY)):
        opened = os.open(path, flags | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in env
    is_module = command[:2] == [sys.executable, "-m"]
    # In place of the folder of this file.
    sys.path[:1] = [cwd if is_module else str(Path(command[0]).parent), *_first(env)]
    sys.argv = command[2:] if is_module else command
    if is_module:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    _serve()
