"""Guards a run whose implementation is called in pytest's own process.

A library can silently end the process that it runs in, with exit code 0. So the run continues in a child process, and
the original process just waits for it: if the child ends without noting how the run ended, something else ended it,
and that is never a success. The child belongs to the same process group, so Ctrl-C, ``--pdb`` and job control work as
usual.

Programs are watched by their connection, and the processes of pytest-xdist by pytest-xdist. Without ``os.fork`` there
is no guard.
"""

from __future__ import annotations

import atexit
import mmap
import os
import signal
import sys
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest

from conformance.adapters import REGISTRY
from conformance.descendants import die_with
from conformance.jsontext import visible

OWN = object()
"""Passed to pytest as a plugin by a command of ours that exists only for the run."""

_SIZE = 4096
_INTERRUPTED, _ENDED, _CODE, _ITEM = 0, 1, 2, 3
_GRACE_SECONDS = 0.5
_EXIT_SECONDS = 10.0
"""How long what a library does at the end of its process may take."""
_LOOK_SECONDS = 0.02
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_ELSEWHERE = ("stdio", "tcp", "transcript", "ws", "wss", "server", "reference-server", "client", "reference-client")
"""What ``--impl`` begins with where nothing of the implementation runs in pytest's process, or only our own code."""


class Guard:
    """What the child reports to the waiting process, through shared memory."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _SIZE)
        self._child = 0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_cmdline_main(self) -> Generator[None, int, int]:
        """Note how the run ended."""
        try:
            code = yield
        except pytest.UsageError:
            self._end(pytest.ExitCode.USAGE_ERROR)
            raise
        self._end(int(code))
        return code

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which item is running."""
        name = nodeid.encode(errors="replace")[: _SIZE - _ITEM - 1]
        self._shared[_ITEM : _ITEM + len(name) + 1] = name + b"\0"

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Note that no item is running."""
        self._shared[_ITEM] = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """Note that an interrupt has arrived, so it need not be passed on."""
        self._shared[_INTERRUPTED] = 1

    def fork(self, name: str) -> None:
        """Return in a child process; the calling process waits for it and exits as it does.

        ``name`` is the name of the implementation in the message about a process that it ended.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        numbers = {getattr(signal, number) for number in _SIGNALS}
        before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
        parent = os.getpid()
        child = os.fork()
        if child:
            self._pass_on(child, numbers)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os._exit(self._exit_code(self._awaited(child), name))
        self._child = os.getpid()
        die_with(parent)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        # Pytest may exit without a run, such as for a mistake in the options.
        atexit.register(self._end, 0)

    def _awaited(self, child: int) -> int:
        """Wait for the child, and return its exit code; one that does not exit when its run is over is killed."""
        over = None
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            if self._shared[_ENDED]:
                over = over or time.monotonic()
                if time.monotonic() - over > _EXIT_SECONDS:
                    # Such as a thread of the library that never ends.
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    return int(self._shared[_CODE])
            time.sleep(_LOOK_SECONDS)

    def _end(self, code: int) -> None:
        # A process that the library forked does not report for the run.
        if os.getpid() == self._child and not self._shared[_ENDED]:
            self._shared[_CODE] = code if 0 <= code < 256 else 1
            self._shared[_ENDED] = 1

    def _pass_on(self, child: int, numbers: set[signal.Signals]) -> None:
        """Pass signals that reach only this process on to the child."""
        received = 0

        def passed_on(number: int, frame: FrameType | None) -> None:
            nonlocal received
            received += 1
            # A terminal, and `timeout`, send the signal to both; the child must not be interrupted twice.
            deadline = time.monotonic() + _GRACE_SECONDS
            while time.monotonic() < deadline and not self._shared[_INTERRUPTED]:
                time.sleep(_GRACE_SECONDS / 50)
            if received > 1 or not self._shared[_INTERRUPTED]:
                self._sent.add(number)
                os.kill(child, number)

        self._sent: set[int] = set()
        for number in numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, passed_on)

    def _exit_code(self, code: int, name: str) -> int:
        """The exit code of this process, given that of the child in the form of :mod:`subprocess`."""
        if self._shared[_ENDED]:
            code = code or self._shared[_CODE]
            return code if code >= 0 else 128 - code
        if -code in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            return 128 - code  # the run was stopped before it could handle the signal
        how = f"exit code {code}" if code >= 0 else f"signal {_signal_name(-code)}"
        item = self._shared[_ITEM:].partition(b"\0")[0].decode(errors="replace")
        when = f"while {item} was judged" if item else "outside of every item"
        line = f"{name} ended the process ({how}) {when}: nothing after that was judged, and the results are incomplete"
        clear = "\r\033[K" if os.isatty(2) else ""
        with suppress(OSError):
            os.write(2, f"{clear}{visible(line)}\n".encode(errors="replace"))
        return 1 if code >= 0 else 128 - code


def guard(config: pytest.Config) -> None:
    """Guard the run that is about to begin, if it needs it and this process is only pytest's."""
    options = config.known_args_namespace
    workers = getattr(options, "numprocesses", None) or getattr(options, "tx", None)
    if workers or not _inprocess(options.impl, isolated=options.isolate):
        return
    # A fork copies only one of several threads.
    if hasattr(os, "fork") and _own(config) and threading.active_count() == 1:
        guard = Guard()
        guard.fork(options.impl)
        config.pluginmanager.register(guard, "conformance-guard")


def _inprocess(impl: str, *, isolated: bool) -> bool:
    name = impl.partition(":")[0]
    return name == "reference" or not (isolated or name in _ELSEWHERE or name in REGISTRY)


def _own(config: pytest.Config) -> bool:
    """Whether pytest was started as a command, not called by a program that continues afterwards."""
    started = config.invocation_params
    if OWN in (started.plugins or ()):
        return True
    script = Path(sys.argv[0])
    command = script.stem in ("pytest", "py.test") or script.parts[-2:] == ("pytest", "__main__.py")
    return command and list(started.args) == sys.argv[1:]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
