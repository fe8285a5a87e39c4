"""The command line: one parser, with one module per command.

The module of a command has ``add(subparsers)``, which adds its options, and a function that runs it and
returns the exit code. Exit codes are pytest's: 0 all is well, 1 something failed, 4 a usage error.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import conformance
from conformance.display import complaint, shown_safely
from conformance.errors import UsageError, near
from conformance.interrupt import sigterm_interrupts

USAGE_ERROR = 4
INTERRUPTED = 2
# In the order in which the help lists them.
_COMMANDS = (
    *("run", "report", "compare", "combine", "history", "known_failures", "judge", "sample", "types", "show"),
    *("session", "record", "serve", "scenarios", "golden", "promote", "matrix", "spec", "adapters"),
)
_WORDS = ("COMMAND", "VERB")


class _Parser(argparse.ArgumentParser):
    """Reports a mistake in one line and exits with 4, as pytest does."""

    def error(self, wrong: str) -> None:  # type: ignore[override]
        """Print what is wrong and how to get help; a command without its verb prints the help itself."""
        if wrong.removeprefix("the following arguments are required: ") in _WORDS:
            self.print_help(sys.stderr)
            raise SystemExit(USAGE_ERROR)
        print(complaint(f"{self.prog}: {wrong} (see {self.prog} --help)"), file=sys.stderr)
        raise SystemExit(USAGE_ERROR)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Propose what is near a mistyped command, verb or choice."""
        if action.choices is not None and value not in action.choices:
            names = [str(choice) for choice in action.choices]
            what = action.metavar.lower() if action.metavar in _WORDS else "such choice"
            raise argparse.ArgumentError(
                None if action.metavar in _WORDS else action,
                f"no {what} {value!r}{near(str(value), names)} (there are {', '.join(names)})",
            )


def parser(first: str = "") -> argparse.ArgumentParser:
    """The whole command line; only what it needs, where its first word tells: to import all takes longer."""
    top = _Parser(prog="realtime-conformance", description=(conformance.__doc__ or "").splitlines()[0])
    top.add_argument("--version", action="version", version=f"%(prog)s {conformance.__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    named = [name for name in _COMMANDS if name.replace("_", "-") == first]
    for name in () if first == "--version" else named or _COMMANDS:
        import_module(f"conformance.commands.{name}").add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        with sigterm_interrupts():
            return _main(argv)
    except KeyboardInterrupt:  # before or after the command itself
        return INTERRUPTED


def _main(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["run"]:
        # Pytest parses everything after `run`, so that both front ends take the same options.
        from conformance.commands.run import run

        return _guarded(lambda: run(arguments[1:], own=argv is None))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 wherever it goes; what UTF-8 cannot encode is shown escaped.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with shown_safely():
        try:
            options = parser(*arguments[:1]).parse_args(arguments)
        except SystemExit as exit_:
            return int(exit_.code or 0)
        return _guarded(lambda: int(options.run(options)))


def _guarded(command: Callable[[], int]) -> int:
    try:
        code = command()
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(complaint(f"realtime-conformance: {error}"), file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:
        # The reader of our output is gone; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # An error about a file or folder that no command handled.
        told = f"realtime-conformance: {error.filename or 'error'}: {error.strerror or error}"
        print(complaint(told), file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
