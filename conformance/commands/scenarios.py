"""``scenarios``: lists what is played to servers, and checks it."""

from __future__ import annotations

import argparse

from conformance.commands import Subparsers


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "scenarios",
        help="list the scenarios for servers, or check them",
        description="Lists the scenarios that are played to servers, with what each needs and the requirements that it "
        "tests.",
    )
    parser.add_argument("--dialect", metavar="D", help="default: openai-ga")
    parser.add_argument("--lint", action="store_true", help="check that they speak of real events and requirements")
    parser.set_defaults(run=_scenarios)


def _scenarios(options: argparse.Namespace) -> int:
    from conformance.peer import scenario_lint
    from conformance.peer.scenario import load_scenarios
    from conformance.session.transcript import DIALECT

    dialect = options.dialect or DIALECT
    if options.lint:
        problems = scenario_lint.lint(dialect)
        print("\n".join(problems) or "no problems")
        return 1 if problems else 0
    for one in load_scenarios(dialect).values():
        needs = f" [{', '.join(one.needs)}]" if one.needs else ""
        print(f"{one.id}{needs}\n    {one.says}\n    {', '.join(one.requirements)}")
    return 0
