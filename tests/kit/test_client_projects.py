"""``adapters new --client`` writes a driver that works as it stands, by the commands of its own README."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects import ROOT, commands

from conformance.cli import main
from conformance.kit.project import CLIENT_LANGUAGES

BIN = Path(sys.executable).parent
NEEDS = {"python": "python3", "node": "npm", "go": "go"}
DRIVERS = {"python": "driver.py", "node": "driver.js", "go": "driver.go"}
MOST_LINES = {"python": 30, "node": 50, "go": 80}


def new(language: str, folder: Path) -> Path:
    assert main(["adapters", "new", "--client", "--lang", language, str(folder)]) == 0
    return folder


def done(command: str, project: Path) -> str:
    """What a command prints that succeeds."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    path = os.pathsep.join([str(BIN), inherited["PATH"]])
    environment = {**inherited, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        ["bash", "-c", command], cwd=project, env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("language", CLIENT_LANGUAGES)
def test_a_new_driver_builds_and_passes_as_it_stands(language: str, tmp_path: Path) -> None:
    if shutil.which(NEEDS[language]) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{NEEDS[language]} is not installed")
    project = new(language, tmp_path / "project")
    *builds, lint, suite = commands(project)
    for command in builds:
        done(command, project)
    assert done(lint, project).endswith(": no findings\n")
    judged = done(suite, project)
    assert re.search(r"^CONFORMS: 8 verdicts on 2 scenarios$", judged, re.MULTILINE)


@pytest.mark.parametrize("language", CLIENT_LANGUAGES)
def test_a_driver_is_short_and_says_where_the_client_goes(language: str, tmp_path: Path) -> None:
    text = (new(language, tmp_path) / DRIVERS[language]).read_text()
    assert text.count("YOUR CLIENT HERE") == 1
    body = re.sub(r"^import \(.*?^\)", "", text, flags=re.DOTALL | re.MULTILINE)
    code = [line for line in body.splitlines() if line.strip() and not re.match(r"\s*(//|#|import |from )", line)]
    assert len(code) <= MOST_LINES[language]
    assert len((tmp_path / "README.md").read_text().splitlines()) <= 30


def test_a_language_without_a_driver_is_told_with_those_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adapters", "new", "--client", "--lang", "java", str(tmp_path / "x")]) == 4
    assert capsys.readouterr().err == (
        "realtime-conformance: there is no project for 'java' (there are python, node, go; for another language "
        f"{Path(__file__).parents[2] / 'docs' / 'clients.md'} is enough)\n"
    )
