"""What a release is: a source archive and a wheel that an index accepts and an empty environment can run."""

from __future__ import annotations

import os
import re
import sys
import tarfile
import tomllib
import venv
from pathlib import Path

import pytest

import conformance
from tests.released import ROOT, released, run

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WITH_ADDRESSES = ("*.md", "*.yml", "*.yaml", "*.cff", "*.toml")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory)


def test_an_index_accepts_both(dist: Path) -> None:
    archives = sorted(dist.iterdir())
    assert [path.name.removeprefix("realtime_conformance-") for path in archives] == [
        f"{conformance.__version__}-py3-none-any.whl", f"{conformance.__version__}.tar.gz"
    ]  # fmt: skip
    checked = run(sys.executable, "-m", "twine", "check", "--strict", *archives)
    assert checked.count("PASSED") == len(archives)


def test_the_source_archive_holds_what_is_tracked_and_nothing_that_was_built(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        inside = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "golden/openai-ga/ledger.txt", "tests/conftest.py"} <= inside
    assert not [name for name in inside if re.search(r"(^|/)(\.venv|\.conformance|__pycache__|site)/", name)]


def test_both_run_from_an_empty_environment(dist: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home)
    # One that installs there spares the environment a pip of its own; what is imported once need not be compiled.
    install = (sys.executable, "-m", "pip", "--python", home, "install", "--quiet", "--no-compile")
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    command = commands / "realtime-conformance"
    few = ("--types=RealtimeServerEventResponseDone", "--dialect=openai-ga", "--generated=2")
    # The dependencies are installed once; the second archive takes the place of the first.
    for archive, options in (("*.whl", ()), ("*.tar.gz", ("--force-reinstall", "--no-deps"))):
        (package,) = dist.glob(archive)
        run(*install, *options, package, cwd=tmp_path)
        assert run(command, "--version", cwd=tmp_path) == f"realtime-conformance {conformance.__version__}\n"
        assert "\nCONFORMS: " in run(command, "run", "--impl=reference", *few, cwd=tmp_path)
    assert "\nCONFORMS: " in run(commands / "pytest", "--impl=reference", *few, cwd=tmp_path)


def test_the_version_is_said_twice_and_the_same() -> None:
    assert PROJECT["version"] == conformance.__version__


def test_the_project_has_one_address() -> None:
    account = re.fullmatch(r"https://github\.com/([\w-]+)/realtime-conformance", PROJECT["urls"]["Source"])
    assert account
    there = {path for glob in WITH_ADDRESSES for path in ROOT.rglob(glob)}
    tracked = set(run("git", "ls-files", "-z").split("\0")) if (ROOT / ".git").exists() else None
    said = {
        (str(path.relative_to(ROOT)), found)
        for path in there
        if tracked is None or str(path.relative_to(ROOT)) in tracked
        for found in re.findall(
            r"github\.com/([\w-]+)/realtime-conformance|([\w-]+)\.github\.io", path.read_text("utf-8")
        )
    }
    others = {(path, found) for path, found in said if account[1] not in found}
    assert len(said) > 5
    assert not others
