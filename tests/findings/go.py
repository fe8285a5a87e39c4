"""Runs the Go programs of the findings against their modules alone: all of a module are built at once, once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.adapters import REGISTRY
from conformance.adapters.environment import environment, say
from conformance.adapters.golang import Go, executables

_SECONDS = 60


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run every program, by the id of its finding, and return what each wrote to stdout.

    Raises:
        UsageError: go is missing or failed.
        subprocess.SubprocessError: a program failed, or ran for more than a minute.
    """
    homes = {
        library: _built(library, {id_: code for id_, code in programs.items() if id_.startswith(f"{library}/")})
        for library in {id_.partition("/")[0] for id_ in programs}
    }
    return {
        id_: subprocess.run(
            [homes[id_.partition("/")[0]] / "bin" / _slug(id_)],
            capture_output=True,
            text=True,
            check=True,
            timeout=_SECONDS,
        ).stdout
        for id_ in programs
    }


def without_protocol(runtime: Go) -> str:
    """The ``go.mod`` of an adapter without the package of the protocol, for programs that use the library alone."""
    lines = (runtime.folder / "go.mod").read_text().splitlines(keepends=True)
    return "".join(line for line in lines if "realtime-conformance/serve" not in line)


def _built(library: str, programs: Mapping[str, str]) -> Path:
    with TemporaryDirectory() as place:
        project = Path(place)
        # The adapter's own module files: the programs are folders in a module of the same dependencies.
        runtime = REGISTRY[library].runtime
        assert isinstance(runtime, Go)
        shutil.copy(runtime.folder / "go.sum", project)
        (project / "go.mod").write_text(without_protocol(runtime))
        for id_, code in programs.items():
            folder = project / _slug(id_)
            folder.mkdir()
            # A name of its own each: what is built is told apart by the names and contents of its sources.
            (folder / f"{_slug(id_)}.go").write_text(code)

        def make(home: Path) -> None:
            say(f"Building the findings of {library} with go: a minute or so, only this once.")
            executables(f"the findings of {library}", project, home, ("./...",))

        files = [path for path in project.rglob("*") if path.is_file()]
        return environment(f"findings-{library}", files, make)


def _slug(id_: str) -> str:
    return id_.partition("/")[2]
