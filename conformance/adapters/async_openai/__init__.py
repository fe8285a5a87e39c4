"""The crate async-openai, behind a program that is built from the sources beside this file.

Each profile is a release of the crate. The first :func:`open` of a profile builds its program, which
takes a minute or more and needs the network unless cargo has the crates already; later ones start what
is there.
"""

from __future__ import annotations

import os
import shutil

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits, Stdio


def available() -> str | None:
    """Why this implementation cannot run here, or ``None``."""
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    if shutil.which("cargo") is None:
        return "cargo not found: install Rust from your package manager or with rustup"
    return None


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program of ``profile``, building it first where that has not been done.

    Raises:
        UsageError: cargo is missing or failed.
    """
    # Imported here because the module exists on POSIX systems alone, and so does Stdio.
    from conformance.adapters.async_openai.build import program

    return Stdio([str(program(profile)), "--dialect", dialect], Limits(timeout=timeout))
