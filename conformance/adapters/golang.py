"""Libraries in Go: their adapters are modules, built with go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conformance.adapters.environment import build, environment, missing, say, tool
from conformance.adapters.program import Program

_SERVE = Path(__file__).resolve().parent / "go_serve"
"""The package that speaks the protocol, which the adapters' modules name by its path."""

_INSTALL = "install Go 1.21 or newer from your package manager or from go.dev"


@dataclass(frozen=True, slots=True)
class Go(Program):
    """A module with one program, built by its ``go.sum``; its path ends with the name of the implementation."""

    def available(self) -> str | None:
        """Say what is missing on this machine."""
        return missing(["go"], _INSTALL)

    def build(self, profile: str) -> Path:
        """Build the program into the folder ``bin`` of the one that is returned; all profiles share it."""

        def make(home: Path) -> None:
            say(f"Building {self.name} with go: a minute or so, only this once.")
            executables(self.name, self.folder, home)

        sources = [self.folder / "go.sum"]
        for module in (self.folder, _SERVE):
            sources += [module / "go.mod", *module.glob("*.go")]
        return environment(self.name, sources, make)

    def command(self, profile: str, dialect: str) -> list[str]:
        """Start the program."""
        return [str(self.build(profile) / "bin" / self.name)]


def executables(name: str, sources: Path, home: Path, packages: Iterable[str] = (".",)) -> None:
    """Build the main ``packages`` of the module in ``sources`` into the folder ``home / "bin"``.

    A program has the name of the folder that it is built from, that of the module itself the last part of its path.
    Modules come from the user's module cache, which the user's go fills from where it is set to fetch them.

    Raises:
        UsageError: go is missing or failed.
    """
    bin_ = home / "bin"
    bin_.mkdir(exist_ok=True)
    # -C rather than a working directory: the sources may be where nothing can be written.
    command = [tool("go", _INSTALL), "build", "-C", str(sources), "-mod=readonly", "-trimpath", "-buildvcs=false"]
    # Neither the user's flags (-mod=vendor) nor a workspace around the sources may change the build.
    settings = {"GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
    command += ["-o", f"{bin_}/", *packages]
    build(name, command, cwd=home, env=settings, offline="go's module cache")
