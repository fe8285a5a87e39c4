"""``show``: shows a golden vector, and with ``--impl`` what an implementation makes of it."""

from __future__ import annotations

import argparse
import json

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect, add_impl


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("show", help="show a golden vector, and what an implementation makes of it")
    parser.add_argument("id", metavar="ID", help="for example RealtimeResponse/usage-absent")
    add_dialect(parser)
    add_impl(parser)
    parser.set_defaults(run=_show)


def _show(options: argparse.Namespace) -> int:
    from conformance.requirements.register import load_register
    from conformance.vectors import find, to_record

    vector = find(options.dialect, options.id)
    register = load_register(options.dialect)
    if not options.impl:
        print(json.dumps(to_record(vector), indent=2, ensure_ascii=False))
        for row in vector.requirements:
            print(f"\n{row}: {register.rows[row].says}")
        return 0
    from conformance.adapters.open import open_implementation
    from conformance.checks.verdict import Status
    from conformance.oracle import oracle
    from conformance.results.words import complete, paragraph
    from conformance.vectors.judging import judged
    from conformance.vectors.steady import Steady

    with open_implementation(options.impl, timeout=options.impl_timeout, dialect=options.dialect) as connection:
        judge = oracle(options.dialect)
        verdicts, case = judged(Steady(connection, judge), vector, judge)
    for verdict in verdicts:
        if verdict.status is Status.PASS:
            print(f"{verdict.case}: {verdict.check} ({verdict.level}) — pass")
            continue
        whole = complete(verdict, case, register, options.impl, options.dialect)
        print("\n".join(paragraph(whole, width=100_000)))
    return int(any(verdict.gates() for verdict in verdicts))
