"""`.ci/raise_releases.py` finds what it rewrites: every pin, and the version of every library in a registry."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters.cargo import Cargo
from conformance.adapters.venv import Venv

SCRIPT = Path(__file__).parents[2] / ".ci" / "raise_releases.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_it_raises_every_library_that_is_not_in_python(script: dict[str, Any]) -> None:
    entries = list(script["compiled"]())
    assert not [entry.name for entry in entries if isinstance(entry.runtime, Venv)]
    folders = {path.parent for path in SCRIPT.parents[1].glob("conformance/*/*/*lock*") if path.suffix != ".mjs"}
    folders |= {path.parent for path in SCRIPT.parents[1].glob("conformance/*/*/go.sum")}
    python = {path.parent for path in SCRIPT.parents[1].glob("conformance/*/*/requirements.lock")}
    assert {entry.runtime.folder for entry in entries} == folders - python


def test_each_version_is_in_one_registry_once(script: dict[str, Any]) -> None:
    sources = [registry.read_text(encoding="utf-8") for registry in script["REGISTRIES"]]
    for entry in script["compiled"]():
        expected = script["named"](entry.package, entry.version)
        assert sum(source.count(expected) for source in sources) == 1, expected


def test_each_crate_is_pinned_where_it_looks(script: dict[str, Any]) -> None:
    for entry in script["compiled"]():
        if isinstance(entry.runtime, Cargo) and not entry.runtime.features:
            manifest = (entry.runtime.folder / "Cargo.toml").read_text(encoding="utf-8")
            assert manifest.count(script["pin"](entry.package, entry.version)) == 1, entry.name


def test_only_what_is_there_once_is_rewritten(script: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a b b")
    script["rewrite"](file, "a", "c")
    assert file.read_text() == "c b b"
    with pytest.raises(SystemExit, match="'b' is there 2 times, expected once"):
        script["rewrite"](file, "b", "d")
