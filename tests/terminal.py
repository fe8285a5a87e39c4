"""A pseudo-terminal with a program in it, as somebody sees it who runs the program."""

from __future__ import annotations

import codecs
import errno
import os
import pty
import re
import select
import struct
import subprocess
import time
from collections.abc import Iterator, Sequence
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pyte

LONG = 120  # seconds


class Terminal:
    """A terminal of so many columns with one program in it; ``lines`` are all that it ever scrolled, as they stand."""

    def __init__(self, columns: int, command: Sequence[str], cwd: Path) -> None:
        self._screen = pyte.HistoryScreen(columns, 1000, history=1000)
        self._stream = pyte.Stream(self._screen)
        self._columns = columns
        ours, theirs = pty.openpty()
        ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 1000, columns, 0, 0))
        environment = {
            name: value for name, value in os.environ.items() if name not in ("COLUMNS", "CI", "PYTEST_ADDOPTS")
        }
        self._program = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment | {"TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._output = ours

    def __iter__(self) -> Iterator[list[str]]:
        """The screen after each piece that the program wrote."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        deadline = time.monotonic() + LONG
        while time.monotonic() < deadline:
            if not select.select([self._output], [], [], 1)[0]:
                continue
            try:
                piece = os.read(self._output, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                piece = b""
            if not piece:
                break
            # Rewriting begins with a carriage return: each state of the line is looked at, whatever came in one piece.
            for part in re.split(r"(?=\r\x1b)", decoder.decode(piece)):
                self._stream.feed(part)
                yield self.lines
        os.close(self._output)
        self._program.wait(LONG)

    @property
    def lines(self) -> list[str]:
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip().split("\n")

    def colour(self, line: int, column: int) -> str:
        """The colour of a character, by its name."""
        return str(self._screen.buffer[line][column].fg)

    @property
    def exit_code(self) -> int | None:
        return self._program.returncode
