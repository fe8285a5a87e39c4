"""``history``: a line for each run, from which the correctness over versions is drawn."""

from __future__ import annotations

import argparse
from pathlib import Path

from conformance.commands import Subparsers


def add(commands: Subparsers) -> None:
    """State the command."""
    parser = commands.add_parser("history", help="add runs to a history, from which a chart is drawn")
    parser.add_argument("file", metavar="FILE", type=Path, help="the history; made if it is not there")
    parser.add_argument("results", metavar="RESULTS", type=Path, nargs="+", help="the results of a run")
    parser.set_defaults(run=_history)


def _history(options: argparse.Namespace) -> int:
    from conformance.files import write_whole
    from conformance.results.history import added, written
    from conformance.results.reader import read
    from conformance.results.words import counted

    there, new = added(options.file, [read(path, width=0) for path in options.results])
    if new:
        write_whole(options.file, written([*there, *new]))
    had = len(options.results) - len(new)
    known = f", {had} there already" if had else ""
    print(f"{options.file}: {len(new)} added{known}, {counted(len(there) + len(new), 'run')}")
    return 0
