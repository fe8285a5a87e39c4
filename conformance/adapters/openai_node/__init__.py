"""The package ``openai`` for Node.js, behind a program beside this file.

The one profile, ``static``, says of payloads what the TypeScript compiler says of them against the package's published
types; at run time the package parses JSON and checks nothing. The types are read by the compiler, once; its rules of
what is assignable are applied without it, and a second program, ``arbiter.mjs``, has its own answers for comparison.

The first :func:`open` installs the package and the compiler, which needs the network unless npm has them in
its cache.
"""

from __future__ import annotations

from pathlib import Path

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.npm import available, command, installed

__all__ = ["available", "build", "home", "open"]

SOURCES = Path(__file__).resolve().parent
# Reading all declarations of the package takes seconds, and many of them where the machine is busy.
_START_SECONDS = 120


def home() -> Path:
    """Where the package and the compiler are installed; installs them unless that has been done.

    Raises:
        UsageError: npm is missing or failed.
    """
    return installed("openai-node", SOURCES)


def build(profile: str) -> None:
    """Install the package unless that has been done.

    Raises:
        UsageError: npm is missing or failed.
    """
    home()


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program, installing the package first where that has not been done.

    Raises:
        UsageError: npm or node is missing, or npm failed.
    """
    # Imported here because the module exists on POSIX systems alone.
    from conformance.adapter.stdio import Stdio

    return Stdio(command(SOURCES / "adapter.mjs", home()), Limits(timeout=timeout, start=_START_SECONDS))
