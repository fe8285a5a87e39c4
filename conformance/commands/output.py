"""Writing what a command makes: a file is there as a whole, or as it was before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.errors import UsageError


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Put ``parts`` into the file ``path``; whatever goes wrong, an older file stays what it was.

    Raises:
        UsageError: it cannot be written.
    """
    # A pipe or a device is written to; putting a file in its place would not be what was asked for.
    whole = path.is_file() or not path.exists()
    partial = path.with_name(f"{path.name}.new") if whole else path
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
        if whole:
            partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    finally:
        if whole:
            partial.unlink(missing_ok=True)
