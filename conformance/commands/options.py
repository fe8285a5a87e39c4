"""Options that several commands share."""

from __future__ import annotations

import argparse

from conformance.options import DEFAULT_DIALECT, DEFAULT_TIMEOUT


def add_dialect(
    parser: argparse.ArgumentParser, default: str = DEFAULT_DIALECT, *, of_implementation: bool = False
) -> None:
    """Add ``--dialect``; with ``of_implementation``, its default is ``None``: what the implementation declares."""
    said = "default: %(default)s"
    if of_implementation:
        said = f"default: what the implementation declares; {default} if it declares none, and without --impl"
    parser.add_argument("--dialect", metavar="D", default=None if of_implementation else default, help=said)


def add_impl(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Add ``--impl`` and its time limit; with ``several``, ``--impl`` may be repeated and its value is a list."""
    accepted = "a built-in name, pkg.module[:attribute], stdio:COMMAND or tcp:HOST:PORT"
    if several:
        accepted += "; several names, separated by commas, are compared, and all are the built-in ones"
        parser.add_argument("--impl", metavar="X", action="append", default=[], help=accepted)
    else:
        parser.add_argument("--impl", metavar="X", help=accepted)
    parser.add_argument(
        "--impl-timeout",
        metavar="SECONDS",
        type=seconds,
        default=DEFAULT_TIMEOUT,
        help="time for one answer (default: %(default)g)",
    )


def seconds(text: str) -> float:
    """A number of seconds above 0, for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value
