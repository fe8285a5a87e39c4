"""``scenarios``: lists what is played to servers or to clients, and checks it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from conformance.commands import Subparsers


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "scenarios",
        help="list the scenarios for servers or clients, or check them",
        description="Lists the scenarios that are played to peers, with what each needs and the requirements that it "
        "tests.",
    )
    parser.add_argument("--dialect", metavar="D", help="default: openai-ga")
    parser.add_argument("--client", action="store_true", help="those for clients, not for servers")
    parser.add_argument("--lint", action="store_true", help="check that they speak of real events and requirements")
    parser.set_defaults(run=_scenarios)


def _scenarios(options: argparse.Namespace) -> int:
    from conformance.session.transcript import DIALECT

    problems, listed = (_of_clients if options.client else _of_servers)(options.dialect or DIALECT)
    if options.lint:
        found = problems()
        print("\n".join(found) or "no problems")
        return 1 if found else 0
    for name, needs, says, requirements in listed:
        print(f"{name}{f' [{needs}]' if needs else ''}\n    {says}\n    {requirements}")
    return 0


_Rows = Iterator[tuple[str, str, str, str]]


def _of_servers(dialect: str) -> tuple[Callable[[], list[str]], _Rows]:
    from conformance.peer import scenario_lint
    from conformance.peer.scenario import load_scenarios

    every = load_scenarios(dialect).values()
    rows = ((one.id, ", ".join(one.needs), one.says, ", ".join(one.requirements)) for one in every)
    return lambda: scenario_lint.lint(dialect), rows


def _of_clients(dialect: str) -> tuple[Callable[[], list[str]], _Rows]:
    from conformance.peer.client.scenario import lint, load_scenarios

    every = [one for group in load_scenarios(dialect).values() for one in group]
    rows = (
        (f"{one.group}/{one.name}", ", ".join(sorted(one.needs)), one.says, ", ".join(sorted(one.rules)))
        for one in every
    )
    return lambda: lint(dialect), rows
