"""Reads the files that a wheel has packed; in a checkout each is in its place, and is read there.

Golden files and lock files repeat one another: compressed together they take a third of the room that they take one by
one. ``golden/wheel.py`` makes bundles of them, ``conformance/_packed/<number>.xz``, each the contents of some files one
after the other, and ``index.json``: for each path in the package the number of its bundle, and from which byte to which
it is there. Who needs one file unpacks its bundle, which takes milliseconds, and not everything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from conformance.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent
_BUNDLES = _PACKAGE / "_packed"
IS_INSTALLED = _BUNDLES.is_dir()
"""Whether this is an installed suite, whose files are packed, and not a checkout."""

_Place: TypeAlias = tuple[int, int, int]


def read_bytes(path: Path) -> bytes:
    """What a file holds, packed or not.

    Raises:
        OSError: the file does not exist or cannot be read.
        UsageError: it is packed, and this Python cannot unpack it.
    """
    place = _index().get(_name(path))
    if place is None:
        return path.read_bytes()
    bundle, start, end = place
    return _unpacked(bundle)[start:end]


def read_text(path: Path) -> str:
    """The text of a file, packed or not, which is UTF-8; lines end as those of any text do.

    Raises:
        OSError, UsageError: as for :func:`read_bytes`.
        UnicodeDecodeError: it is not UTF-8.
    """
    return read_bytes(path).decode("utf-8").replace("\r\n", "\n")


def is_file(path: Path) -> bool:
    """Whether there is such a file, packed or not."""
    return _name(path) in _index() or path.is_file()


def files(folder: Path, ending: str) -> list[Path]:
    """The files of a folder whose names end so, packed or not, sorted by name."""
    wanted, names = _name(folder), (name.rpartition("/") for name in _index())
    packed = [folder / name for inside, _, name in names if inside == wanted]
    return sorted(path for path in packed or folder.glob("*") if path.name.endswith(ending))


def _name(path: Path) -> str:
    """A path in the package, as the index has it; nothing for any other."""
    if not IS_INSTALLED:
        return ""
    whole = Path(os.path.realpath(path))
    return whole.relative_to(_PACKAGE).as_posix() if whole.is_relative_to(_PACKAGE) else ""


@cache
def _index() -> Mapping[str, _Place]:
    return json.loads((_BUNDLES / "index.json").read_bytes()) if IS_INSTALLED else {}


@cache
def _unpacked(bundle: int) -> bytes:
    try:
        import lzma
    except ImportError:
        raise UsageError(
            "this Python was built without the module lzma, which unpacks the vectors: build it with liblzma, "
            "or install the suite for another one"
        ) from None
    return lzma.decompress((_BUNDLES / f"{bundle}.xz").read_bytes())
