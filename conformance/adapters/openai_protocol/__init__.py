"""The crate openai-protocol, behind a program that is built from the sources beside this file.

The first :func:`open` builds the program, which takes some minutes and needs the network unless cargo has
the crates already; later ones start what is there.
"""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.cargo import available

__all__ = ["available", "build", "open"]


def build(profile: str) -> None:
    """Build the program, unless that has been done.

    Raises:
        UsageError: cargo is missing or failed.
    """
    # Imported here because the module exists on POSIX systems alone, and so does Stdio.
    from conformance.adapters.openai_protocol.program import program

    del profile
    program()


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program, building it first where that has not been done.

    Raises:
        UsageError: cargo is missing or failed.
    """
    from conformance.adapter.stdio import Stdio
    from conformance.adapters.openai_protocol.program import program

    del profile
    return Stdio([str(program()), "--dialect", dialect], Limits(timeout=timeout))
