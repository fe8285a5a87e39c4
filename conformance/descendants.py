"""Ends what a program has started, and has a program end with us.

A process group is ended with one signal, but a program may leave its group, as daemons do. So each program gets a
mark of its own in its environment, which everything that it starts inherits, and by which it is found. What clears its
environment, too, is found as an orphan: it becomes a child of ours when its parent ends. Where the system shows neither
(Linux does), the group is all that is ended.

We may be killed without a chance to end anything. On Linux the system then signals what :func:`started` has started.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

_MARK = "REALTIME_CONFORMANCE_STARTED"
_DEATH_SIGNAL, _ADOPTS = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER
_ROUNDS = 20
_STARTING = threading.Lock()
"""Held while a program is started: until that is done it looks like an orphan."""
_OURS: WeakSet[subprocess.Popen[bytes]] = WeakSet()
"""What :func:`started` has started: one that has ended and is not waited for yet shows no mark."""


def mark() -> dict[str, str]:
    """A variable for the environment of a program to start, which no other program has."""
    return {_MARK: os.urandom(16).hex()}


def end_marked(marked: Mapping[str, str]) -> None:
    """Kill every process with this mark, in whichever group it is, and every orphan that has none."""
    wanted = f"{_MARK}={marked[_MARK]}".encode()
    # What is killed may be starting another at this moment.
    for _ in range(_ROUNDS):
        found = [number for number in _processes() if wanted in _environment(number)]
        orphans = _orphans()
        for number in (*found, *orphans):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)
        for number in orphans:
            with suppress(ChildProcessError):
                os.waitpid(number, os.WNOHANG)
        if not found and not orphans:
            return


def started(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    at_our_death: signal.Signals = signal.SIGKILL,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, which gets the signal ``at_our_death`` if this process is killed.

    The thread that calls this has to live as long as the program: to the system it is the parent. ``env`` is the whole
    environment, by default that of this process; ``options`` are those of :class:`subprocess.Popen`.

    Raises:
        OSError: it cannot be started.
    """
    with _STARTING, warnings.catch_warnings():
        if control := _prctl():
            control(_ADOPTS, 1)
        # What runs between fork and exec is one system call, so other threads cannot be in its way.
        warnings.simplefilter("ignore", DeprecationWarning)
        program = subprocess.Popen(
            command, env=env, start_new_session=True, preexec_fn=_death_signal(at_our_death, os.getpid()), **options
        )
        _OURS.add(program)
        return program


def die_with(parent: int) -> None:
    """Have the system end this process when ``parent`` is killed, where that is supported."""
    if ask := _death_signal(signal.SIGKILL, parent):
        ask()


def _death_signal(number: signal.Signals, parent: int) -> Callable[[], None] | None:
    control = _prctl()
    if control is None:
        return None

    def ask() -> None:
        control(_DEATH_SIGNAL, int(number))
        if os.getppid() != parent:  # it was killed before it was asked
            os._exit(1)

    return ask


@cache
def _prctl() -> Callable[[int, int], int] | None:
    # Looked up before a fork: nothing may be imported after it.
    if sys.platform != "linux":
        return None
    import ctypes

    control: Callable[[int, int], int] = ctypes.CDLL(None).prctl
    return control


def _orphans() -> list[int]:
    """The children of this process that it has not started: their parents have ended, and they have no mark.

    They have left the session of their program, or it is theirs; what this process forks is in its own.
    """
    if _prctl() is None:
        return []
    own = os.getsid(0)
    with _STARTING:
        ours = {one.pid for one in _OURS if one.returncode is None}
        found = [
            number
            for number in _processes()
            if number not in ours
            if (of := _parent_and_session(number)) and of[0] == os.getpid() and of[1] != own
            if _MARK.encode() not in _environment(number)
        ]
        if not found:
            return []
        # Others in this process may start programs in sessions of their own. This is slow, and seldom needed.
        # Objects are told by their types: a proxy whose object is gone cannot even be asked for its class.
        started = {one.pid for one in gc.get_objects() if issubclass(type(one), subprocess.Popen)}
    return [number for number in found if number not in started]


def _processes() -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208
    return []


def _parent_and_session(number: int) -> tuple[int, int] | None:
    with suppress(OSError, ValueError, IndexError):
        # After the name, which is in parentheses and may be anything: state, parent, group, session.
        _, parent, _, session, *_ = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return int(parent), int(session)
    return None


def _environment(number: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{number}/environ").read_bytes()
    return b""
