"""What several commands print: tables, and lists of problems."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# No line is broken where no terminal shows it.
_WIDE = 100_000


def console() -> Console:
    """Where text with styles is printed: wrapped and coloured in a terminal, plain everywhere else."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDE
    return Console(width=width, highlight=False, markup=False, emoji=False)


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """The rows as lines, each column as wide as its widest cell."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def print_problems(problems: Sequence[str], otherwise: str) -> int:
    """Print the problems and how many there are, or ``otherwise`` if there are none; return the exit code."""
    from conformance.results.words import counted

    for problem in problems:
        print(problem)
    print(counted(problems, "problem") if problems else otherwise)
    return int(bool(problems))
