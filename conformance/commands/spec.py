"""``spec``: the dialects' own files."""

from __future__ import annotations

import argparse

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect


def add(commands: Subparsers) -> None:
    """State the command and its verbs."""
    parser = commands.add_parser("spec", help="the wire as data: lint its files")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    lint = verbs.add_parser("lint", help="check a dialect's schema files against the vocabulary")
    add_dialect(lint)
    lint.set_defaults(run=_lint)


def _lint(options: argparse.Namespace) -> int:
    from conformance.spec.lint import lint

    problems = lint(options.dialect)
    for problem in problems:
        print(problem)
    print(
        f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}"
        if problems
        else f"dialect {options.dialect}: no problems"
    )
    return int(bool(problems))
