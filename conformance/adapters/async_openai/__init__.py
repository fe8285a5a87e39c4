"""The crate async-openai, behind a program that is built from the sources beside this file.

Each profile is a release of the crate. The first :func:`open` of a profile builds its program, which
takes a minute or more and needs the network unless cargo has the crates already; later ones start what
is there.
"""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.cargo import available

__all__ = ["available", "build", "open"]


def build(profile: str) -> None:
    """Build what ``profile`` needs, unless that has been done.

    Raises:
        UsageError: cargo is missing or failed.
    """
    # Imported here because the module exists on POSIX systems alone, and so does Stdio.
    from conformance.adapters.async_openai.program import program

    program(profile)


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program of ``profile``, building it first where that has not been done.

    Raises:
        UsageError: cargo is missing or failed.
    """
    from conformance.adapter.stdio import Stdio
    from conformance.adapters.async_openai.program import program

    return Stdio([str(program(profile)), "--dialect", dialect], Limits(timeout=timeout))
