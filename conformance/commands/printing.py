"""What several commands print: tables, lists of problems, and text with styles."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

from conformance.display import beneath, safe

if TYPE_CHECKING:
    from rich.console import Console

# No line is broken where no terminal shows it.
_WIDE = 100_000
_GAP = "  "


class Screen:
    """Where lines with styles are printed: wrapped and coloured in a terminal, plain everywhere else.

    Styles are control characters, so they are written to the stream itself, and the text is made harmless before.
    """

    def __init__(self) -> None:
        self._console = console(sys.stdout)

    def line(self, text: str = "", style: str = "") -> None:
        """Print a line; ``style`` is a colour of rich, or ``bold``."""
        from rich.text import Text

        self._console.print(Text(safe(text), style))


def console(stream: TextIO) -> Console:
    """A console of rich on a standard stream; what is printed on it has to be :func:`safe`."""
    from rich.console import Console

    under = beneath(stream)
    return Console(file=under, width=None if under.isatty() else _WIDE, highlight=False, markup=False, emoji=False)


def width() -> int:
    """The columns of the terminal that shows what is printed; more than any line has where none does."""
    return get_terminal_size().columns if sys.stdout.isatty() else _WIDE


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """The rows as lines, each column as wide as its widest cell.

    In a terminal that is narrower, the last column is wrapped; where even that leaves too little room, the widest
    column and those after it are on lines of their own.
    """
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    columns = width()
    room = columns - sum(width + len(_GAP) for width in widths[:-1])
    if widths[-1] <= room:
        lines = (_GAP.join(map(str.ljust, row, widths)) for row in rows)
    elif room >= columns // 3:
        lines = (line for row in rows for line in _hanging(row, widths, room))
    else:
        wide = max(1, widths.index(max(widths)))
        lines = (line for row in rows for line in (_GAP.join(row[:wide]), *_indented(row[wide:], columns)))
    return "\n".join(map(str.rstrip, lines))


def fitted(text: str, indent: int = 0) -> str:
    """The text as it is; in a terminal, lines that are longer are broken between words.

    They go on below where they begin, after a bullet if they have one, or ``indent`` columns from the left; what aligns
    columns beyond that is left out first.
    """
    if not sys.stdout.isatty():
        return text
    columns = get_terminal_size().columns
    return "\n".join(part for line in text.split("\n") for part in _fitted(line, columns, indent))


def _fitted(line: str, columns: int, indent: int) -> list[str]:
    if indent and len(line) > columns:
        line = line[:indent] + re.sub(" {3,}", _GAP, line[indent:])
    if len(line) <= columns:
        return [line]
    begin = len(line) - len(line.lstrip())
    further = " " * (indent or begin + (2 if not begin or line.lstrip().startswith("- ") else 0))
    return textwrap.wrap(line, columns, subsequent_indent=further, break_on_hyphens=False)


def headed(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with a head; in a terminal that is narrower, each row is a list of its cells under its first one."""
    table = aligned([head, *rows])
    if not sys.stdout.isatty() or len(table.splitlines()) == len(rows) + 1:
        return table
    return "\n\n".join(
        f"{row[0]}\n{aligned([(f'{_GAP}{name}', cell) for name, cell in zip(head[1:], row[1:], strict=True)])}"
        for row in rows
    )


def _hanging(row: Sequence[str], widths: Sequence[int], room: int) -> Iterator[str]:
    before = "".join(f"{cell:<{width}}{_GAP}" for cell, width in zip(row[:-1], widths[:-1], strict=True))
    for part in textwrap.wrap(row[-1], room, break_on_hyphens=False) or [""]:
        yield before + part
        before = " " * len(before)


def _indented(cells: Sequence[str], columns: int) -> list[str]:
    indent = _GAP * 2
    text = _GAP.join(filter(None, cells))
    return textwrap.wrap(text, columns, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def print_problems(problems: Sequence[str], otherwise: str) -> int:
    """Print the problems and how many there are, or ``otherwise`` if there are none; return the exit code."""
    from conformance.results.words import counted

    for problem in problems:
        print(problem)
    print(counted(problems, "problem") if problems else otherwise)
    return int(bool(problems))
