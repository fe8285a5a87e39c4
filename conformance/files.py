"""Writing files: each is there as a whole, or as it was before.

What is written goes to a new file in the same folder, which then takes the place of the old one. The new file has a
random name and is never one that was there, so no file of anybody else is touched. Of a link, the file that it leads
to is written, everywhere.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from secrets import token_hex

from conformance.errors import UsageError


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Put ``parts`` into the file ``path``; whatever goes wrong, an older file stays what it was.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device is written to; putting a file in its place would not be what was asked for.
            with path.open("w", encoding="utf-8", newline="\n") as device:
                device.writelines(parts)
        else:
            with replacing(path) as file, file:
                file.writelines(parts)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


@contextmanager
def replacing(path: Path) -> Iterator[TextIOWrapper]:
    """Yield a new file that takes the place of ``path`` when the block ends; after an error ``path`` is as it was.

    The file is still open then, and may be written further. It has the permissions of an older file, and otherwise
    those that any new file gets.

    Raises:
        OSError: the folder cannot be written, or ``path`` is a link that leads back to itself.
    """
    target = followed(path)
    new = target.with_name(f".conformance-{token_hex(8)}.new")
    file = new.open("x", encoding="utf-8", newline="\n")
    try:
        if target.exists():
            shutil.copymode(target, new)
        yield file
        if not file.closed:
            file.flush()
        new.replace(target)
    except BaseException:
        file.close()
        new.unlink(missing_ok=True)
        raise


def followed(path: Path) -> Path:
    """The file that a link leads to, whether or not it is there; any other path as it is, made absolute.

    Raises:
        OSError: the link leads back to itself.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return target
