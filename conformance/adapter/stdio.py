"""Implementations in any language: a program that answers JSON Lines on stdin and stdout."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from conformance.adapter.dialogue import Dialogue, Limits
from conformance.adapter.process import Process
from conformance.errors import UsageError

__all__ = ["Limits", "Stdio"]


class Stdio(Dialogue):
    """A :class:`~conformance.adapter.contract.Connection` to a program, started here, that speaks the protocol.

    ``environment`` is added to that of this process.

    Raises:
        UsageError: the program cannot be started.
        AdapterBroken: it does not answer ``hello``.
    """

    def __init__(
        self, command: Sequence[str], limits: Limits | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        if os.name != "posix":
            raise UsageError("stdio adapters need a POSIX system (on Windows: WSL)")
        bounds = limits or Limits()
        super().__init__(lambda: Process(command, bounds.line, environment), f"`{' '.join(command)}`", bounds)
