"""Watching from outside over a run whose implementation lives in pytest's own process.

A library can end the process that it runs in, with exit code 0 and no word. So the run goes on in a child process, and
the process that was started does nothing but wait for it: a child that ends without having said how the run ended was
ended by somebody else, and that is never a success. The child belongs to the same process group, so that Ctrl-C,
``--pdb`` and job control work as they do without.

Programs are watched over by their connection, and the processes of pytest-xdist by pytest-xdist. Without ``os.fork``
there is no guard.
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
from conformance.jsontext import visible

OWN = object()
"""Given to pytest as a plugin by a command of ours that is a run and nothing else."""

_SIZE = 4096
_INTERRUPTED, _ENDED, _CODE, _ITEM = 0, 1, 2, 3
_GRACE_SECONDS = 0.5
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


class Guard:
    """What the child tells the process that waits for it, through memory that they share."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _SIZE)
        self._child = 0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_cmdline_main(self) -> Generator[None, int, int]:
        """Note how the run ended."""
        code = yield
        self._end(int(code))
        return code

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which item is at work."""
        name = nodeid.encode(errors="replace")[: _SIZE - _ITEM - 1]
        self._shared[_ITEM : _ITEM + len(name) + 1] = name + b"\0"

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Note that none is."""
        self._shared[_ITEM] = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """Note that an interrupt has arrived and need not be passed on."""
        self._shared[_INTERRUPTED] = 1

    def fork(self, name: str) -> None:
        """Return in a child process; the process that was called waits for it and ends as it ends.

        ``name`` is what the implementation goes by in the message about a process that it has ended.
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
            _, status = os.waitpid(child, 0)
            os._exit(self._exit_code(os.waitstatus_to_exitcode(status), name))
        self._child = os.getpid()
        _die_with(parent)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        # Not everything ends with a run: a mistake in the options does not.
        atexit.register(self._end, 0)

    def _end(self, code: int) -> None:
        # A process that the library has forked off does not speak for the run.
        if os.getpid() == self._child and not self._shared[_ENDED]:
            self._shared[_CODE] = code if 0 <= code < 256 else 1
            self._shared[_ENDED] = 1

    def _pass_on(self, child: int, numbers: set[signal.Signals]) -> None:
        """Have signals that reach this process alone passed on to the child."""
        received = 0

        def passed_on(number: int, frame: FrameType | None) -> None:
            nonlocal received
            received += 1
            # A terminal, and `timeout`, send it to both; the child that has it is not interrupted twice.
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
        """The exit code of this process, for one of the child's as :mod:`subprocess` has it."""
        if self._shared[_ENDED]:
            code = code or self._shared[_CODE]
            return code if code >= 0 else 128 - code
        if -code in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            return 128 - code  # somebody stopped the run before it could look after that
        how = f"exit code {code}" if code >= 0 else f"signal {_signal_name(-code)}"
        item = self._shared[_ITEM:].partition(b"\0")[0].decode(errors="replace")
        when = f"while {item} was judged" if item else "outside of every item"
        line = f"{name} ended the process ({how}) {when}: nothing after that was judged, and the results are incomplete"
        clear = "\r\033[K" if os.isatty(2) else ""
        with suppress(OSError):
            os.write(2, f"{clear}{visible(line)}\n".encode(errors="replace"))
        return 1 if code >= 0 else 128 - code


def guard(config: pytest.Config) -> None:
    """Put the run that is about to begin under guard, where it needs one and this process is pytest's alone."""
    options = config.known_args_namespace
    workers = getattr(options, "numprocesses", None) or getattr(options, "tx", None)
    if workers or not _inprocess(options.impl):
        return
    # Of several threads, a fork takes along only one.
    if hasattr(os, "fork") and _own(config) and threading.active_count() == 1:
        guard = Guard()
        guard.fork(options.impl)
        config.pluginmanager.register(guard, "conformance-guard")


def _inprocess(impl: str) -> bool:
    name = impl.partition(":")[0]
    return name == "reference" or (name not in ("stdio", "tcp") and name not in REGISTRY)


def _own(config: pytest.Config) -> bool:
    """Whether pytest was started as a command, and not called by a program that goes on afterwards."""
    started = config.invocation_params
    if OWN in (started.plugins or ()):
        return True
    script = Path(sys.argv[0])
    command = script.stem in ("pytest", "py.test") or script.parts[-2:] == ("pytest", "__main__.py")
    return command and list(started.args) == sys.argv[1:]


def _die_with(parent: int) -> None:
    """Ask the system, where it can, to end this process when ``parent`` is killed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
