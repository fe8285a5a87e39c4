"""Ends what a program has started, and has a program end with us.

A process group is ended with one signal, but a program may leave its group, as daemons do. So each program gets a
mark of its own in its environment, which everything that it starts inherits, and by which it is found. Where the
system does not show the environment of processes (it does on Linux), the group is all that is ended; so is what clears
its environment.

We may be killed without a chance to end anything. On Linux the system then signals what :func:`started` has started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any

_MARK = "REALTIME_CONFORMANCE_STARTED"
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_ROUNDS = 20


def mark() -> dict[str, str]:
    """A variable for the environment of a program to start, which no other program has."""
    return {_MARK: token_hex(16)}


def end_marked(marked: Mapping[str, str]) -> None:
    """Kill every process with this mark, in whichever group it is."""
    wanted = f"{_MARK}={marked[_MARK]}".encode()
    # What is killed may be starting another at this moment.
    for _ in range(_ROUNDS):
        found = [number for number in _processes() if wanted in _environment(number)]
        for number in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)
        if not found:
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
    with warnings.catch_warnings():
        # What runs between fork and exec is one system call, so other threads cannot be in its way.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            command, env=env, start_new_session=True, preexec_fn=_death_signal(at_our_death, os.getpid()), **options
        )


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


def _processes() -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208
    return []


def _environment(number: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{number}/environ").read_bytes()
    return b""
