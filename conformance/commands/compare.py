"""``compare``: shows what changed between two results files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance.commands import Subparsers

_STDOUT = "-"


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="compare two results files: new failures, and what no longer fails")
    parser.add_argument("old", metavar="OLD", type=Path, help="the results of the earlier run")
    parser.add_argument("new", metavar="NEW", type=Path, help="the results of the later one")
    parser.add_argument(
        "--markdown", metavar="OUT", help="also write it as Markdown for a pull request; - prints only that"
    )
    parser.add_argument("--strict", action="store_true", help="count failures at level should as regressions")
    parser.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    from conformance.errors import UsageError
    from conformance.files import write_whole
    from conformance.results import compare_text
    from conformance.results.compare import compare
    from conformance.results.reader import read

    into = None if options.markdown in (None, _STDOUT) else Path(options.markdown)
    if into is not None and into.resolve() in (options.old.resolve(), options.new.resolve()):
        raise UsageError(f"--markdown={into}: that is one of the results files to compare")
    comparison = compare(
        read(options.old, width=0), read(options.new, width=compare_text.WIDEST), strict=options.strict
    )
    if options.markdown == _STDOUT:
        sys.stdout.write(compare_text.markdown(comparison))
        return comparison.exit
    if into is not None:
        write_whole(into, [compare_text.markdown(comparison)])
    for line in compare_text.text(comparison):
        print(line)
    return comparison.exit
