"""Libraries in Python: each in a virtual environment, with an adapter that is served inside it.

The environment has what the library's ``requirements.lock`` names and nothing else: every package pinned, by the hashes
of its files; nothing resolved, nothing built from source.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from conformance import packed
from conformance.adapters.environment import build, environment, missing, say
from conformance.adapters.program import Program

_ISOLATED = Path(__file__).resolve().with_name("isolated.py")
# Overrides the user's settings of pip that say where packages go, for which Python, and which besides those of the
# lock. Those that say where packages come from are kept. To pip an empty variable is none, and a variable outranks its
# configuration files. Pip goes on in the interpreter that it is to install for, which imports nothing of the user's.
_PIP = {
    "PYTHONPATH": "",
    "PYTHONNOUSERSITE": "1",
    "PIP_USER": "0",
    **dict.fromkeys(
        (
            "PIP_ABI",
            "PIP_CONSTRAINT",
            "PIP_DRY_RUN",
            "PIP_EDITABLE",
            "PIP_IMPLEMENTATION",
            "PIP_PLATFORM",
            "PIP_PREFIX",
            "PIP_PYTHON",
            "PIP_PYTHON_VERSION",
            "PIP_REQUIREMENT",
            "PIP_ROOT",
            "PIP_TARGET",
        ),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class Venv(Program):
    """A class in ``adapter.py``, served in an environment made by ``requirements.lock``."""

    factory: str
    """The name of the class, which is called with the profile and the dialect."""

    def available(self) -> str | None:
        """Say what is missing on this machine."""
        if reason := missing():
            return reason
        if find_spec("ensurepip") is None:
            return "this Python cannot make virtual environments: install its venv module (Debian: python3-venv)"
        return None

    def build(self, profile: str) -> Path:
        """Make the environment, whose interpreter is ``bin/python`` of the folder that is returned.

        All profiles share it.
        """
        lock = self.folder / "requirements.lock"

        def make(home: Path) -> None:
            say(f"Installing {self.name} into an environment of its own with pip: half a minute or so, only this once.")
            # One that has a pip of its own takes twenty times as long to make.
            pip_here = find_spec("pip") is not None
            options = ["--without-pip"] if pip_here else []
            venv = [sys.executable, "-I", "-m", "venv", *options, str(home)]
            build(self.name, venv, cwd=home, step="python -m venv")
            # Pip reads files alone, and a wheel has the lock packed.
            named = home / lock.name
            named.write_bytes(packed.read_bytes(lock))
            python = str(home / "bin" / "python")
            pip = [sys.executable, "-I", "-m", "pip", "--python", python] if pip_here else [python, "-I", "-m", "pip"]
            pip += ["--quiet", "--disable-pip-version-check"]
            pinned = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", str(named)]
            offline = "a folder that PIP_FIND_LINKS names"
            build(self.name, [*pip, "install", *pinned], cwd=home, env=_PIP, step="pip install", offline=offline)

        # An environment is tied to the interpreter that it was made with, down to the patch release.
        interpreter = f"{sys.implementation.name}-{platform.python_version()}"
        # bin/python is a link to that interpreter, which may be gone.
        return environment(f"{self.name}-{interpreter}", [lock], make, needs=["bin/python"])

    def command(self, profile: str, dialect: str) -> list[str]:
        """Serve the adapter in its environment."""
        factory = f"conformance.adapters.{self.folder.name}.adapter:{self.factory}"
        # -I: neither PYTHONPATH, nor the user's packages, nor the current directory can be imported.
        return [str(self.build(profile) / "bin" / "python"), "-I", str(_ISOLATED), factory, profile, dialect]
