"""Implementations in any language: a program that answers JSON Lines on stdin and stdout."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.dialogue import Dialogue, Limits
from conformance.adapter.process import Process
from conformance.errors import UsageError

__all__ = ["Limits", "Stdio"]

_FOR_ANSWERS = "Standard output is for answers alone, from its first line on: anything else belongs on standard error"


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
        try:
            super().__init__(lambda: Process(command, bounds.line, environment), f"`{' '.join(command)}`", bounds)
        except AdapterBroken as error:
            if "not a line of JSON" not in str(error):
                raise
            raise AdapterBroken(f"{error}\n{_FOR_ANSWERS}") from None
