"""What pages carry is what is built: the bundle of Observable Plot, by its lock file and entry, and the scripts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "conformance" / "results" / "page"
VENDOR = PAGE / "vendor"
LONG = 600  # seconds


def test_its_version_and_licence_are_beside_it() -> None:
    wanted = json.loads((VENDOR / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((VENDOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    licence = (VENDOR / "LICENSE.txt").read_text(encoding="utf-8")
    assert f"@observablehq/plot {wanted['@observablehq/plot']} (ISC)" in licence
    assert "registry" not in (VENDOR / "package-lock.json").read_text(encoding="utf-8")


def test_it_is_what_is_built(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no npm here, which builds the bundle")
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    for name in ("package.json", "package-lock.json", "entry.js", "build.mjs"):
        shutil.copy(VENDOR / name, vendor)
    shutil.copytree(PAGE / "script", tmp_path / "script")
    for command in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run([npm, *command], cwd=vendor, check=True, timeout=LONG, capture_output=True)
    assert (vendor / "plot.js").read_bytes() == (VENDOR / "plot.js").read_bytes()
    # `make page` builds them.
    built = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "built").iterdir()}
    assert built == {path.name: path.read_text(encoding="utf-8") for path in (PAGE / "built").iterdir()}
