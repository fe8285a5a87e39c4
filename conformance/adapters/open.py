"""From what the user wrote after ``--impl`` to a running implementation."""

from __future__ import annotations

import os
import shlex
import sys
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from conformance.adapter import ANY
from conformance.adapter.contract import Connection, Hello
from conformance.adapter.inprocess import InProcess, LoadError, MalformedName, NoSuchModule, load
from conformance.adapter.smoke import smoke
from conformance.adapter.stdio import Limits, Stdio
from conformance.adapter.tcp import MalformedAddress, Tcp, parse_address
from conformance.adapters import REGISTRY
from conformance.errors import UsageError, near
from conformance.jsontext import visible
from conformance.options import DEFAULT_START
from conformance.spec import DEFAULT_DIALECT, dialects
from conformance.spec.generation import OFFICIAL

_STDIO = "stdio:"
_TCP = "tcp:"
_SLIP = 0.85
"""How alike two names of dialects are of which one is the other misspelt: letters are swapped, or one is missing."""


def open_implementation(
    impl: str,
    *,
    timeout: float,
    start: float = DEFAULT_START,
    dialect: str | None = None,
    isolated: bool = False,
) -> Connection:
    """Open the implementation that ``impl`` names, as :func:`connect` does, and smoke-test it.

    Raises:
        UsageError: there is no such implementation, it cannot run here, or its adapter is broken.
    """
    connection = connect(impl, Limits(timeout=timeout, start=start), dialect=dialect, isolated=isolated)
    try:
        _check_dialect(impl, connection.hello)
        smoke(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect(impl: str, limits: Limits, *, dialect: str | None = None, isolated: bool = False) -> Connection:
    """Open the implementation that ``impl`` names.

    It is ``name`` or ``name:profile`` of a built-in implementation, else ``stdio:COMMAND ARGS…``, else
    ``tcp:HOST:PORT``, else ``pkg.module[:attribute]`` (the current directory is searched after everything else).
    ``limits`` are those of a program. A built-in answers to the type names of ``dialect``, by default its
    first. A module is imported into this process, or with ``isolated`` into one that is started for it.

    Raises:
        UsageError: there is no such implementation, or it cannot be loaded, built, started or connected to.
        AdapterBroken: the program does not answer ``hello``.
    """
    name, _, profile = impl.partition(":")
    if name in REGISTRY:
        return REGISTRY[name].open(profile or None, limits, dialect)
    if impl.startswith(_STDIO):
        return Stdio(_command(impl), limits)
    if impl.startswith(_TCP):
        return Tcp(*_address(impl), limits)
    _check_module(impl)
    return _served(impl, limits) if isolated else _imported(impl)


def native_dialect(impl: str) -> str | None:
    """The dialect that a built-in implementation is judged by if the user names none; ``None`` for any other."""
    name = impl.partition(":")[0]
    return REGISTRY[name].dialects[0] if name in REGISTRY else None


def declared_dialect(hello: Hello) -> str:
    """The dialect that an implementation is judged by if the user names none.

    It is what its adapter declares: a dialect of ours, or with a vendor's own the official one, which tells how they
    differ. An adapter that declares nothing is judged by the default.
    """
    if hello.dialect == ANY:
        return DEFAULT_DIALECT
    return hello.dialect if hello.dialect in dialects() else OFFICIAL


def _check_dialect(impl: str, hello: Hello) -> None:
    """Refuse a dialect that is one of ours but for a slip of the pen: it would be taken for that of a vendor."""
    named = hello.dialect
    if named == ANY or named in dialects():
        return
    # Closer than what is proposed otherwise: vendors name theirs alike.
    plain = {_plain(one): one for one in dialects()}
    if meant := get_close_matches(_plain(named), plain, n=1, cutoff=_SLIP):
        said = f"its adapter says that it speaks {visible(repr(named))}; did you mean {plain[meant[0]]}?"
        raise UsageError(f"--impl={impl}: {said}")


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


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


def _check_module(impl: str) -> None:
    """Refuse what cannot be the name of a module, and have modules looked for in the current directory, too."""
    if " " in impl.strip():
        raise UsageError(
            f"--impl={impl}: is a command and not a module; did you mean --impl={shlex.quote(_STDIO + impl)}?"
        )
    if not impl.strip():
        raise UsageError("--impl= names nothing: give a built-in name, a Python module or 'stdio:COMMAND'")
    if impl.endswith(".py"):
        raise UsageError(f"--impl={impl}: name the module, not its file: {_module_of(Path(impl))}")
    if Path(impl).is_file():
        command = " ".join(filter(None, (_RUN_BY.get(Path(impl).suffix, ""), impl if "/" in impl else f"./{impl}")))
        raise UsageError(
            f"--impl={impl}: is a file and not a module; did you mean --impl={shlex.quote(_STDIO + command)}?"
        )
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)


_RUN_BY = {".js": "node", ".mjs": "node", ".cjs": "node", ".jar": "java -jar", ".rb": "ruby", ".php": "php"}


def _module_of(path: Path) -> str:
    """What to give in place of a path to a module."""
    if not path.stem.isidentifier():
        return f"rename it first, {path.stem!r} cannot be imported: letters, digits and _ can"
    if path.is_absolute() or ".." in path.parts:
        return f"--impl={path.stem}, with {path.parent} in PYTHONPATH"
    return f"--impl={'.'.join(path.with_suffix('').parts)}"


def _imported(impl: str) -> InProcess:
    try:
        return InProcess(load(impl))
    except (NoSuchModule, MalformedName) as error:
        raise _unknown(impl, str(error)) from None
    except LoadError as error:
        raise UsageError(f"--impl={impl}: {error}") from error.__cause__


def _served(impl: str, limits: Limits) -> Stdio:
    """The module in a process that finds what this one would find, in the same order."""
    module = impl.partition(":")[0].partition(".")[0]
    # Looked for, and not imported: nothing of it may run here.
    if not module.isidentifier() or find_spec(module) is None:
        raise _unknown(impl, f"no module named {module!r}")
    # -P: the directory that this process began in is not put before everything else.
    command = [sys.executable, "-P", "-m", "conformance.adapter.serve", impl]
    return Stdio(command, limits, {"PYTHONPATH": os.pathsep.join(sys.path)})


def _unknown(impl: str, why: str) -> UsageError:
    name = impl.partition(":")[0]
    known = near(name, REGISTRY) or f" (there are {', '.join(sorted(REGISTRY))})"
    return UsageError(f"--impl={impl}: {why}, and there is no built-in {name}{known}")
