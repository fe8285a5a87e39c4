"""Options that several commands share, stated once."""

from __future__ import annotations

import argparse

from conformance.plugin import DEFAULT_TIMEOUT
from conformance.spec import DEFAULT_DIALECT


def add_dialect(parser: argparse.ArgumentParser) -> None:
    """``--dialect``."""
    parser.add_argument("--dialect", metavar="D", default=DEFAULT_DIALECT, help="default: %(default)s")


def add_impl(parser: argparse.ArgumentParser) -> None:
    """``--impl`` and its time limit."""
    parser.add_argument("--impl", metavar="X", help="a built-in name, pkg.module[:attribute] or stdio:COMMAND")
    parser.add_argument("--impl-timeout", metavar="SECONDS", type=float, default=DEFAULT_TIMEOUT)
