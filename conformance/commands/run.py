"""``realtime-conformance run``: the suite, as ``pytest --impl=…`` runs it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from conformance.commands import Subparsers
from conformance.options import OPTIONS

# Pytest would rewrite the plugin's assertions; it has none, and was imported to get here.
_QUIET = "ignore:Module already imported so cannot be rewritten; conformance:pytest.PytestAssertRewriteWarning"
_HELP = "judge an implementation (the same as pytest --impl=…)"


def add(commands: Subparsers) -> None:
    """State the command; its options are the pytest plugin's."""
    parser = commands.add_parser("run", help=_HELP, add_help=False)
    parser.add_argument("pytest_options", nargs=argparse.REMAINDER)
    parser.set_defaults(run=lambda options: run(options.pytest_options))


def run(arguments: Sequence[str], *, own: bool = False) -> int:
    """Hand ``arguments`` to pytest; without ``--impl`` the embedded reference is judged.

    ``own`` says that this process is there for the run alone, so that it may be put under guard.
    """
    import pytest

    from conformance.suite.guard import OWN

    given = list(arguments)
    if {"-h", "--help"} & set(given):
        print(_help())
        return 0
    given = ["--strict-levels" if argument == "--strict" else argument for argument in given]
    if not any(argument == "--impl" or argument.startswith("--impl=") for argument in given):
        given.append("--impl=reference")
    # What a project asks of its own tests (such as --lf, of a plugin that is not loaded here) is not meant for this.
    options = ["-q", "--no-header", "-p", "no:cacheprovider", "-o", "addopts=", "-W", _QUIET]
    return int(pytest.main([*options, *given], plugins=[OWN] if own else []))


def _help() -> str:
    parser = argparse.ArgumentParser(
        prog="realtime-conformance run",
        description="Judge an implementation (by default the embedded reference). All options of pytest work too; "
        "--strict is short for --strict-levels.",
    )
    for flag, attributes in OPTIONS.items():
        parser.add_argument(flag, **attributes)
    return parser.format_help()
