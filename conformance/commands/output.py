"""Writing what a command makes: a file is there as a whole, or as it was before."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from conformance.errors import UsageError


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Put ``parts`` into the file ``path``; whatever goes wrong, an older file stays what it was.

    Of a link, the file that it leads to is written.

    Raises:
        UsageError: it cannot be written.
    """
    # A pipe or a device is written to; putting a file in its place would not be what was asked for.
    whole = path.is_file() or not path.exists()
    target = Path(os.path.realpath(path)) if whole else path
    partial = target.with_name(f"{target.name}.new") if whole else target
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
        if whole:
            partial.replace(target)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    finally:
        if whole:
            partial.unlink(missing_ok=True)
