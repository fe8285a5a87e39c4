"""A server that the suite starts: waited for until it listens, and ended with everything that it has started."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from typing import IO
from urllib.parse import urlsplit

from conformance.descendants import end_marked, mark, started
from conformance.errors import UsageError
from conformance.jsontext import visible
from conformance.options import DEFAULT_START
from conformance.peer.target import Target

_AGAIN_SECONDS, _AGAIN_TIMES = 10.0, 5
"""How long it may take when it is started again: so long, or so many times as long as it took first."""
_LOOK_SECONDS = 0.1
_END_SECONDS = 5.0
_TAIL = 2_000


def free_port() -> int:
    """A port of the loopback on which nothing listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


class Started:
    """A server's process, in a process group of its own. ``variables`` are added to its environment.

    ``named`` is the option by which the user asked for it, and begins each message; it is ``--start`` with the command
    where nothing else is said.

    Raises:
        UsageError: the command cannot be run, ends, or does not listen within ``seconds``; or something listens there
            already.
    """

    def __init__(
        self,
        command: str | Sequence[str],
        target: Target,
        seconds: float = DEFAULT_START,
        variables: Mapping[str, str] | None = None,
        *,
        named: str | None = None,
    ) -> None:
        text = command if isinstance(command, str) else shlex.join(command)
        self._named = named or f"--start={text}"
        self._target, self._seconds, self._variables = target, seconds, variables or {}
        try:
            self._arguments = shlex.split(text)
        except ValueError as error:
            raise UsageError(f"{self._named}: {error}") from None
        if not self._arguments:
            raise UsageError("--start is empty: give the command that starts the server")
        self._start()

    def _start(self) -> None:
        address = _address(self._target.url)
        if _listens(address):
            raise UsageError(f"{self._named}: something listens at {self._target.shown} already")
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._process = started(
                self._arguments,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._variables, **(marked := mark())},
            )
        except OSError as error:
            self._output.close()
            raise UsageError(f"{self._named}: cannot run {self._arguments[0]}: {error.strerror}") from None
        # Also when the interpreter ends, whatever ends it.
        self._end = weakref.finalize(self, _end, self._process, self._output, os.getpid(), marked)
        began = time.monotonic()
        while not _listens(address):
            if self._process.poll() is not None:
                note = self._note()
                self.close()
                raise UsageError(f"{self._named}: {note}")
            if time.monotonic() - began > self._seconds:
                self.close()
                raise UsageError(f"{self._named}: does not listen within {self._seconds:g} s (--impl-start)")
            time.sleep(_LOOK_SECONDS)
        # Once it has started, one that does not any more must not cost as much for each scenario.
        self._seconds = min(self._seconds, max(_AGAIN_SECONDS, _AGAIN_TIMES * (time.monotonic() - began)))

    def revived(self, *, hung: bool) -> str | None:
        """Start it again if it has ended, or is said to hang; how it ended.

        Raises:
            UsageError: it cannot be started again.
        """
        if self._process.poll() is None and not hung:
            return None
        note = "it did not answer any more" if self._process.poll() is None else self._note()
        self.close()
        self._start()
        return note

    def ended(self, within: float = 0.0) -> str | None:
        """How the process has ended, ``None`` if it still runs after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
            return self._note()
        return None

    def close(self) -> None:
        """End it, and everything that it has started."""
        self._end()

    def _note(self) -> str:
        if self._output.closed:
            return "the server does not run"
        code = self._process.poll()
        self._output.seek(0, os.SEEK_END)
        self._output.seek(max(0, self._output.tell() - _TAIL))
        said = self._target.redacted(self._output.read().decode(errors="replace")).strip()
        last = visible(said.splitlines()[-1], 200) if said else ""
        how = f"the server has ended with {'exit code' if (code or 0) >= 0 else 'signal'} {abs(code or 0)}"
        return f"{how}, and said last: {last}" if last else how


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "wss" else 80)


def _listens(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes], output: IO[bytes], owner: int, marked: Mapping[str, str]) -> None:
    if os.getpid() != owner:  # a fork of the suite does not own the server
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        # Also where the process itself has ended: it may have started others.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
    end_marked(marked)
    output.close()
