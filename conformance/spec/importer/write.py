"""Writes several files at once: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from conformance.errors import UsageError
from conformance.files import replacing


def replace_files(home: Path, files: Mapping[str, str], stale: Iterable[str] = ()) -> list[str]:
    """Write ``files`` into ``home`` and remove the ``stale`` ones. Returns the names of the files that changed.

    Unchanged files are not touched. Everything is staged before the first file is replaced, and replaced files are
    restored if a later step fails.

    Raises:
        UsageError: the folder cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        known = {*files, *stale}
        before = {name: (home / name).read_bytes() for name in sorted(known) if (home / name).exists()}
        changed = {name: content for name, content in files.items() if before.get(name) != content.encode()}
        gone = [name for name in before if name not in files]
        _replace(home, changed, gone, before)
    except OSError as error:
        raise UsageError(f"{home}: cannot be written, and is as it was: {error}") from None
    return [*changed, *gone]


def _replace(home: Path, changed: Mapping[str, str], gone: list[str], before: Mapping[str, bytes]) -> None:
    try:
        with ExitStack() as staged:
            for name, content in changed.items():
                with staged.enter_context(replacing(home / name)) as file:
                    file.write(content)
        for name in gone:
            (home / name).unlink()
    except BaseException:
        for name in (*changed, *gone):
            _put_back(home / name, before.get(name))
        raise


def _put_back(path: Path, content: bytes | None) -> None:
    now = path.read_bytes() if path.exists() else None
    if content is None and now is not None:
        path.unlink()
    elif content is not None and content != now:
        path.write_bytes(content)
