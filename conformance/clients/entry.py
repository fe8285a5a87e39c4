"""One row of the registry of clients: what is under test, the environment it runs in, and what starts its driver."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from conformance.adapters import isolated
from conformance.adapters.environment import tool
from conformance.adapters.golang import Go
from conformance.adapters.npm import INSTALL
from conformance.adapters.pinned import Pinned
from conformance.impl import CLIENT

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class LibraryClient(Pinned, ABC):
    """A client of a library. Its driver is in the folder of this package that is called after it."""

    prefix = CLIENT

    def command(self) -> list[str]:
        """The command that starts its driver; what it runs in is built first where need be.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        return self._started(self.build())

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
