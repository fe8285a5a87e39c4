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

import conformance
from conformance.errors import UsageError
from conformance.interrupt import sigterm_interrupts

USAGE_ERROR = 4
# In the order in which the help lists them.
_COMMANDS = (
    *("run", "report", "compare", "combine", "history", "known_failures", "judge", "sample", "types", "show"),
    *("session", "record", "serve", "scenarios", "golden", "promote", "matrix", "spec", "adapters"),
)


class _Parser(argparse.ArgumentParser):
    """Reports a mistake in one line and exits with 4, as pytest does."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print the message and how to get help."""
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(USAGE_ERROR)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(prog="realtime-conformance", description=(conformance.__doc__ or "").splitlines()[0])
    top.add_argument("--version", action="version", version=f"%(prog)s {conformance.__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for name in _COMMANDS:
        import_module(f"conformance.commands.{name}").add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["run"]:
        # Pytest parses everything after `run`, so that both front ends take the same options.
        from conformance.commands.run import run

        return _guarded(lambda: run(arguments[1:], own=argv is None))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 wherever it goes; what UTF-8 cannot encode is shown escaped.
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
        # The reader of our output is gone; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # An error about a file or folder that no command handled.
        print(f"realtime-conformance: {error.filename or 'error'}: {error.strerror or error}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return 2
