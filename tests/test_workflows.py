"""The project's own workflows, its action and those that it writes for users: valid, pinned, with few permissions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

import conformance

ROOT = Path(conformance.__file__).parent.parent
OWN = sorted((ROOT / ".github/workflows").glob("*.yml"))
WRITTEN = sorted((ROOT / "conformance/kit/templates").rglob(".github/workflows/*.yml"))
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
SECONDS = 600


def workflow(path: Path) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def test_actionlint_finds_nothing() -> None:
    if shutil.which("go") is None:
        assert not os.environ.get("CI"), "actionlint is built with Go, which is not on PATH"
        pytest.skip("actionlint is built with Go, which is not on PATH")
    assert len(OWN) >= 3
    linted = subprocess.run(
        ["go", "run", ACTIONLINT, "-no-color", "-shellcheck=", "-pyflakes=", *map(str, [*OWN, *WRITTEN])],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert (linted.returncode, linted.stdout) == (0, ""), linted.stdout + linted.stderr


def test_everything_that_is_used_is_pinned_by_a_commit_and_everywhere_by_the_same() -> None:
    used = defaultdict(set)
    for path in (ROOT / "action.yml", ROOT / "docs/ci.md", ROOT / "docs/scale.md", *OWN, *WRITTEN):
        for line in re.findall(r"uses: (\S+.*)", path.read_text(encoding="utf-8")):
            if line.startswith("./"):
                continue
            assert re.fullmatch(r"[\w./-]+@([0-9a-f]{40} # v\d+\.\d+\.\d+|COMMIT)", line), (path, line)
            used[line.partition("@")[0]].add(line)
    assert len(used) >= 5
    assert not {name: pins for name, pins in used.items() if len(pins) > 1}


@pytest.mark.parametrize("path", [*OWN, *WRITTEN], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_workflow_may_only_read_unless_a_job_says_more(path: Path) -> None:
    assert workflow(path)["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_no_script_holds_an_expression_and_every_job_ends(path: Path) -> None:
    for name, job in workflow(path)["jobs"].items():
        assert "uses" in job or name == "passed" or job["timeout-minutes"] <= 120
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", ""), (path.name, name, step)


def test_a_release_is_published_without_a_token_and_attested() -> None:
    jobs = workflow(ROOT / ".github/workflows/release.yml")["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    (publish,) = [step for step in jobs["publish"]["steps"] if "pypi-publish" in step["uses"]]
    assert publish["with"] == {"attestations": True}
    assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    # Nothing is published that was not tested.
    assert jobs["build"]["needs"] == "ci"
    assert jobs["publish"]["needs"] == "build"


def test_every_version_and_system_that_the_package_claims_is_tried() -> None:
    matrix = workflow(ROOT / ".github/workflows/ci.yml")["jobs"]["package"]["strategy"]["matrix"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert set(matrix["python"]) == set(re.findall(r"Python :: (3\.\d+)", project))
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
