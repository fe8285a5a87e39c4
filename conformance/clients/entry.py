"""One row of the registry of clients: what is under test, the environment it runs in, and what starts its driver."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.adapters import isolated
from conformance.adapters.environment import tool
from conformance.adapters.golang import Go
from conformance.adapters.npm import INSTALL
from conformance.adapters.program import Program
from conformance.errors import UsageError

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class LibraryClient(ABC):
    """A client of a library. Its driver is in the folder of this package that is called after it."""

    name: str
    language: str
    package: str
    """What is under test, under the name that its package registry knows."""
    version: str
    """The release that its lock file pins."""
    runtime: Program
    """Builds what the driver runs in."""

    @property
    def profiles(self) -> Sequence[str]:
        """Its labelled configurations."""
        return ("default",)

    @property
    def dialects(self) -> Sequence[str]:
        """The dialects that it is judged by."""
        return ("openai-ga",)

    def available(self) -> str | None:
        """Why it cannot run here, with what to do about it; ``None`` when it can."""
        return self.runtime.available()

    def build(self) -> None:
        """Build what it runs in, unless that has been done.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        if reason := self.available():
            raise UsageError(f"client:{self.name} is not available: {reason}")
        self.runtime.build("default")

    def command(self) -> list[str]:
        """The command that starts its driver; what it runs in is built first where need be.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        self.build()
        return self._started(self.runtime.build("default"))

    @property
    def folder(self) -> Path:
        """Holds its driver."""
        return _HERE / self.name.replace("-", "_")

    @abstractmethod
    def _started(self, home: Path) -> list[str]:
        """The command, for an environment in the folder ``home``."""


class PythonClient(LibraryClient):
    """``driver.py``, which serves itself, in a virtual environment."""

    __slots__ = ()

    def _started(self, home: Path) -> list[str]:
        driver = f"{__package__}.{self.folder.name}.driver"
        return [str(home / "bin" / "python"), "-I", str(Path(isolated.__file__)), driver]


class NodeClient(LibraryClient):
    """``driver.mjs``, which is told the folder that has ``node_modules``."""

    __slots__ = ()

    def _started(self, home: Path) -> list[str]:
        return [tool("node", INSTALL), str(self.folder / "driver.mjs"), str(home)]


class GoClient(LibraryClient):
    """A module of its own with one program."""

    __slots__ = ()

    def _started(self, home: Path) -> list[str]:
        assert isinstance(self.runtime, Go)
        return self.runtime.command("default", "openai-ga")
