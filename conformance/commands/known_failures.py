"""``known-failures``: checks files of known failures without a run."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect


def add(commands: Subparsers) -> None:
    """Add the command and its verb."""
    parser = commands.add_parser("known-failures", help="check files of known failures")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    lint = verbs.add_parser(
        "lint",
        help="check files of known failures without a run",
        description="Checks that the format is right, that the dialect has the cases, that none is listed twice, and "
        "that no entry has expired. Exits with 1 if there is a problem.",
    )
    lint.add_argument("files", nargs="+", metavar="FILE")
    add_dialect(lint)
    lint.set_defaults(run=_lint)


def _lint(options: argparse.Namespace) -> int:
    from conformance.known_failures.cases import cases_of
    from conformance.known_failures.entries import load_known_failures
    from conformance.known_failures.match import Listing, file_problems

    today = datetime.now(UTC).date()
    read = [load_known_failures(file) for file in options.files]
    found = 0
    for known in read:
        listing = Listing(known, cases_of(options.dialect))
        problems = sorted(file_problems(listing, today), key=lambda problem: problem.line)
        for problem in problems:
            print(f"{known.path}:{problem.line}: {problem.kind}: {problem.text}")
        if not problems:
            print(f"{known.path}: {len(known.entries)} {'entry' if len(known.entries) == 1 else 'entries'}, no problem")
        found += len(problems)
    return int(found > 0)
