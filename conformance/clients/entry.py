"""One row of the registry of clients: what is under test, the environment it runs in, and what starts its driver."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conformance.adapters import isolated
from conformance.adapters.environment import tool
from conformance.adapters.npm import INSTALL, Npm
from conformance.adapters.pinned import Pinned
from conformance.adapters.venv import Venv
from conformance.impl import CLIENT

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class LibraryClient(Pinned):
    """A client of a library. Its driver is in the folder of this package that is called after it."""

    prefix = CLIENT

    def command(self) -> list[str]:
        """The command that starts its driver; what it runs in is built first where need be.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        home, folder = self.build(), _HERE / self.name.replace("-", "_")
        match self.runtime:
            case Venv():
                driver = f"{__package__}.{folder.name}.driver"
                return [str(home / "bin" / "python"), "-I", str(Path(isolated.__file__)), driver]
            case Npm():
                return [tool("node", INSTALL), str(folder / "driver.mjs"), str(home)]
            case runtime:
                return runtime.command("default", "openai-ga")
