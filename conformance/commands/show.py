"""``show``: shows a golden vector, and with ``--impl`` what an implementation makes of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect, add_impl

if TYPE_CHECKING:
    from conformance.checks.verdict import Verdict
    from conformance.commands.printing import Screen
    from conformance.vectors import Vector

_MARKED = {" ": "", "-": "red", "+": "green"}


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "show",
        help="show a golden vector, and what an implementation makes of it",
        description="Shows a vector with the sentences that it tests. With --impl: the payload, once, with what the "
        "implementation wrote instead marked + and what it lost marked -, then the verdict of each check. Exits with "
        "1 if one fails at a level that gates.",
    )
    parser.add_argument("id", metavar="ID", help="for example RealtimeResponse/usage-absent")
    add_dialect(parser, of_implementation=True)
    add_impl(parser)
    parser.set_defaults(run=_show)


def _show(options: argparse.Namespace) -> int:
    from conformance.spec import DEFAULT_DIALECT

    if options.impl:
        return _judged(options)
    from conformance.requirements.register import load_register
    from conformance.vectors import find, to_record

    dialect = options.dialect or DEFAULT_DIALECT
    vector = find(dialect, options.id)
    register = load_register(dialect)
    print(json.dumps(to_record(vector), indent=2, ensure_ascii=False))
    for row in vector.requirements:
        print(f"\n{row}: {register.rows[row].says}")
    return 0


def _judged(options: argparse.Namespace) -> int:
    from conformance.adapters.open import declared_dialect, native_dialect, open_implementation
    from conformance.commands.printing import Screen
    from conformance.oracle import oracle
    from conformance.requirements.register import load_register
    from conformance.results.words import complete
    from conformance.vectors import find
    from conformance.vectors.judging import judged
    from conformance.vectors.steady import Steady

    with ExitStack() as stack:
        dialect = options.dialect or native_dialect(options.impl)
        vector = find(dialect, options.id) if dialect else None
        connection = stack.enter_context(
            open_implementation(options.impl, timeout=options.impl_timeout, dialect=dialect)
        )
        dialect = dialect or declared_dialect(connection.hello)
        vector = vector or find(dialect, options.id)
        judge = oracle(dialect)
        verdicts, case = judged(Steady(connection, judge), vector, judge)
    register = load_register(dialect)
    whole = [complete(verdict, case, register, options.impl, dialect) for verdict in verdicts]
    _print(Screen(), vector, dialect, whole)
    return int(any(verdict.gates() for verdict in verdicts))


def _print(screen: Screen, vector: Vector, dialect: str, verdicts: Sequence[Verdict]) -> None:
    """The payload once, or each way in which it came back, then the checks, then the sentences that are broken."""
    from conformance.checks.register import CANONICAL_BYTES
    from conformance.jsontext import visible
    from conformance.results.aligned import aligned
    from conformance.results.marked import marked, spread
    from conformance.spec import manifest_of

    screen.line(visible(f"{vector.id}: {vector.why}"), "bold")
    screen.line(f"Judged by {dialect}: {manifest_of(dialect)['says']}")
    failed = [one for one in verdicts if one.failed]
    pairs: dict[tuple[str, str], list[str]] = {}
    for one in failed:
        if one.expected is not None and one.actual is not None and one.expected.startswith(("{", "[")):
            pairs.setdefault((one.expected, one.actual), []).append(one.check)
    if not pairs:
        screen.line()
        for line in spread(vector.text):
            screen.line(f"  {line}")
    for (expected, actual), checks in pairs.items():
        screen.line()
        screen.line(f"{', '.join(checks)}: - expected, + what came back")
        # Members that came back in another place would be marked as lost and as new.
        shown = aligned(expected, actual) if set(checks) != {CANONICAL_BYTES.name} else actual
        for mark, line in marked(expected, shown):
            screen.line(f"{mark} {line}", _MARKED[mark])
        if CANONICAL_BYTES.name in checks and spread(shown) != spread(actual):
            screen.line("(its members came back in another order, which is not marked)")
    screen.line()
    for one in verdicts:
        style = "red" if one.gates() else "yellow" if one.failed else "green" if one.status == "pass" else ""
        screen.line(f"{one.check:<16} {one.level!s:<7} {one.status}", style)
        if one.status != "pass" and one.reason:
            for finding in map(str, one.findings) if one.findings else [one.reason]:
                screen.line(f"    {visible(finding)}")
    rows = {row: says for one in failed for row, says in one.requirements}
    if rows:
        screen.line()
        screen.line("What it breaks", "bold")
    for row, says in rows.items():
        screen.line(visible(f"{row}: {says}"))
