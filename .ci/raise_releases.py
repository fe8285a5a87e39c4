"""Raises the built-in libraries in Rust, JavaScript, Go and Java to their newest releases: what pins them, their lock
files, and the versions in the registries. Without names it raises all that are behind.

    python .ci/raise_releases.py [NAME ...]

Those in Python are raised by ``raise_locks.py``. Adapters are compiled against the release: look at what the compiler
and the tests of the library say before you commit.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance import adapters, servers
from conformance.adapters import REGISTRY, RegistryEntry
from conformance.adapters.cargo import Cargo
from conformance.adapters.golang import Go
from conformance.adapters.maven import Maven, locked
from conformance.adapters.npm import Npm
from conformance.adapters.pinned import Pinned
from conformance.clients import CLIENTS
from conformance.servers import SERVERS

REGISTRIES = [Path(module.__file__) for module in (adapters, servers)]
_VERSIONS = "org.codehaus.mojo:versions-maven-plugin:2.19.0:use-latest-releases"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies"


def compiled() -> Iterator[RegistryEntry | Pinned]:
    """Every built-in library that is not in Python, once for each folder with a lock file of its own."""
    folders = set()
    for entry in (*REGISTRY.values(), *CLIENTS.values(), *SERVERS.values()):
        if isinstance(entry.runtime, Cargo | Npm | Go | Maven) and entry.runtime.folder not in folders:
            folders.add(entry.runtime.folder)
            yield entry


def raised(entry: RegistryEntry | Pinned) -> str:
    """The newest release, to which what pins the library and its lock file are raised."""
    package, folder = entry.package, entry.runtime.folder
    match entry.runtime:
        case Cargo(features=releases):
            newest = crate(package)
            if newest != entry.version and releases:
                raise SystemExit(f"{newest} is a profile of its own, which is added by hand")
            if newest != entry.version:
                rewrite(folder / "Cargo.toml", pin(package, entry.version), pin(package, newest))
                run(folder, "cargo", "generate-lockfile")
        case Npm():
            newest = run(folder, "npm", "view", package, "version").strip()
            locking = ["--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved", "--save-exact"]
            run(folder, "npm", "install", *locking, f"{package}@{newest}")
        case Go():
            newest = json.loads(run(folder, "go", "list", "-m", "-json", f"{package}@latest"))["Version"]
            run(folder, "go", "get", f"{package}@{newest}")
            run(folder, "go", "mod", "tidy")
        case Maven() as runtime:
            run(folder, "mvn", "-q", "-B", _VERSIONS, "-DgenerateBackupPoms=false", f"-Dincludes={package}")
            (newest,) = re.findall(r"<dependency>.*?<version>(.*?)</version>", (folder / "pom.xml").read_text(), re.S)
            with TemporaryDirectory() as jars:
                run(folder, "mvn", "-q", "-B", _COPY, f"-DoutputDirectory={jars}")
                runtime.lock.write_text(locked(Path(jars)), encoding="utf-8")
    return newest


def crate(package: str) -> str:
    """The newest release of a crate, asked for in no folder of a crate that has another one locked."""
    with TemporaryDirectory() as nowhere:
        told = run(Path(nowhere), "cargo", "info", "--color=never", package)
    return re.findall(r"^version: (\S+)", told, re.M)[0]


def pin(package: str, version: str) -> str:
    """How a manifest of cargo pins a crate."""
    return f'{package} = {{ version = "={version}"'


def named(package: str, version: str) -> str:
    """How a registry names a release."""
    return f'package="{package}",\n        version="{version}"'


def rewrite(file: Path, before: str, after: str) -> None:
    """Put ``after`` in the place of ``before``, which is in the file once."""
    text = file.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise SystemExit(f"{file}: {before!r} is there {text.count(before)} times, expected once")
    file.write_text(text.replace(before, after), encoding="utf-8")


def run(folder: Path, *command: str) -> str:
    """What a tool says; its messages are shown."""
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout


def main(names: list[str]) -> None:
    """Raise those of these names, or all, and say what was done; what cannot be raised is said at the end."""
    failed = []
    for entry in compiled():
        if names and entry.name not in names:
            continue
        try:
            newest = raised(entry)
        except (subprocess.CalledProcessError, SystemExit) as problem:
            failed.append(f"{entry.name}: {problem}")
            continue
        print(f"{entry.name}: {entry.version}" + ("" if newest == entry.version else f" -> {newest}"), flush=True)
        for registry in REGISTRIES:
            if newest != entry.version and named(entry.package, entry.version) in registry.read_text(encoding="utf-8"):
                rewrite(registry, named(entry.package, entry.version), named(entry.package, newest))
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
