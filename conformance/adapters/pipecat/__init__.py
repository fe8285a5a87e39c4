"""The package ``pipecat-ai``, in an environment of its own."""

from __future__ import annotations

from pathlib import Path

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters import venv
from conformance.adapters.venv import available

__all__ = ["LOCK", "available", "build", "open"]

LOCK = Path(__file__).with_name("requirements.lock")
"""The package with what its wire types need, pinned; the rest of its dependencies is audio processing."""


def build(profile: str) -> None:
    """Install the package, unless that has been done.

    Raises:
        UsageError: a package cannot be had.
    """
    venv.python("pipecat", LOCK)


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start it, installing the package first where that has not been done.

    Raises:
        UsageError: a package cannot be had.
    """
    # Imported here because Stdio exists on POSIX systems alone.
    from conformance.adapter.stdio import Stdio

    factory = "conformance.adapters.pipecat.adapter:Pipecat"
    return Stdio(venv.command("pipecat", LOCK, factory, profile, dialect), Limits(timeout=timeout))
