"""Runs the Java programs of the findings against the library alone: all of them are compiled at once, once."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.adapters import REGISTRY, maven
from conformance.adapters.environment import environment, say

_SECONDS = 60
_LIBRARY = REGISTRY["openai-java"].runtime


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run every program, by the id of its finding, and return what each wrote to stdout.

    Every program is one class, called `Finding`.

    Raises:
        UsageError: Maven or javac is missing or failed.
        subprocess.SubprocessError: a program failed, or ran for more than a minute.
    """
    if not programs:
        return {}
    jars = _LIBRARY.build("default") / "jars"
    home = _compiled(programs, jars)
    return {id_: _run(maven.java(_main(id_), (home, jars / "*"))) for id_ in programs}


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS).stdout


def _compiled(programs: Mapping[str, str], jars: Path) -> Path:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for id_, code in programs.items():
            package = _main(id_).partition(".")[0]
            (folder / f"{package}.java").write_text(f"package {package};\n{code}")

        def make(home: Path) -> None:
            say("Compiling the findings of openai-java with javac.")
            maven.compile("the findings of openai-java", folder.glob("*.java"), jars, home)

        # The lock file stands for the jars that they are compiled against.
        return environment("findings-openai-java", [_LIBRARY.lock, *folder.glob("*.java")], make)


def _main(id_: str) -> str:
    """A package of its own for every program: they are one compilation."""
    return id_.partition("/")[2].replace("-", "_") + ".Finding"
