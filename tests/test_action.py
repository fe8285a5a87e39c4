"""The GitHub action: its steps run here as a runner would run them, without GitHub."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
BIN = Path(sys.executable).parent

ADAPTER = """
from conformance.reference import adapter as reference

TYPES = ("RealtimeResponseUsage", "RealtimeResponseStatus")


def roundtrip(type, text):
    return reference.ADAPTER.roundtrip(type, text).replace("in_progress", "inProgress")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "adapter.py").write_text(ADAPTER)
    return tmp_path


def given(step: dict[str, Any], inputs: dict[str, str]) -> dict[str, str]:
    """The variables of a step, with the inputs where its expressions name them."""
    defaults = {name: str(said.get("default", "")) for name, said in ACTION["inputs"].items()}
    chosen = {**defaults, **inputs}
    return {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: chosen[found[1]], text)
        for name, text in step.get("env", {}).items()
    }


def run(project: Path, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    """One step, as the runner calls bash."""
    (step,) = (step for step in STEPS if step["name"] == name)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment = {
        **inherited,
        **given(step, {key.replace("_", "-"): value for key, value in inputs.items()}),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_OS": "Linux",
        "GITHUB_OUTPUT": str(project / "output"),
        "GITHUB_STEP_SUMMARY": str(project / "summary.md"),
        **{f"GITHUB_{name}": str(project / name) for name in ("ENV", "PATH", "STATE")},
        # Ten thousand payloads of types that the adapter does not have would be passed over.
        "PYTEST_ADDOPTS": "--types=RealtimeResponseUsage,RealtimeResponseStatus,RealtimeResponse --generated=10",
    }
    script = project / "step.sh"
    script.write_text(step["run"])
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=300)


def test_a_failing_implementation_fails_the_job_and_is_summarised(project: Path) -> None:
    judged = run(project, "Judge", impl="adapter", dialect="async-openai")
    assert judged.returncode == 1, judged.stderr
    assert (project / "output").read_text() == "results=.conformance/results.jsonl\n"
    assert run(project, "Report").returncode == 1
    summary = (project / "summary.md").read_text()
    assert "## Realtime conformance" in summary
    assert "RealtimeResponseStatus" in summary
    assert (project / ".conformance" / "report.html").stat().st_size > 10_000


def test_a_library_that_ends_the_process_fails_the_job_and_is_summarised(project: Path) -> None:
    ended = ADAPTER.replace(
        # Each payload at which it ends starts it anew.
        "    return",
        "    if text == '\"cancelled\"':\n        __import__('os')._exit(0)\n    return",
    )
    (project / "adapter.py").write_text(ended)
    judged = run(project, "Judge", impl="adapter", dialect="async-openai")
    assert judged.returncode == 1, judged.stdout
    assert run(project, "Report").returncode == 1
    assert "exited with code 0" in (project / "summary.md").read_text()


HOSTILE = """
import os, threading, time
from pathlib import Path
from conformance.suite import items

TYPES = ["RealtimeResponseUsage"]
items.judged = lambda *given: ([], None)
for name in ("ENV", "OUTPUT", "PATH", "STATE", "STEP_SUMMARY"):
    if file := os.environ.get(f"GITHUB_{name}"):
        Path(file).write_text("CONFORMS")

def roundtrip(type, text):
    return "{}"
"""


def test_an_adapter_makes_neither_the_job_nor_what_it_shows_green(project: Path) -> None:
    (project / "adapter.py").write_text(HOSTILE)
    judged = run(project, "Judge", impl="adapter", dialect="async-openai")
    assert judged.returncode == 1, judged.stdout
    assert run(project, "Report").returncode == 1
    assert "CONFORMS" not in (project / "summary.md").read_text()
    assert "CONFORMS" not in (project / "output").read_text()
    assert not [name for name in ("ENV", "PATH", "STATE") if (project / name).exists()]


def test_known_failures_and_strictness_reach_the_suite(project: Path) -> None:
    options = {"impl": "adapter", "dialect": "async-openai", "known_failures": "no such file.yaml", "strict": "true"}
    judged = run(project, "Judge", **options)
    assert judged.returncode == 4
    assert "no such file.yaml" in judged.stderr
    assert run(project, "Report").returncode == 1
    assert (project / "summary.md").read_text() == "No results: see the log of the step before.\n"


def test_a_job_is_green_by_its_results_alone(project: Path) -> None:
    (project / "adapter.py").write_text("from conformance.reference.adapter import ADAPTER\n")
    judged = run(project, "Judge", impl="adapter", dialect="async-openai")
    assert judged.returncode == 0, judged.stdout
    assert run(project, "Report").returncode == 0
    results = project / ".conformance" / "results.jsonl"
    results.write_text("".join(results.read_text().splitlines(keepends=True)[:-1]))
    assert run(project, "Report").returncode == 1
    assert "INCOMPLETE" in (project / "summary.md").read_text()


@pytest.mark.parametrize("strict", ["True", "yes", "", "true ", "1"])
def test_a_strictness_that_is_neither_true_nor_false_is_refused(project: Path, strict: str) -> None:
    judged = run(project, "Judge", impl="adapter", dialect="async-openai", strict=strict)
    assert judged.returncode == 4
    assert "expected true or false" in judged.stderr
    assert not (project / ".conformance").exists()


def test_a_job_that_judges_nothing_does_not_show_an_earlier_run(project: Path) -> None:
    results, page = (project / ".conformance" / name for name in ("results.jsonl", "report.html"))
    results.parent.mkdir()
    results.write_text("of yesterday")
    page.write_text("of yesterday")
    judged = run(project, "Judge", impl="adapter", dialect="no such dialect")
    assert judged.returncode == 4, judged.stderr
    assert not results.exists()
    assert not page.exists()
    assert run(project, "Report").returncode == 1
    assert (project / "summary.md").read_text() == "No results: see the log of the step before.\n"


@pytest.mark.parametrize("name", ["impl", "dialect", "known_failures", "strict"])
def test_no_input_is_run_by_the_shell(project: Path, name: str) -> None:
    hostile = "'; touch pwned; $(touch pwned) `touch pwned` #"
    inputs = {"impl": "adapter", name: hostile}
    run(project, "Judge", **inputs)
    assert not (project / "pwned").exists()


def test_scripts_hold_no_expressions_and_no_eval() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", ""), step["name"]
        words = shlex.split(step.get("run", ""), comments=True)
        assert "eval" not in words
