"""The reference implementation, in the calling process."""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, load


def available() -> None:
    """It is part of the suite, so it always is."""


def build(profile: str) -> None:
    """There is nothing to build."""


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Import the reference. A call in this process has no time limit."""
    name = "official_adapter" if dialect == "openai-ga" else "adapter"
    return InProcess(load(f"conformance.reference.{name}:ADAPTER"))
