"""The official ``openai`` package, in an environment of its own."""

from __future__ import annotations

from pathlib import Path

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters import venv
from conformance.adapters.venv import available

__all__ = ["LOCK", "available", "build", "open"]

LOCK = Path(__file__).with_name("requirements.lock")
"""The package with everything that it depends on, pinned."""


def build(profile: str) -> None:
    """Install the package, unless that has been done; the profiles share it.

    Raises:
        UsageError: a package cannot be had.
    """
    venv.python("openai-python", LOCK)


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start ``profile``, installing the package first where that has not been done.

    Raises:
        UsageError: a package cannot be had.
    """
    # Imported here because Stdio exists on POSIX systems alone.
    from conformance.adapter.stdio import Stdio

    factory = "conformance.adapters.openai_python.adapter:OpenaiPython"
    return Stdio(venv.command("openai-python", LOCK, factory, profile, dialect), Limits(timeout=timeout))
