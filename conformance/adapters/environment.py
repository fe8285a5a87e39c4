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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from conformance.errors import UsageError

_BUILT = "built"


def environment(name: str, sources: Iterable[Path], make: Callable[[Path], None], needs: Collection[str] = ()) -> Path:
    """Return the folder that ``make`` filled from ``sources``, calling it unless these very sources were built before.

    ``name`` is the implementation's, with its profile where a profile is a build of its own. ``make`` is
    given an empty folder that no try before it had, and may name it in what it builds: it is never moved.
    A build that was interrupted, or that has lost one of the files that ``needs`` names, is thrown away;
    processes that ask at once build it once.

    Raises:
        UsageError: the cache directory cannot be written, or ``make`` says so.
    """
    place = _cache() / name
    try:
        tries = _Tries(place, _digest(name, sources), needs)
        if home := tries.whole():
            return home
        place.mkdir(parents=True, exist_ok=True)
        with _alone(place / f"{tries.digest}.lock", name):
            return tries.whole() or _built(tries, make)
    except OSError as error:
        raise UsageError(
            f"{name} could not be built in {place}: {error}; "
            "if that is full or may not be written, set XDG_CACHE_HOME to a folder of yours"
        ) from None


@dataclass(frozen=True)
class _Tries:
    """The folders that the same sources were built into: ``<digest>-<anything>``, once ``<digest>`` alone."""

    place: Path
    digest: str
    needs: Collection[str]

    def whole(self) -> Path | None:
        """The folder of the try that came to its end."""
        return next(filter(self._is_whole, self._folders()), None)

    def throw_away_the_rest(self) -> None:
        """Remove the other folders, as far as that can be done."""
        for folder in self._folders():
            if not self._is_whole(folder):
                # First, so that what is half removed can never pass for whole.
                with suppress(OSError):
                    (folder / _BUILT).unlink()
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.place.glob(f"{self.digest}*") if path.is_dir())

    def _is_whole(self, folder: Path) -> bool:
        return all((folder / name).exists() for name in (_BUILT, *self.needs))


def _built(tries: _Tries, make: Callable[[Path], None]) -> Path:
    tries.throw_away_the_rest()
    # A tool outlives a suite that is killed, and writes on: a folder is never used by two tries.
    home = tries.place / f"{tries.digest}-{os.urandom(4).hex()}"
    home.mkdir()
    try:
        make(home)
        (home / _BUILT).touch()
    finally:
        tries.throw_away_the_rest()
    return home


def _alone(file: Path, name: str) -> AbstractContextManager[object]:
    # Imported here because this module is imported in the environments of libraries in Python, which lack filelock.
    from filelock import FileLock, Timeout

    lock = FileLock(file)
    try:
        return lock.acquire(blocking=False)
    except Timeout:
        say(f"Waiting for another process that builds {name}.")
        return lock.acquire()


def missing(tools: Iterable[str] = (), install: str = "") -> str | None:
    """Why a program cannot be built and run here with ``tools``; ``None`` when it can.

    ``install`` says how to get a tool that is not on PATH.
    """
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    lacking = next((name for name in tools if shutil.which(name) is None), None)
    return f"{lacking} not found: {install}" if lacking else None


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


def build(
    name: str,
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str] | None = None,
    *,
    step: str | None = None,
    offline: str | None = None,
) -> bytes:
    """Run one step of a build in ``cwd``, its messages going to stderr, and return what it wrote to stdout.

    ``env`` is added to the environment. ``step`` is what to call this in a message, where the first two words
    of the command do not say it; ``offline`` is where the packages must be that it fetches, if it fetches any.

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
            f"{name} could not be built: {step or ' '.join([Path(command[0]).name, *command[1:2]])} exited with "
            f"{finished.returncode}, its messages are above{f': {said}' if said else ''}."
            + (f" The first build fetches packages; offline they must be in {offline}." if offline else "")
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
