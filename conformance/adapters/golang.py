"""Building with go, for the implementations in Go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from conformance.adapters.environment import build, tool

_INSTALL = "install Go 1.21 or newer from your package manager or from go.dev"


def available() -> str | None:
    """Why nothing in Go can be built and run here, or ``None``."""
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    if shutil.which("go") is None:
        return f"go not found: {_INSTALL}"
    return None


def executables(name: str, sources: Path, home: Path, packages: Iterable[str] = (".",)) -> Path:
    """Build the main ``packages`` of the module in ``sources``, by its go.sum, into ``home / "bin"`` and return that.

    A program is called like the folder that it is built from, that of the module itself like the module.
    Modules come from the user's own module cache, and get there from wherever the user's go fetches them.

    Raises:
        UsageError: go is missing or failed.
    """
    bin_ = home / "bin"
    bin_.mkdir(exist_ok=True)
    # -C rather than a working directory of its own: the sources may be installed where nothing can be written.
    command = [tool("go", _INSTALL), "build", "-C", str(sources), "-mod=readonly", "-trimpath", "-buildvcs=false"]
    # Neither the user's flags (-mod=vendor) nor a workspace around the sources have a say in this.
    settings = {"GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
    command += ["-o", f"{bin_}/", *packages]
    build(name, command, cwd=home, env=settings, offline="go's module cache")
    return bin_
