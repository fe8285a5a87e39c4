"""Libraries in Java: fetched with Maven, their adapters compiled with javac."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from conformance.adapters.environment import build, environment, missing, say, tool
from conformance.adapters.program import Program
from conformance.errors import UsageError

_INSTALL = "install a JDK of release 17 or newer and Maven from your package manager"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies"  # in the release that the POM names


@dataclass(frozen=True, slots=True)
class Maven(Program):
    """The package ``adapter`` in ``src``, compiled against what ``pom.xml`` depends on; it is told the profile."""

    main: str = "adapter.Program"
    """The class that is started."""

    @property
    def lock(self) -> Path:
        """The file that pins every jar, as :func:`locked` writes it. Maven has no lock file of its own."""
        return self.folder / "artifacts.lock"

    def available(self) -> str | None:
        """Say what is missing on this machine."""
        return missing(["java", "javac", "mvn"], _INSTALL)

    def build(self, profile: str) -> Path:
        """Fetch and compile into the folders ``jars`` and ``classes`` of the one that is returned.

        All profiles share it.
        """
        sources = self.folder / "src"
        files = [path for path in sources.rglob("*") if path.is_file()]

        def make(home: Path) -> None:
            say(f"Building {self.name} with Maven and javac: a minute or so, only this once.")
            fetch(self.name, self.folder / "pom.xml", self.lock, home / "jars")
            compile(self.name, (file for file in files if file.suffix == ".java"), home / "jars", home / "classes")
            for file in files:
                if file.suffix != ".java":
                    shutil.copy(file, home / "classes" / file.relative_to(sources))

        return environment(self.name, [self.folder / "pom.xml", self.lock, *files], make)

    def command(self, profile: str, dialect: str) -> list[str]:
        """Start the program."""
        home = self.build(profile)
        return [*java(self.main, (home / "classes", home / "jars" / "*")), profile]


def fetch(name: str, pom: Path, lock: Path, jars: Path) -> None:
    """Put what ``pom`` depends on into the folder ``jars``, and check that it is exactly what ``lock`` lists.

    Raises:
        UsageError: Maven is missing or failed, or found other files than those of ``lock``.
    """
    command = [tool("mvn", _INSTALL), "-q", "-B", "-f", str(pom), _COPY, f"-DoutputDirectory={jars}"]
    try:
        build(
            name, [*command, "-o"], cwd=jars.parent
        )  # without the network first: the local repository may have everything
    except UsageError:
        build(name, command, cwd=jars.parent, offline="Maven's local repository")
    check(name, jars, lock)


def check(name: str, jars: Path, lock: Path) -> None:
    """Compare the files in the folder ``jars`` with those that ``lock`` lists.

    Raises:
        UsageError: there are other files, or they have another content.
    """
    if locked(jars) != lock.read_text():
        raise UsageError(f"{name} could not be built: what Maven found is not what {lock.name} lists")


def locked(jars: Path) -> str:
    """The content of a lock file for these jars: one line ``sha-256  file name`` per file."""
    return "".join(f"{sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(jars.glob("*.jar")))


def compile(name: str, sources: Iterable[Path], jars: Path, classes: Path) -> None:
    """Compile ``sources`` against ``jars`` into the folder ``classes``.

    Raises:
        UsageError: javac is missing or failed.
    """
    files = map(str, sorted(sources))
    options = ["-proc:none", "-encoding", "UTF-8", "-cp", f"{jars}/*", "-d", str(classes)]
    build(name, [tool("javac", _INSTALL), *options, *files], cwd=jars.parent)


def java(main: str, classpath: Iterable[Path]) -> list[str]:
    """The command that starts the class ``main``.

    Raises:
        UsageError: java is missing.
    """
    # These programs run for a minute, half of which the second compiler would take to warm up.
    tuned = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"]
    return [tool("java", _INSTALL), *tuned, "-cp", os.pathsep.join(map(str, classpath)), main]
