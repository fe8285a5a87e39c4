"""Runs a library without its adapter: a program in ``programs/`` uses it as its users do, against sockets
of its own.

A program reads from stdin a JSON object with ``read``, frames to receive, and ``send``, what to send; it prints one
with as many answers under the same names. What they are is up to the program.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from asking import require

from conformance.adapters import RegistryEntry, maven
from conformance.adapters.cargo import Cargo
from conformance.adapters.environment import build, environment, tool
from conformance.adapters.golang import Go, executables
from conformance.adapters.maven import Maven
from conformance.adapters.npm import Npm
from conformance.adapters.program import Program
from conformance.adapters.venv import Venv
from tests.findings.go import without_protocol
from tests.findings.rust import crates_alone

_PROGRAMS = Path(__file__).parent / "programs"
_SECONDS = 240
_MANIFEST = """\
[workspace]
[package]
name = "alone-{name}"
version = "0.0.0"
edition = "2021"
[[bin]]
name = "alone-{name}"
path = "alone.rs"
[dependencies]
{crate}
serde_json = "1"
[profile.dev]
debug = false
"""


def alone(entry: RegistryEntry, read: list[str], send: list[Any], *arguments: str) -> dict[str, list[Any]]:
    """What the library of ``entry`` makes of frames, and what it sends; ``arguments`` are for the program."""
    finished = run(entry, read, send, *arguments)
    assert finished.returncode == 0, finished.stderr
    answers: dict[str, list[Any]] = json.loads(finished.stdout)
    assert [len(answers["read"]), len(answers["send"])] == [len(read), len(send)]
    return answers


def run(entry: RegistryEntry, read: list[str], send: list[Any], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program of ``entry``, after it ended.

    Raises:
        subprocess.TimeoutExpired: it did not end.
    """
    require(entry)
    assert isinstance(entry.runtime, Program)
    with _command(entry.runtime, entry.profiles[0]) as command:
        return subprocess.run(
            [*command, *arguments],
            input=json.dumps({"read": read, "send": send}),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


@contextmanager
def _command(runtime: Program, profile: str) -> Iterator[list[str]]:
    program = _PROGRAMS / runtime.folder.name
    match runtime:
        case Venv():
            yield [str(runtime.build(profile) / "bin" / "python"), "-I", str(program.with_suffix(".py"))]
        case Go():
            yield [str(_built(runtime, program.with_suffix(".go")) / "bin" / runtime.name)]
        case Npm():
            with modules(runtime, profile) as folder:
                started = shutil.copy(program.with_suffix(".mjs"), folder)
                yield [tool("node", "install Node.js 20 or newer"), str(started)]
        case Maven():
            jars = runtime.build(profile) / "jars"
            yield maven.java("Alone", (_compiled(runtime, program.with_suffix(".java"), jars), jars / "*"))
        case Cargo():
            yield [str(_crate(runtime, program.with_suffix(".rs"), profile) / "alone")]
        case _:
            raise AssertionError(runtime)


@contextmanager
def modules(runtime: Npm, profile: str) -> Iterator[Path]:
    """A new folder in which modules find the library."""
    with TemporaryDirectory() as place:
        (Path(place) / "node_modules").symlink_to(runtime.build(profile) / "node_modules")
        yield Path(place)


def _built(runtime: Go, program: Path) -> Path:
    """The program in Go, built with the module files of the adapter."""
    with TemporaryDirectory() as place:
        project = Path(place)
        copies = [Path(shutil.copy(source, project)) for source in (runtime.folder / "go.sum", program)]
        copies.append(project / "go.mod")
        copies[-1].write_text(without_protocol(runtime))
        return environment(
            f"alone-{runtime.name}", copies, lambda home: executables(f"{runtime.name} alone", project, home)
        )


def _compiled(runtime: Maven, program: Path, jars: Path) -> Path:
    with TemporaryDirectory() as place:
        source = Path(shutil.copy(program, Path(place) / "Alone.java"))

        def make(home: Path) -> None:
            maven.compile(f"{runtime.name} alone", [source], jars, home)

        return environment(f"alone-{runtime.name}", [runtime.lock, source], make)


def _crate(runtime: Cargo, program: Path, release: str) -> Path:
    with TemporaryDirectory() as place:
        project = Path(place)
        features = ', features = ["realtime-types"]' if runtime.features else ""
        version = release if runtime.features else _pinned(runtime)
        crate = f'{runtime.name} = {{ version = "={version}", default-features = false{features} }}'
        (project / "Cargo.toml").write_text(_MANIFEST.format(name=runtime.name, crate=crate))
        shutil.copy(runtime.folder / "Cargo.lock", project)
        shutil.copy(program, project / "alone.rs")

        def make(home: Path) -> None:
            # Not --locked: the lock is the adapter's, so that cargo drops from it what only the adapter has.
            command = [tool("cargo", "install Rust"), "build", "--target-dir", str(crates_alone())]
            command += ["--manifest-path", str(project / "Cargo.toml"), "--message-format", "json-render-diagnostics"]
            messages = build(f"{runtime.name} alone", command, cwd=home, offline="cargo's own cache").splitlines()
            executables = (json.loads(message).get("executable") for message in messages)
            Path(next(filter(None, executables))).replace(home / "alone")

        return environment(f"alone-{runtime.name}", [path for path in project.iterdir() if path.is_file()], make)


def _pinned(runtime: Cargo) -> str:
    manifest = (runtime.folder / "Cargo.toml").read_text()
    return manifest.partition(f'{runtime.name} = {{ version = "=')[2].partition('"')[0]
