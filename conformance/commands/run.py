"""``run``: runs the suite, as ``pytest --impl=…`` does."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from conformance.commands import Subparsers
from conformance.options import OPTIONS

# Pytest warns that it cannot rewrite the assertions of the plugin, which is imported already and has none.
_QUIET = "ignore:Module already imported so cannot be rewritten; conformance:pytest.PytestAssertRewriteWarning"
_HELP = "judge an implementation (the same as pytest --impl=…)"


def add(commands: Subparsers) -> None:
    """Add the command; its options are those of the pytest plugin."""
    parser = commands.add_parser("run", help=_HELP, add_help=False)
    parser.add_argument("pytest_options", nargs=argparse.REMAINDER)
    parser.set_defaults(run=lambda options: run(options.pytest_options))


def run(arguments: Sequence[str], *, own: bool = False) -> int:
    """Pass ``arguments`` to pytest; without ``--impl`` the embedded reference is judged.

    ``own`` says that this process exists only for the run, so it may be guarded.
    """
    given = list(arguments)
    if {"-h", "--help"} & set(given):
        print(_help())
        return 0
    # Not for the help: to import pytest takes longer than all else that the command line imports.
    import pytest

    from conformance.suite.guard import OWN

    given = ["--strict-levels" if argument == "--strict" else argument for argument in given]
    if not any(argument == "--impl" or argument.startswith("--impl=") for argument in given):
        given.append("--impl=reference")
    # The options that a project sets for its own tests do not apply here (such as --lf, whose plugin is not loaded).
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
