"""Building with cargo, for the implementations in Rust."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from conformance.adapters.environment import build, tool

SERVE = Path(__file__).resolve().parent / "rust_serve"
"""The crate with the protocol, which every adapter in Rust names by path."""

_INSTALL = "install Rust from your package manager or with rustup"


def available() -> str | None:
    """Why nothing in Rust can be built and run here, or ``None``."""
    if os.name != "posix":
        return "stdio adapters need a POSIX system (on Windows: WSL)"
    if shutil.which("cargo") is None:
        return f"cargo not found: {_INSTALL}"
    return None


def sources(crate: Path) -> list[Path]:
    """What the program of the crate in the folder ``crate`` is made of, its lock file and what it shares included."""
    return [
        crate / "Cargo.lock",
        *(file for folder in (crate, SERVE) for file in (folder / "Cargo.toml", *(folder / "src").glob("*.rs"))),
    ]


def executable(name: str, crate: Path, home: Path, options: Sequence[str] = ()) -> Path:
    """Build the crate in the folder ``crate`` by its lock file and leave its one program at ``home / "adapter"``.

    Raises:
        UsageError: cargo is missing or failed.
    """
    target = home / "target"
    command = [tool("cargo", _INSTALL), "build", "--release", "--locked", *options]
    command += ["--manifest-path", str(crate / "Cargo.toml"), "--target-dir", str(target)]
    # Where the executable lies depends on the user's cargo configuration; only this format tells.
    command += ["--message-format", "json-render-diagnostics"]
    # Run from the cache, so that no .cargo/config.toml or toolchain file of the user's project applies.
    messages = map(json.loads, build(name, command, cwd=home, offline="cargo's own cache").splitlines())
    built = next(Path(message["executable"]) for message in messages if message.get("executable"))
    program = built.replace(home / "adapter")
    shutil.rmtree(target)
    return program
