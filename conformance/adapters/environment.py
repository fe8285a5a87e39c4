"""A place of its own for whatever an implementation is built into: a venv, node_modules, a program, jars.

Every implementation has its own, because their dependencies conflict. It lies in the user's cache
directory under a name made of the content of its sources (lock file included), so that neither an edit
nor an upgrade can meet an old build, and a change of the lock builds anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from conformance.errors import UsageError

_BUILT = "built"


def environment(name: str, sources: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """Return the folder that ``make`` filled from ``sources``, calling it unless these very sources were built before.

    ``name`` is the implementation's, with its profile where a profile is a build of its own. ``make`` is
    given the empty folder and may name it in what it builds: it is never moved. A build that was
    interrupted is thrown away; processes that ask at once build it once.

    Raises:
        UsageError: the cache directory cannot be written, or ``make`` says so.
    """
    home = _cache() / name / _digest(name, sources)
    if (home / _BUILT).exists():
        return home
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"no place for the build: {error}; set XDG_CACHE_HOME to a folder of yours") from None
    with FileLock(home.with_suffix(".lock")):
        if not (home / _BUILT).exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            make(home)
            (home / _BUILT).touch()
    return home


def tool(name: str, install: str) -> str:
    """The path of a program that a build needs.

    Raises:
        UsageError: it is not on PATH; ``install`` says how to get it.
    """
    found = shutil.which(name)
    if found is None:
        raise UsageError(f"{name} not found: {install}")
    return found


def say(line: str) -> None:
    """Tell the user what is being built; stdout belongs to whoever runs us."""
    print(line, file=sys.stderr, flush=True)


def build(name: str, command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> bytes:
    """Run one step of a build in ``cwd``, its messages going to stderr, and return what it wrote to stdout.

    ``env`` is added to the environment.

    Raises:
        UsageError: it failed.
    """
    finished = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if finished.returncode != 0:
        said = finished.stdout.decode(errors="replace")[-2000:].strip()
        raise UsageError(
            f"{name} could not be built: {Path(command[0]).name} {' '.join(command[1:2])} exited with "
            f"{finished.returncode}, its messages are above{f': {said}' if said else ''}. "
            "The first build fetches packages; offline they must be in the tool's own cache."
        )
    return finished.stdout


def _cache() -> Path:
    # An unset, empty or relative value means the default (XDG Base Directory Specification).
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = chosen if chosen.is_absolute() else Path.home() / ".cache"
    return base / "realtime-conformance"


def _digest(name: str, sources: Iterable[Path]) -> str:
    digest = sha256(name.encode())
    for file in sorted(sources):
        content = file.read_bytes()
        digest.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
