"""What servers and clients that ship with the suite have in common: a release that a lock file pins, built once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from conformance.adapters.program import Program
from conformance.errors import UsageError


@dataclass(frozen=True, slots=True)
class Pinned:
    """A release of a package, in an environment of its own."""

    prefix: ClassVar[str]
    """Begins its name where commands take it."""
    profiles: ClassVar[Sequence[str]] = ("default",)
    """Its labelled configurations."""
    dialects: ClassVar[Sequence[str]] = ("openai-ga",)
    """The dialects that it is judged by."""

    name: str
    language: str
    package: str
    """What is under test, under the name that its package registry knows."""
    version: str
    """The release that its lock file pins."""
    runtime: Program
    """Builds what it runs in."""

    def available(self) -> str | None:
        """Why it cannot run here, with what to do about it; ``None`` when it can."""
        return self.runtime.available()

    def build(self) -> Path:
        """The folder of its environment, which is built unless that has been done.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        if reason := self.available():
            raise UsageError(f"{self.prefix}{self.name} is not available: {reason}")
        return self.runtime.build("default")
