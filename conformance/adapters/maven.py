"""Fetching with Maven and compiling with javac, for the implementations in Java."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from conformance.adapters.environment import build, tool
from conformance.errors import UsageError

_INSTALL = "install a JDK of release 17 or newer and Maven from your package manager"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies"  # in the release that the POM names


def available() -> str | None:
    """Why nothing in Java can be built and run here, or ``None``."""
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    for program in ("java", "javac", "mvn"):
        if shutil.which(program) is None:
            return f"{program} not found: {_INSTALL}"
    return None


def fetch(name: str, pom: Path, lock: Path, jars: Path) -> None:
    """Put what ``pom`` depends on into the folder ``jars``, exactly as ``lock`` lists it.

    Maven has no lock file of its own: ``lock`` has a line ``sha-256  file name`` for every file, as
    :func:`locked` writes it.

    Raises:
        UsageError: Maven is missing or failed, or found other files than those of ``lock``.
    """
    command = [tool("mvn", _INSTALL), "-q", "-B", "-f", str(pom), _COPY, f"-DoutputDirectory={jars}"]
    try:
        build(name, [*command, "-o"], cwd=jars.parent)  # the user's repository may have everything
    except UsageError:
        build(name, command, cwd=jars.parent, offline="Maven's local repository")
    check(name, jars, lock)


def check(name: str, jars: Path, lock: Path) -> None:
    """Compare the files in the folder ``jars`` with those that ``lock`` lists.

    Raises:
        UsageError: there are others, or they have another content.
    """
    if locked(jars) != lock.read_text():
        raise UsageError(f"{name} could not be built: what Maven found is not what {lock.name} lists")


def locked(jars: Path) -> str:
    """The content of a lock file for these jars."""
    return "".join(f"{sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(jars.glob("*.jar")))


def compile(name: str, sources: Iterable[Path], jars: Path, classes: Path) -> None:
    """Compile ``sources`` against ``jars`` into the folder ``classes``.

    Raises:
        UsageError: javac is missing or failed.
    """
    files = map(str, sorted(sources))
    options = ["-proc:none", "-encoding", "UTF-8", "-cp", f"{jars}/*", "-d", str(classes)]
    build(name, [tool("javac", _INSTALL), *options, *files], cwd=jars.parent)


def command(main: str, classpath: Iterable[Path]) -> list[str]:
    """What starts the class ``main``.

    Raises:
        UsageError: java is missing.
    """
    # Programs here live for a minute, of which the second compiler would take half to warm up.
    tuned = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"]
    return [tool("java", _INSTALL), *tuned, "-cp", os.pathsep.join(map(str, classpath)), main]
