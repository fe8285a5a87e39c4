"""The Go module github.com/WqyJh/go-openai-realtime, behind a program that is built from the sources beside this file.

The first :func:`open` builds the program, which takes a minute or so and needs the network unless go has the
modules already; later ones start what is there.
"""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.golang import available

__all__ = ["available", "build", "open"]


def build(profile: str) -> None:
    """Build the program, unless that has been done; there is one ``profile``.

    Raises:
        UsageError: go is missing or failed.
    """
    # Imported here because the module exists on POSIX systems alone, and so does Stdio.
    from conformance.adapters.go_openai_realtime.program import program

    program()


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program, building it first where that has not been done.

    Raises:
        UsageError: go is missing or failed.
    """
    from conformance.adapter.stdio import Stdio
    from conformance.adapters.go_openai_realtime.program import program

    return Stdio([str(program())], Limits(timeout=timeout))
