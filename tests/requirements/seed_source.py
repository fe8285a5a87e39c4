"""Where the seed's file and the crate it belongs to are found. Neither is part of this repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

CRATE = "async-openai-0.40.3"
_CHECKOUT = Path(__file__).parents[2]
_ADAPTER = _CHECKOUT / "conformance" / "adapters" / "async_openai"


def seed_file() -> Path | None:
    """The seed beside the checkout, else the same file in the crate, else nothing."""
    beside = _CHECKOUT.parent / "shared" / "seed" / "response.rs.txt"
    if beside.is_file():
        return beside
    crate = crate_folder()
    return crate / "src" / "types" / "realtime" / "response.rs" if crate else None


def crate_folder() -> Path | None:
    """The crate's source as cargo has unpacked it on this machine; nothing is downloaded."""
    return _from_cargo() or _from_registry()


def _from_cargo() -> Path | None:
    cargo = shutil.which("cargo")
    if cargo is None or not (_ADAPTER / "Cargo.lock").is_file():
        return None
    asked = subprocess.run(
        [cargo, "metadata", "--offline", "--locked", "--features=0.40.3", "--format-version=1"],
        cwd=_ADAPTER,
        capture_output=True,
        check=False,
    )
    if asked.returncode != 0:
        return None
    for package in json.loads(asked.stdout)["packages"]:
        if f"{package['name']}-{package['version']}" == CRATE:
            return Path(package["manifest_path"]).parent
    return None


def _from_registry() -> Path | None:
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    return next(home.glob(f"registry/src/*/{CRATE}"), None)
