"""Node.js and npm, for the implementations in JavaScript and TypeScript."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from conformance.adapters.environment import build, environment, say, tool

_INSTALL = "install Node.js 20 or newer, which brings npm, from your package manager or nodejs.org"


def available() -> str | None:
    """Why nothing in JavaScript can be installed and run here, or ``None``."""
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    for name in ("node", "npm"):
        if shutil.which(name) is None:
            return f"{name} not found: {_INSTALL}"
    return None


def installed(name: str, sources: Path) -> Path:
    """Return the folder whose ``node_modules`` has what the lock file in ``sources`` names, installing it if need be.

    Scripts of packages are not run: nothing that is installed here needs them.

    Raises:
        UsageError: npm is missing or failed, or the cache directory cannot be written.
    """
    manifests = [sources / "package.json", sources / "package-lock.json"]

    def make(home: Path) -> None:
        say(f"Installing {name} with npm: some seconds, only this once.")
        for manifest in manifests:
            shutil.copy(manifest, home)
        command = [tool("npm", _INSTALL), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        build(name, command, cwd=home, offline="npm's own cache")

    return environment(name, manifests, make)


def command(program: Path, home: Path, *arguments: str) -> list[str]:
    """How to start a ``program`` of ours that takes its packages from ``home``, which is its first argument.

    Raises:
        UsageError: node is missing.
    """
    return [tool("node", _INSTALL), str(program), str(home), *arguments]
