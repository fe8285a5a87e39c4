"""Builds the Java program once, and finds it again."""

from __future__ import annotations

import shutil
from pathlib import Path

from conformance.adapters import maven
from conformance.adapters.environment import environment, say

SOURCES = Path(__file__).resolve().parent
LOCK = SOURCES / "artifacts.lock"


def environment_folder() -> Path:
    """Return the folder of the build, with the library in ``jars`` and the program in ``classes``.

    Raises:
        UsageError: Maven or javac is missing or failed, or the cache directory cannot be written.
    """

    def make(home: Path) -> None:
        say("Building openai-java with Maven and javac: a minute or so, only this once.")
        maven.fetch("openai-java", SOURCES / "pom.xml", LOCK, home / "jars")
        maven.compile("openai-java", code, home / "jars", home / "classes")
        shutil.copy(names, home / "classes" / "adapter")

    code = list((SOURCES / "src" / "adapter").glob("*.java"))
    names = SOURCES / "src" / "adapter" / "types.properties"
    return environment("openai-java", [SOURCES / "pom.xml", LOCK, names, *code], make)


def program() -> list[str]:
    """Return the command that starts the program, but for its profile.

    Raises:
        UsageError: Maven or javac is missing or failed, or the cache directory cannot be written.
    """
    home = environment_folder()
    return maven.command("adapter.Program", (home / "classes", home / "jars" / "*"))
