"""A library that runs in a program of its own: what it is built with, and the command that starts it.

There is one subclass per package ecosystem. Each finds the library's lock file, sources and adapter in one folder, by
names that are the same for every library of that ecosystem.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits, Stdio


@dataclass(frozen=True, slots=True)
class Program(ABC):
    """How the library in ``folder`` is built and started."""

    folder: Path
    """Holds what is about the library: its lock file, and the sources of its adapter."""
    start: float = field(default=Limits().start, kw_only=True)
    """Seconds that the program may take to answer ``hello``."""

    @property
    def name(self) -> str:
        """The name of the implementation, after which its folder is called."""
        return self.folder.name.replace("_", "-")

    @abstractmethod
    def available(self) -> str | None:
        """Why it can neither be built nor run here, with what to do about it; ``None`` when it can."""

    @abstractmethod
    def build(self, profile: str) -> Path:
        """Return the folder in which ``profile`` is built, building it first unless that has been done.

        Raises:
            UsageError: a tool is missing or failed, or the cache directory cannot be written to.
        """

    @abstractmethod
    def command(self, profile: str, dialect: str) -> list[str]:
        """The command that starts ``profile``, answering to the type names of ``dialect``; it is built first.

        Raises:
            UsageError: it cannot be built.
        """

    def open(self, profile: str, dialect: str, limits: Limits) -> Connection:
        """Start the program, which has at least the seconds that it is known to need.

        Raises:
            UsageError: it cannot be built or started.
            AdapterBroken: it does not answer ``hello``.
        """
        bounds = replace(limits, start=max(limits.start, self.start))
        return Stdio(self.command(profile, dialect), bounds)
