"""The command line: one parser, a module a command.

A command module has ``add(subparsers)``, which states its options, and a function that runs it and
returns the exit code. Exit codes are pytest's: 0 fine, 1 something failed, 4 the user's mistake.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

import conformance
from conformance.commands import (
    adapters,
    combine,
    compare,
    golden,
    history,
    judge,
    known_failures,
    matrix,
    promote,
    report,
    run,
    sample,
    show,
    spec,
    types,
)
from conformance.errors import UsageError
from conformance.interrupt import sigterm_interrupts

USAGE_ERROR = 4


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one line and exits with 4, as pytest does."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print the message with the way to the help."""
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(USAGE_ERROR)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(prog="realtime-conformance", description=conformance.__doc__)
    top.add_argument("--version", action="version", version=f"%(prog)s {conformance.__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for module in (
        run,
        report,
        compare,
        combine,
        history,
        known_failures,
        judge,
        sample,
        types,
        show,
        golden,
        promote,
        matrix,
        spec,
        adapters,
    ):
        module.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["run"]:
        # Everything behind `run` is pytest's, so that both front ends understand the same words.
        return _guarded(lambda: run.run(arguments[1:], own=argv is None))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 wherever it goes; what cannot be written even so is shown escaped.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = parser().parse_args(arguments)
    except SystemExit as exit_:
        return int(exit_.code or 0)
    return _guarded(lambda: int(options.run(options)))


def _guarded(command: Callable[[], int]) -> int:
    try:
        with sigterm_interrupts():
            code = command()
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"realtime-conformance: {error}", file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:
        # Whoever read our output has enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A file or folder of the user's that no command looked after by itself.
        print(f"realtime-conformance: {error.filename or 'cannot go on'}: {error.strerror or error}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return 2
