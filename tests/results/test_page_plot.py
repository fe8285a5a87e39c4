"""The bundle of Observable Plot is the one that its lock file and entry build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "conformance" / "results" / "page" / "vendor"
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
    for name in ("package.json", "package-lock.json", "entry.js"):
        shutil.copy(VENDOR / name, tmp_path)
    for command in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run([npm, *command], cwd=tmp_path, check=True, timeout=LONG, capture_output=True)
    assert (tmp_path / "plot.js").read_bytes() == (VENDOR / "plot.js").read_bytes()
