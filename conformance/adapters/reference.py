"""The reference implementation of the ``async-openai`` dialect, in the calling process."""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, load


def available() -> None:
    """It is part of the suite, so it always is."""


def open(profile: str, timeout: float) -> Connection:
    """Import the reference. A call in this process has no time limit."""
    return InProcess(load("conformance.reference.adapter:ADAPTER"))
