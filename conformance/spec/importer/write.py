"""Put several files down at once: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from conformance.errors import UsageError

_STAGED = ".importing"


def replace_files(home: Path, files: Mapping[str, str], stale: Iterable[str] = ()) -> list[str]:
    """Put ``files`` into ``home`` and take away the ``stale`` ones; the names of what changed.

    Unchanged files are not touched. Everything is staged before the first file is replaced, and what was
    replaced is put back if a later step fails.

    Raises:
        UsageError: the folder cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        after = {name: content.encode() for name, content in files.items()}
        known = {*after, *stale}
        before = {name: (home / name).read_bytes() for name in sorted(known) if (home / name).exists()}
        changed = [name for name, content in after.items() if before.get(name) != content]
        gone = [name for name in before if name not in after]
        _replace(home, {name: after[name] for name in changed}, gone, before)
    except OSError as error:
        raise UsageError(f"{home}: cannot be written, and is as it was: {error}") from None
    return [*changed, *gone]


def _replace(home: Path, changed: Mapping[str, bytes], gone: list[str], before: Mapping[str, bytes]) -> None:
    touched: list[str] = []
    try:
        for name, content in changed.items():
            (home / (name + _STAGED)).write_bytes(content)
        for name in changed:
            (home / (name + _STAGED)).replace(home / name)
            touched.append(name)
        for name in gone:
            (home / name).unlink()
            touched.append(name)
    except BaseException:
        for name in touched:
            if name in before:
                (home / name).write_bytes(before[name])
            else:
                (home / name).unlink()
        raise
    finally:
        for name in changed:
            with suppress(OSError):
                (home / (name + _STAGED)).unlink()
