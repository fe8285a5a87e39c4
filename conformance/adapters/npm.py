"""Libraries in JavaScript and TypeScript: their adapters run in Node.js, beside what npm installs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from conformance.adapters.environment import build, environment, missing, say, tool
from conformance.adapters.program import Program

INSTALL = "install Node.js 20 or newer, which brings npm, from your package manager or nodejs.org"
"""How to get what is missing."""


@dataclass(frozen=True, slots=True)
class Npm(Program):
    """A program of ours, and ``node_modules`` made by ``package-lock.json``.

    The program is told the folder that has ``node_modules``, and the profile.
    """

    program: str = "adapter.mjs"
    """The file in ``folder`` that is started."""

    def available(self) -> str | None:
        """Say what is missing on this machine."""
        return missing(["node", "npm"], INSTALL)

    def build(self, profile: str) -> Path:
        """Install what the lock file pins into the folder ``node_modules`` of the one that is returned.

        All profiles share it. Scripts of packages are not run: nothing that is installed here needs them.
        """
        manifests = [self.folder / "package.json", self.folder / "package-lock.json"]

        def make(home: Path) -> None:
            say(f"Installing {self.name} with npm: some seconds, only this once.")
            for manifest in manifests:
                shutil.copy(manifest, home)
            command = [tool("npm", INSTALL), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            build(self.name, command, cwd=home, offline="npm's own cache")

        return environment(self.name, manifests, make)

    def command(self, profile: str, dialect: str) -> list[str]:
        """Start the program."""
        return [tool("node", INSTALL), str(self.folder / self.program), str(self.build(profile)), profile]
