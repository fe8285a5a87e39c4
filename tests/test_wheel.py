"""What is in the wheel: the packages and the vectors, in less than 2.5 MB, and what an installed suite cannot do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import conformance
from conformance.spec import dialects

ROOT = Path(conformance.__file__).parent.parent
MOST = 3_200_000  # bytes; half of them are the vectors, a sixth the hashes of what pip may download
SECONDS = 600
PACKAGE = ROOT / "conformance"
SOURCES = re.compile(r"results/page/(script/.*|vendor/(entry\.js|.*\.json|.*\.mjs))$")
"""What the scripts of the page are built of."""


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder with what the wheel holds; the checkout is not on its path."""
    folder = wheel.parent / "installed"
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST


def test_it_holds_the_packages_the_vectors_and_the_pages_that_messages_name_and_nothing_else(installed: Path) -> None:
    for package in ("conformance", "strategies"):
        own = {name for name in files(installed / package) if not name.startswith(("_golden/", "_docs/"))}
        assert own == {name for name in files(ROOT / package) if not SOURCES.match(name)}
    left_out = {"wheel.py", *(f"{dialect}/ledger.txt" for dialect in dialects())}
    assert files(installed / "conformance/_golden") == files(ROOT / "golden") - left_out
    named = re.findall(r"manual\(f?['\"]([\w.]+)", "".join(path.read_text() for path in PACKAGE.rglob("*.py")))
    assert files(installed / "conformance/_docs") == set(named)
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {
        "conformance", "strategies", "realtime_conformance"
    }  # fmt: skip


def test_its_vectors_are_exported_without_their_versions(installed: Path) -> None:
    here = run("-m", "conformance", "golden", "export", "--dialect=openai-ga", folder=ROOT)
    there = run("-m", "conformance", "golden", "export", "--dialect=openai-ga", folder=installed)
    assert there.returncode == 0
    assert there.stderr == "exported without versions: golden/openai-ga/ledger.txt is only in a checkout\n"
    expected = [json.loads(line) for line in here.stdout.splitlines()]
    assert all(vector.pop("version") for vector in expected)
    assert [json.loads(line) for line in there.stdout.splitlines()] == expected


@pytest.mark.parametrize("command", [["check"], ["lint"], ["record"]])
def test_what_needs_the_ledger_says_where_it_is(command: list[str], installed: Path) -> None:
    ran = run("-m", "conformance", "golden", *command, "--dialect=openai-ga", folder=installed)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "checkout" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_the_page_that_a_message_names_is_there(installed: Path) -> None:
    program = "from conformance.manual import manual; print(manual('protocol.md').read_text())"
    assert run("-c", program, folder=installed).stdout.strip() == (ROOT / "docs/protocol.md").read_text().strip()
