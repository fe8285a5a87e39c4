"""From what the user wrote after ``--impl`` to a running implementation."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, Library, LoadError, MalformedName, NoSuchModule, load
from conformance.adapter.stdio import Limits, Stdio
from conformance.adapter.tcp import MalformedAddress, Tcp, parse_address
from conformance.errors import UsageError

Registry = Mapping[str, Callable[[str | None], Connection]]
"""Name of a built-in implementation -> opens it in a profile (``None``: in its default one)."""

_STDIO = "stdio:"
_TCP = "tcp:"


def open_connection(impl: str, *, registry: Registry, profile: str | None, timeout: float) -> Connection:
    """Open the implementation that ``impl`` names.

    ``name`` or ``name:profile`` of the registry, else ``stdio:COMMAND ARGS…``, else ``tcp:HOST:PORT``, else
    ``pkg.module[:attribute]`` (the current directory is searched after everything else). ``timeout`` is in
    seconds, without an answer.

    Raises:
        UsageError: there is no such implementation, or it cannot be loaded, started or connected to.
        AdapterBroken: the program does not answer ``hello``.
    """
    name, _, suffix = impl.partition(":")
    if name in registry:
        if suffix and profile and suffix != profile:
            raise UsageError(f"--impl={impl} asks for the profile {suffix}, and the profile {profile} is given too")
        return registry[name](suffix or profile)
    if profile:
        raise UsageError(f"--impl={impl} takes no profile: only built-in implementations do ({_names(registry)})")
    limits = Limits(timeout=timeout)
    if impl.startswith(_STDIO):
        return Stdio(_command(impl), limits)
    if impl.startswith(_TCP):
        return Tcp(*_address(impl), limits)
    return InProcess(_module(impl, registry))


def _command(impl: str) -> list[str]:
    try:
        command = shlex.split(impl.removeprefix(_STDIO))
    except ValueError as error:
        raise UsageError(f"--impl={impl}: {error}") from None
    if not command:
        raise UsageError("--impl=stdio: lacks the command to run: --impl='stdio:COMMAND ARGS…'")
    return command


def _address(impl: str) -> tuple[str, int]:
    try:
        return parse_address(impl.removeprefix(_TCP))
    except MalformedAddress as error:
        raise UsageError(f"--impl={impl}: {error}") from None


def _module(impl: str, registry: Registry) -> Library:
    if impl.endswith(".py"):
        raise UsageError(f"--impl={impl}: name the module, not its file: --impl={Path(impl).stem}")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        return load(impl)
    except (NoSuchModule, MalformedName) as error:
        raise UsageError(f"--impl={impl}: {error}, and there is no built-in {_near(impl, registry)}") from None
    except LoadError as error:
        raise UsageError(f"--impl={impl}: {error}") from error.__cause__


def _near(impl: str, registry: Registry) -> str:
    name = impl.partition(":")[0]
    near = get_close_matches(name, registry)
    if near:
        return f"{name}; did you mean {' or '.join(near)}?"
    return f"{name} (there are {_names(registry)})"


def _names(registry: Registry) -> str:
    return ", ".join(sorted(registry)) or "none"
