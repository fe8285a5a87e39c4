"""Builds the Rust program of a profile once, and finds it again."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from conformance.errors import UsageError

SOURCES = Path(__file__).resolve().parent


def program(profile: str, sources: Path = SOURCES) -> Path:
    """Return the program of ``profile``, built from ``sources`` unless these very sources were built before.

    It lies in the user's cache directory, under a name made of the sources' content, so that neither an
    edit nor an upgrade can meet an old program. Processes that ask at once build it once.

    Raises:
        UsageError: cargo is missing or failed, or the cache directory cannot be written.
    """
    home = _cache() / _digest(profile, sources)
    built = home / "adapter"
    if built.exists():
        return built
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"no place for the build: {error}; set XDG_CACHE_HOME to a folder of yours") from None
    with _locked(home / "lock"):
        if not built.exists():
            target = home / "target"
            # Renamed into place: a program that is there is whole, whenever the build was interrupted.
            _cargo(profile, sources, target).replace(built)
            shutil.rmtree(target)
    return built


def _cache() -> Path:
    # An unset, empty or relative value means the default (XDG Base Directory Specification).
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = chosen if chosen.is_absolute() else Path.home() / ".cache"
    return base / "realtime-conformance" / "async-openai"


def _digest(profile: str, sources: Path) -> str:
    digest = sha256(profile.encode())
    files = [sources / "Cargo.toml", sources / "Cargo.lock", *sorted((sources / "src").glob("*.rs"))]
    for file in files:
        content = file.read_bytes()
        digest.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _cargo(profile: str, sources: Path, target: Path) -> Path:
    """Run cargo, its own messages going to stderr, and return the executable it made."""
    cargo = shutil.which("cargo")
    if cargo is None:
        raise UsageError("cargo not found: install Rust from your package manager or with rustup")
    print(
        f"Building async-openai {profile} and its dependencies with cargo: a minute or more, only this once.",
        file=sys.stderr,
        flush=True,
    )
    command = [cargo, "build", "--release", "--locked", "--features", profile]
    command += ["--manifest-path", str(sources / "Cargo.toml"), "--target-dir", str(target)]
    # Where the executable lies depends on the user's cargo configuration; only this format tells.
    command += ["--message-format", "json-render-diagnostics"]
    # Run from the cache, so that no .cargo/config.toml or toolchain file of the user's project applies.
    finished = subprocess.run(command, cwd=target.parent, stdout=subprocess.PIPE, check=False)
    if finished.returncode != 0:
        raise UsageError(
            f"async-openai {profile} could not be built: cargo's messages are above. "
            "The first build fetches the crates; offline it needs them in cargo's own cache."
        )
    messages = map(json.loads, finished.stdout.splitlines())
    return next(Path(message["executable"]) for message in messages if message.get("executable"))
