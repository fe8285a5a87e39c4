"""A running adapter program, of which no process is left when it ends.

No call blocks on a full pipe: the pipes are non-blocking, and waiting for lines also writes what is still to
be written and drains stderr. So neither side can deadlock the other, for any window and any size of
payloads, and no thread has to be woken for it.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import monotonic

from conformance.adapter.lines import LineTooLong
from conformance.adapter.peer import CHUNK, Peer
from conformance.descendants import end_marked, mark, started
from conformance.errors import UsageError

_STDERR_TAIL = 4096
_ERROR = re.compile(r"\s*(\w+: )*\w*(Error|Exception|panic)\b")
"""How a line begins with which a runtime says what ended the program."""
# How often to check whether the program is gone although another process still holds its pipes open.
_LOOK_SECONDS = 0.25
_REAP_SECONDS = 5.0


class Process(Peer):
    """A program with its three pipes, in its own process group.

    The system kills it if we are killed. ``environment`` is added to that of this process.

    Raises:
        UsageError: the program cannot be started.
    """

    def __init__(self, command: Sequence[str], line_limit: int, environment: Mapping[str, str] | None = None) -> None:
        try:
            popen = started(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env={**os.environ, **(environment or {}), **(marked := mark())},
            )
        except OSError as error:
            raise UsageError(f"cannot run {command[0]}: {error.strerror}") from None
        super().__init__(line_limit)
        self._popen = popen
        self._selector = selectors.DefaultSelector()
        # Also runs when the interpreter ends, whatever ends it.
        self._end = weakref.finalize(self, _end, popen, self._selector, os.getpid(), marked)
        assert popen.stdin is not None
        assert popen.stdout is not None
        assert popen.stderr is not None
        self._stdin, self._stdout, self._stderr = popen.stdin.fileno(), popen.stdout.fileno(), popen.stderr.fileno()
        for descriptor in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(descriptor, False)
        self._selector.register(self._stdout, selectors.EVENT_READ)
        self._selector.register(self._stderr, selectors.EVENT_READ)
        self._stderr_tail = b""

    def read(self, wait: float) -> list[bytes]:
        """Return the lines that have come, after at most ``wait`` seconds; write and drain stderr meanwhile.

        Raises:
            LineTooLong: the program writes a line without end.
        """
        if self.ended:
            return []
        lines: list[bytes] = []
        events = self._selector.select(min(max(wait, 0), _LOOK_SECONDS))
        for key, _ in events:
            if key.fd == self._stdout:
                lines = self._received(os.read(self._stdout, CHUNK))
            elif key.fd == self._stderr:
                self._drain_stderr()
            else:
                self._flush()
                if not self._unwritten:
                    self._selector.unregister(self._stdin)
        if not events and self._popen.poll() is not None and not self._selector.select(0):
            self.ended = True
        return lines

    def exit_note(self) -> str:
        """Say how the program ended, with the end of what it wrote to stderr."""
        return self._how_ended() + self.stderr_note()

    def exit_line(self) -> str:
        """Say how the program ended on one line, with the one on stderr that names the error."""
        how, lines = self._how_ended(), self._told().splitlines()
        if not lines:
            return how
        # Some runtimes end with their version, below the error.
        named = next(filter(_ERROR.match, reversed(lines)), lines[-1])
        return f"{how}; {'its last line ' if named == lines[-1] else ''}on stderr: {named.strip()}"

    def _how_ended(self) -> str:
        try:
            code = self._popen.wait(1)
        except subprocess.TimeoutExpired:
            how = "closed its standard output and lives on"
        else:
            how = f"exited with code {code} without an answer" if code >= 0 else f"was killed by {_signal_name(-code)}"
        if self._splitter.unfinished:
            how += " in the middle of a line"
        return how

    def stderr_note(self) -> str:
        """Return the end of what the program wrote to stderr, worded to follow a sentence; empty if nothing."""
        tail = self._told()
        return f"; its stderr ends with:\n{tail}" if tail else ""

    def _told(self) -> str:
        for _ in range(16):  # a program that floods stderr is not waited for
            if not self._drain_stderr():
                break
        return self._stderr_tail.decode(errors="replace").strip()

    def close_input(self) -> None:
        """Close the program's standard input. What is still unwritten is lost."""
        if self._unwritten:
            self._selector.unregister(self._stdin)
            self._unwritten.clear()
        self._closed_for_writing = True
        if self._popen.stdin is not None:
            self._popen.stdin.close()

    def wait(self, seconds: float) -> int | None:
        """Return the exit code of the program (negative: the signal that killed it), ``None`` if it still runs then."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def leave(self, farewell: bytes, grace: float) -> None:
        """Send ``farewell`` and let the program exit; after ``grace`` seconds terminate it, and in the end kill it."""
        self.write(farewell)
        with suppress(LineTooLong):
            self._wait_for_exit(grace)
            if self._popen.poll() is None:
                _signal_group(self._popen.pid, signal.SIGTERM)
                self._wait_for_exit(grace)
        self.kill()

    def kill(self) -> None:
        """End the program and its process group at once, and release everything. May be called twice."""
        self.ended = True
        self._closed_for_writing = True
        self._end()

    def _wait_for_exit(self, seconds: float) -> None:
        deadline = monotonic() + seconds
        while not self.ended and (left := deadline - monotonic()) > 0:
            self.read(left)
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(max(deadline - monotonic(), 0))

    def _send(self, data: bytearray) -> int:
        return os.write(self._stdin, data)

    def _await_room(self) -> None:
        self._selector.register(self._stdin, selectors.EVENT_WRITE)

    def _drain_stderr(self) -> bool:
        """Read once from stderr and keep its end; return whether there was something."""
        try:
            chunk = os.read(self._stderr, CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            if self._stderr in self._selector.get_map():
                self._selector.unregister(self._stderr)
            return False
        self._stderr_tail = (self._stderr_tail + chunk)[-_STDERR_TAIL:]
        return True


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS raises the latter for a group of zombies
        os.killpg(group, number)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _end(
    popen: subprocess.Popen[bytes], selector: selectors.BaseSelector, owner: int, marked: Mapping[str, str]
) -> None:
    if os.getpid() != owner:  # a fork of the suite does not own the program
        return
    _signal_group(popen.pid, signal.SIGKILL)
    end_marked(marked)
    selector.close()
    for pipe in (popen.stdin, popen.stdout, popen.stderr):
        if pipe is not None:
            pipe.close()
    with suppress(subprocess.TimeoutExpired):  # it may be uninterruptible in the kernel
        popen.wait(_REAP_SECONDS)
