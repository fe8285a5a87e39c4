"""Libraries in Rust: their adapters are crates, built with cargo."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from conformance.adapters.environment import build, environment, missing, say, tool
from conformance.adapters.program import Program

_SERVE = Path(__file__).resolve().parent / "rust_serve"
"""The crate that speaks the protocol, which every adapter in Rust names by its path."""

_INSTALL = "install Rust from your package manager or with rustup"


@dataclass(frozen=True, slots=True)
class Cargo(Program):
    """A crate with one program, built by its ``Cargo.lock``; the program is told the dialect by ``--dialect``."""

    features: bool = False
    """Whether every profile is a feature of the crate, and a build of its own."""

    def available(self) -> str | None:
        """Say what is missing on this machine."""
        return missing(["cargo"], _INSTALL)

    def build(self, profile: str) -> Path:
        """Build the crate and leave its program as the file ``adapter`` of the folder that is returned."""
        name, label, options = self.name, self.name, []
        if self.features:
            name, label, options = f"{name}-{profile}", f"{name} {profile}", ["--features", profile]

        def make(home: Path) -> None:
            say(f"Building {label} and its dependencies with cargo: some minutes, only this once.")
            target = home / "target"
            command = [tool("cargo", _INSTALL), "build", "--release", "--locked", *options]
            command += ["--manifest-path", str(self.folder / "Cargo.toml"), "--target-dir", str(target)]
            # Where the executable lies depends on the user's cargo configuration; only this format tells.
            command += ["--message-format", "json-render-diagnostics"]
            # Run from the cache, so that no .cargo/config.toml or toolchain file of the user's project applies.
            messages = build(label, command, cwd=home, offline="cargo's own cache").splitlines()
            executables = (json.loads(message).get("executable") for message in messages)
            Path(next(filter(None, executables))).replace(home / "adapter")
            shutil.rmtree(target)

        return environment(name, self._sources(), make)

    def command(self, profile: str, dialect: str) -> list[str]:
        """Start the program."""
        return [str(self.build(profile) / "adapter"), "--dialect", dialect]

    def _sources(self) -> list[Path]:
        crates = (self.folder, _SERVE)
        manifests = [crate / "Cargo.toml" for crate in crates]
        return [self.folder / "Cargo.lock", *manifests, *(file for c in crates for file in (c / "src").glob("*.rs"))]
