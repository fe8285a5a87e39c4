"""``history``: adds one line per run to a file, from which correctness over versions is drawn."""

from __future__ import annotations

import argparse
from pathlib import Path

from conformance.commands import Subparsers


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("history", help="add runs to a history, from which a chart is drawn")
    parser.add_argument("file", metavar="FILE", type=Path, help="the history file; created if it does not exist")
    parser.add_argument("results", metavar="RESULTS", type=Path, nargs="+", help="the results of a run")
    parser.set_defaults(run=_history)


def _history(options: argparse.Namespace) -> int:
    from conformance.files import write_whole
    from conformance.results.history import added, written
    from conformance.results.reader import read
    from conformance.results.words import counted

    earlier, new = added(options.file, [read(path, width=0) for path in options.results])
    if new:
        write_whole(options.file, written([*earlier, *new]))
    known = len(options.results) - len(new)
    already = f", {known} already there" if known else ""
    print(f"{options.file}: {len(new)} added{already}, {counted(len(earlier) + len(new), 'run')}")
    return 0
