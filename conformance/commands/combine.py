"""``combine``: joins the results of all shards of one run."""

from __future__ import annotations

import argparse
from pathlib import Path

from conformance.commands import Subparsers
from conformance.errors import UsageError


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("combine", help="join the results of all shards of one run into one file")
    parser.add_argument("out", metavar="OUT", type=Path, help="the file to write")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="the results of a shard")
    parser.set_defaults(run=_combine)


def _combine(options: argparse.Namespace) -> int:
    from conformance.files import write_whole
    from conformance.results.combine import combine
    from conformance.results.words import counted

    if options.out.resolve() in {path.resolve() for path in options.files}:
        raise UsageError(f"{options.out}: the first argument is the file to write, and it is one of the shards")
    write_whole(options.out, combine(options.files))
    print(f"{options.out}: {counted(options.files, 'shard')} joined")
    return 0
