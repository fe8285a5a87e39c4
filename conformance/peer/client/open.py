"""From what the user wrote after ``--impl`` to the command that drives a client."""

from __future__ import annotations

import re
import shlex
import sys

from conformance.errors import UsageError
from conformance.impl import CLIENT, REFERENCE_CLIENT

_REFERENCE = "conformance.peer.client.reference"
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(:[A-Za-z_][\w.]*)?")


def command(impl: str) -> list[str]:
    """The command that drives the client that ``impl`` names.

    It is ``reference-client``, or ``client:`` with a command, or with ``pkg.module[:attribute]`` of a driver in Python.

    Raises:
        UsageError: there is nothing in it, or it cannot be split.
    """
    if impl == REFERENCE_CLIENT:
        return [sys.executable, "-m", _REFERENCE]
    named = impl.removeprefix(CLIENT).strip()
    if _MODULE.fullmatch(named):
        return [sys.executable, "-m", "conformance.peer.client.serve", named]
    try:
        words = shlex.split(named)
    except ValueError as error:
        raise UsageError(f"--impl={impl}: {error}") from None
    if not words:
        raise UsageError("--impl=client: lacks the driver: --impl='client:COMMAND ARGS…' or --impl=client:pkg.module")
    return words
