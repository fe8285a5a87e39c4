"""Runs the Go programs of the findings against the module alone: all of them are built at once, once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.adapters import REGISTRY
from conformance.adapters.environment import environment, say
from conformance.adapters.golang import executables

_SECONDS = 60


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run every program, by the id of its finding, and return what each wrote to stdout.

    Raises:
        UsageError: go is missing or failed.
        subprocess.SubprocessError: a program failed, or ran for more than a minute.
    """
    if not programs:
        return {}
    home = _built(programs)
    return {
        id_: subprocess.run(
            [home / "bin" / _slug(id_)], capture_output=True, text=True, check=True, timeout=_SECONDS
        ).stdout
        for id_ in programs
    }


def _built(programs: Mapping[str, str]) -> Path:
    with TemporaryDirectory() as place:
        project = Path(place)
        # The adapter's own module files: the programs are folders in a module of the same dependencies.
        for name in ("go.mod", "go.sum"):
            shutil.copy(REGISTRY["go-openai-realtime"].runtime.folder / name, project)
        for id_, code in programs.items():
            folder = project / _slug(id_)
            folder.mkdir()
            # A name of its own each: what is built is told apart by the names and contents of its sources.
            (folder / f"{_slug(id_)}.go").write_text(code)

        def make(home: Path) -> None:
            say("Building the findings of go-openai-realtime with go: a minute or so, only this once.")
            executables("the findings of go-openai-realtime", project, home, ("./...",))

        files = [path for path in project.rglob("*") if path.is_file()]
        return environment("findings-go-openai-realtime", files, make)


def _slug(id_: str) -> str:
    return id_.partition("/")[2]
