"""``promote``: make a golden vector of what a property run found."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from conformance.commands import Subparsers


def add(commands: Subparsers) -> None:
    """State the command."""
    parser = commands.add_parser("promote", help="make a golden vector of a finding on generated payloads")
    parser.add_argument("results", metavar="RESULTS", help="the results file of the run that found it")
    parser.add_argument("case", metavar="CASE", help="the finding, such as RealtimeResponse/generated/round-trip")
    parser.add_argument("--why", required=True, metavar="TEXT", help="why it is worth keeping, in a sentence")
    parser.add_argument("--slug", metavar="WORDS", help="the name behind the type (default: made of check and payload)")
    parser.add_argument("--print", action="store_true", help="record nothing: print the draft, for a report to us")
    parser.set_defaults(run=_promote)


def _promote(options: argparse.Namespace) -> int:
    from conformance.commands.golden import record_drafts
    from conformance.results.reader import read
    from conformance.vectors.draft import to_record
    from conformance.vectors.promote import draft

    results = read(Path(options.results))
    made = draft(results, options.case, options.why, options.slug)
    if options.print:
        print(json.dumps(to_record(made), ensure_ascii=False))
        return 0
    done, names = record_drafts([made], results.header.dialect)
    if done.new:
        print(f"{made.id} recorded: {done.new[0].expectation}; oracle, {names} agree")
    else:
        print(f"{made.id} stood already")
    return 0
