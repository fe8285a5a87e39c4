"""The package @openai/agents-realtime, behind a Node.js program beside this file.

``default`` is what the package does with what a server sends. It never reads a client event; the
profile ``client-schema`` runs the schema of client events that lies unused in the package's files, and sends
events through its WebSocket transport.

The first :func:`open` installs the package, which needs the network unless npm has it in its cache.
"""

from __future__ import annotations

from pathlib import Path

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.npm import available, command, installed

__all__ = ["available", "build", "home", "open"]

SOURCES = Path(__file__).resolve().parent


def home() -> Path:
    """Where the package is installed; installs it unless that has been done.

    Raises:
        UsageError: npm is missing or failed.
    """
    return installed("openai-agents-js", SOURCES)


def build(profile: str) -> None:
    """Install the package unless that has been done; every profile uses the same.

    Raises:
        UsageError: npm is missing or failed.
    """
    home()


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program as ``profile``, installing the package first where that has not been done.

    Raises:
        UsageError: npm or node is missing, or npm failed.
    """
    # Imported here because the module exists on POSIX systems alone.
    from conformance.adapter.stdio import Stdio

    return Stdio(command(SOURCES / "adapter.mjs", home(), profile), Limits(timeout=timeout))
