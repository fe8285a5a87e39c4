"""Reads text files, and writes them so that each is there as a whole, or as it was before.

A new file with a random name is written in the same folder and then takes the place of the old one, so no other file
is touched. For a link, the file that it leads to is replaced.
"""

from __future__ import annotations

import codecs
import errno
import gzip
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from conformance.errors import UsageError

_GZIP = b"\x1f\x8b"
NOT_UNPACKED = (EOFError, zlib.error, gzip.BadGzipFile)
"""What is raised while a file is read that gzip has packed, and that was cut off or damaged since."""
DAMAGED = "packed by gzip, and cut off or damaged; `gzip -dc FILE >OUT` unpacks what is left of it"
"""What is said of such a file."""


def cache_folder() -> Path:
    """The folder for what can be made again, such as built libraries: in the user's cache; it may not be there yet."""
    # An unset, empty or relative value means the default (XDG Base Directory Specification).
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = chosen if chosen.is_absolute() else Path.home() / ".cache"
    return base / "realtime-conformance"


def slugged(text: str) -> str:
    """Lower-case words joined by hyphens: an id, or the name of a file of any system, whoever wrote the text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def encoding_of(path: Path) -> str:
    """How the text in a file is encoded: UTF-8, or UTF-16 where its first bytes say so, as PowerShell writes it.

    Raises:
        OSError: the file cannot be read.
    """
    if not path.is_file():
        return "utf-8"  # what is read from a pipe cannot be read again
    with open_bytes(path) as file:
        return "utf-16" if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"


def open_bytes(path: Path) -> BinaryIO:
    """The bytes of a file, those that gzip has packed as they were before; :data:`NOT_UNPACKED` may be raised later.

    Raises:
        OSError: the file cannot be read.
    """
    if path.is_file():
        with path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        if packed:
            return cast(BinaryIO, gzip.open(path))
    return path.open("rb")


def read_text(path: Path) -> str:
    """The text of a user's file.

    Raises:
        UsageError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 ({error.reason})") from None


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write ``parts`` to the file ``path``; if anything goes wrong, an older file stays as it was.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device is written to, not replaced by a file.
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

    The file is still open then, and may be written further. It has the permissions of the old file, or those that any
    new file gets.

    Raises:
        OSError: the folder cannot be written, or ``path`` is a link that leads back to itself.
    """
    target = followed(path)
    new = target.with_name(f".conformance-{os.urandom(8).hex()}.new")
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
