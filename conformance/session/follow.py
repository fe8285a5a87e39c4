"""Reads a file that is still being written, line by line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import IO

_PAUSE = 0.2
"""How many seconds to wait for more."""


class Growing:
    """The lines of a file, waited for at its end. A line counts once it ends."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._lines = self._read()

    def __iter__(self) -> Iterator[str]:
        """The same lines for all that read them, each once."""
        return self._lines

    def _read(self) -> Iterator[str]:
        begun = ""
        while True:
            begun += self._file.readline()
            if begun.endswith("\n"):
                yield begun
                begun = ""
            else:
                time.sleep(_PAUSE)

    def read(self) -> str:
        """Nothing: a document is not read before it is whole."""
        return ""
