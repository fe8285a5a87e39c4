"""A virtual environment for each library in Python, and the command that serves an adapter inside it.

The environment has what the library's ``requirements.lock`` names and nothing else: every package pinned, nothing
resolved, nothing built from source.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.util import find_spec
from pathlib import Path

_ISOLATED = Path(__file__).resolve().with_name("isolated.py")
# The user's settings of pip that say where packages go, for which Python, and which besides those of the lock. Those
# that say where packages come from are kept. pip takes an empty variable for none, and a variable before its files.
_PIP = {
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


def available() -> str | None:
    """Why nothing in Python can be built into an environment of its own here, or ``None``."""
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    if find_spec("ensurepip") is None:
        return "this Python cannot make virtual environments: install its venv module (Debian: python3-venv)"
    return None


def python(name: str, lock: Path) -> Path:
    """Return the interpreter of the environment of ``name``, making it of ``lock`` unless that has been done.

    Raises:
        UsageError: a package cannot be had, or the cache directory cannot be written.
    """
    # Imported here because the module exists on POSIX systems alone.
    from conformance.adapters.environment import build, environment, say

    def make(home: Path) -> None:
        say(f"Installing {name} into an environment of its own with pip: half a minute or so, only this once.")
        build(name, [sys.executable, "-I", "-m", "venv", str(home)], cwd=home, step="python -m venv")
        pip = [str(home / "bin" / "python"), "-I", "-m", "pip", "--quiet", "--disable-pip-version-check"]
        install = [*pip, "install", "--no-deps", "--only-binary=:all:", "--requirement", str(lock)]
        build(name, install, cwd=home, env=_PIP, step="pip install", offline="a folder that PIP_FIND_LINKS names")

    # An environment is tied to the interpreter that it was made with, down to the patch release.
    interpreter = f"{sys.implementation.name}-{platform.python_version()}"
    # It is a link to that interpreter, which may be gone.
    program = "bin/python"
    return environment(f"{name}-{interpreter}", [lock], make, needs=[program]) / program


def command(name: str, lock: Path, factory: str, *arguments: str) -> list[str]:
    """The command that serves what ``factory`` (``pkg.module:callable``) makes of ``arguments``, in its environment.

    Makes the environment where that has not been done, and raises what :func:`python` raises.
    """
    # -I: neither PYTHONPATH, nor the user's packages, nor the current directory can be imported.
    return [str(python(name, lock)), "-I", str(_ISOLATED), factory, *arguments]
