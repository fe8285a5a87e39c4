"""Runs the Rust programs of the findings against the crate alone: all of one crate are built at once, once."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.adapters import REGISTRY
from conformance.adapters.environment import build, environment, say, tool
from conformance.files import cache_folder

_SECONDS = 60
_TYPES = 'default-features = false, features = ["realtime-types"]'
# The lines of the manifest that name a crate; the adapter's lock file names everything below it.
_CRATES = {
    # Its older releases too, under names of their own, for what only they do.
    "async-openai": f"""\
async-openai = {{ version = "=0.43.0", {_TYPES} }}
async-openai-0-41 = {{ package = "async-openai", version = "=0.41.3", {_TYPES} }}
async-openai-0-40 = {{ package = "async-openai", version = "=0.40.3", {_TYPES} }}""",
    "openai-protocol": 'openai-protocol = { version = "=1.16.0", default-features = false }',
    "gproxy-protocol": 'gproxy-protocol = { version = "=4.1.14", default-features = false }',
}
_MANIFEST = """\
[workspace]
[package]
name = "findings"
version = "0.0.0"
edition = "2021"
[dependencies]
{crate}
serde_json = "1"
[profile.dev]
debug = false
"""


def crates_alone() -> Path:
    """Where cargo keeps what it compiles for programs with a crate alone: two of each, and some crates take minutes."""
    return cache_folder() / "crates-alone"


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run every program, by the id of its finding, and return what each wrote to stdout.

    Raises:
        UsageError: cargo is missing or failed.
        subprocess.SubprocessError: a program failed, or ran for more than a minute.
    """
    written = {}
    for crate in _CRATES:
        ours = {id_: code for id_, code in programs.items() if id_.partition("/")[0] == crate}
        if not ours:
            continue
        home = _built(crate, ours)
        for id_ in ours:
            ran = subprocess.run([home / _slug(id_)], capture_output=True, text=True, check=True, timeout=_SECONDS)
            written[id_] = ran.stdout
    return written


def _built(crate: str, programs: Mapping[str, str]) -> Path:
    with TemporaryDirectory() as place:
        project = Path(place)
        folder = project / "src" / "bin"
        folder.mkdir(parents=True)
        (project / "Cargo.toml").write_text(_MANIFEST.format(crate=_CRATES[crate]))
        shutil.copy(REGISTRY[crate].runtime.folder / "Cargo.lock", project)
        for id_, code in programs.items():
            (folder / f"{_slug(id_)}.rs").write_text(code)

        def make(home: Path) -> None:
            say(f"Building the findings of {crate} with cargo: a minute or more, only this once.")
            # Not --locked: the lock is the adapter's, so that cargo drops from it what only the adapter has.
            command = [tool("cargo", "install Rust"), "build", "--bins", "--target-dir", str(crates_alone())]
            command += ["--manifest-path", str(project / "Cargo.toml"), "--message-format", "json-render-diagnostics"]
            for line in build(f"the findings of {crate}", command, cwd=home).splitlines():
                if executable := json.loads(line).get("executable"):
                    Path(executable).rename(home / Path(executable).name)

        return environment(f"findings-{crate}", [path for path in project.rglob("*") if path.is_file()], make)


def _slug(id_: str) -> str:
    # With the crate: the programs of all are written to one folder.
    return id_.replace("/", "-")
