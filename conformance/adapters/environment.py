"""The folder that an implementation is built into: a venv, node_modules, a program or jars.

Every implementation has a folder of its own, because their dependencies conflict. It is in the user's cache
directory, under a name made from the content of its sources (lock file included): after an edit or an
upgrade the implementation is built anew, and never run from an old build.
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

from conformance import packed
from conformance.descendants import end_marked, mark, started
from conformance.errors import UsageError
from conformance.files import cache_folder

_BUILT = "built"
# Seconds between two lines that say that a build is still waited for.
_SIGN_OF_LIFE = 30
_RUNNING: list[Mapping[str, str]] = []
"""The marks of the steps of builds that run now, each in a thread of its own."""


def environment(name: str, sources: Iterable[Path], make: Callable[[Path], None], needs: Collection[str] = ()) -> Path:
    """Return the folder that ``make`` fills from ``sources``; it is not called if these very sources were built before.

    ``name`` is that of the implementation, with the profile where each profile is a build of its own. ``make`` is
    given an empty folder that no earlier try had; the folder is never moved, so what is built may contain its path.
    A build that was interrupted, or lacks one of the files that ``needs`` names, is thrown away. Processes that
    ask at the same time build once.

    Raises:
        UsageError: the cache directory cannot be written to, or ``make`` raises it.
    """
    folder = cache_folder() / name
    try:
        tries = _Tries(folder, _digest(name, sources), needs)
        if home := tries.whole():
            return home
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f"{tries.digest}.lock", name):
            return tries.whole() or _built(tries, make)
    except OSError as error:
        raise UsageError(
            f"{name} could not be built in {folder}: {error}; "
            "if that is full or may not be written, set XDG_CACHE_HOME to a folder of yours"
        ) from None


@dataclass(frozen=True)
class _Tries:
    """The folders that the same sources were built into: ``<digest>-<anything>``, formerly ``<digest>`` alone."""

    folder: Path
    digest: str
    needs: Collection[str]

    def whole(self) -> Path | None:
        """The folder of a build that was completed."""
        return next(filter(self._is_whole, self._folders()), None)

    def throw_away_the_rest(self) -> None:
        """Remove the other folders, as far as that can be done."""
        for folder in self._folders():
            if not self._is_whole(folder):
                # First, so that a folder that is only half removed never counts as whole.
                with suppress(OSError):
                    (folder / _BUILT).unlink()
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.folder.glob(f"{self.digest}*") if path.is_dir())

    def _is_whole(self, folder: Path) -> bool:
        return all((folder / name).exists() for name in (_BUILT, *self.needs))


def _built(tries: _Tries, make: Callable[[Path], None]) -> Path:
    tries.throw_away_the_rest()
    # A tool may outlive a suite that was killed, and go on writing: no folder is used for two tries.
    home = tries.folder / f"{tries.digest}-{os.urandom(4).hex()}"
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
    waited = 0
    while True:
        with suppress(Timeout):
            return lock.acquire(timeout=_SIGN_OF_LIFE)
        waited += _SIGN_OF_LIFE
        say(f"Still waiting for the process that builds {name}, for {waited} s now.")


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
    """Tell the user what is being built, on stderr: stdout is for the results of commands."""
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
    """Run one step of a build in ``cwd`` and return what it writes to stdout; its messages go to stderr.

    ``env`` is added to the environment. ``step`` names the step in an error message, by default with the first two
    words of the command. ``offline`` is where the packages that it fetches must be when there is no network.

    Raises:
        UsageError: it failed.
    """
    marked = mark()
    running = started(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {}), **marked},
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    _RUNNING.append(marked)
    try:
        output, _ = running.communicate()
    finally:
        _RUNNING.remove(marked)
        # Tools start others, which an interrupt of ours does not reach.
        end_marked(marked)
        running.wait()
    if running.returncode != 0:
        said = output.decode(errors="replace")[-2000:].strip()
        raise UsageError(
            f"{name} could not be built: {step or ' '.join([Path(command[0]).name, *command[1:2]])} exited with "
            f"{running.returncode}, its messages are above{f': {said}' if said else ''}."
            + (f" The first build fetches packages; offline they must be in {offline}." if offline else "")
        )
    return output


def end_running() -> None:
    """End the steps of builds that run in other threads, which an interrupt does not reach; their builds fail."""
    for marked in [*_RUNNING]:
        end_marked(marked)


def _digest(name: str, sources: Iterable[Path]) -> str:
    digest = sha256(name.encode())
    for file in sorted(sources):
        content = packed.read_bytes(file)
        digest.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
