"""The suite can fail: every deliberately wrong implementation is caught by the check that claims it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from mutants import MUTANTS, Mutant
from mutants.matrix import CHECK_NAMES, failures, table
from mutants.mutant import RIGHT

from conformance.requirements.level import Level

ROOT = Path(__file__).parents[2]
TYPES = sorted({type_name for mutant in MUTANTS.values() for type_name in mutant.types})


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=list(MUTANTS))
def test_a_mutant_is_killed_by_the_check_that_claims_it(mutant: Mutant) -> None:
    found = failures(mutant, mutant.types)
    reasons = {verdict.reason for verdict in found.get(mutant.check, ())}
    assert any(mutant.reason in reason for reason in reasons), f"no reason names the defect: {sorted(reasons)}"
    assert set(found) <= {mutant.check} | mutant.also, "a check fails that has nothing to do with the defect"
    gating = {verdict.level for verdicts in found.values() for verdict in verdicts if verdict.gates()}
    # Order and spelling of what is right otherwise are a warning.
    assert gating == (set() if mutant.check == "canonical-bytes" else {Level.MUST})


@pytest.mark.parametrize("type_name", TYPES)
def test_nothing_fails_for_the_right_implementation(type_name: str) -> None:
    assert failures(RIGHT, [type_name]) == {}


def test_every_check_claims_a_mutant() -> None:
    # A check that can kill nothing proves nothing; that it kills what it claims is tested above. Only `behaviour` shows
    # what is left open, and fails nothing.
    assert {mutant.check for mutant in MUTANTS.values()} == set(CHECK_NAMES) - {"behaviour"}


def test_the_matrix_is_printed_with_one_line_per_mutant() -> None:
    chosen = [MUTANTS["writes_members_in_another_order"], MUTANTS["takes_any_status"]]
    lines = list(table(chosen))
    assert len(lines) == len(CHECK_NAMES) + len(chosen)
    assert lines[0].endswith("┌ accepts")
    marks = dict.fromkeys(CHECK_NAMES, "·")
    assert lines[-2].startswith(
        "writes_members_in_another_order " + " ".join((marks | {"canonical-bytes": "■"}).values())
    )
    assert lines[-1].startswith("takes_any_status                " + " ".join((marks | {"rejects": "■"}).values()))
    assert "  accepted although it breaks unknown-value" in lines[-1]


def pytest_impl(impl: str, *options: str, results: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("pytest")
    command = [str(program), f"--impl={impl}", f"--results={results}", "--generated=20", "-q", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_mutant_fails_the_run_and_the_screen_names_the_defect(tmp_path: Path) -> None:
    finished = pytest_impl(
        "tests.mutants:renames_cached_token_details", "--types=InputTokenDetails", results=tmp_path / "results.jsonl"
    )
    assert finished.returncode == pytest.ExitCode.TESTS_FAILED
    screen = " ".join(finished.stdout.split())
    assert re.findall(r"(\S+ [\w ]+) — \d+ cases: ([\w, -]+) example", screen) == [
        ("/cached_token_details comes back as cached_tokens_details",
         "round-trip, canonical, canonical-bytes, idempotent")
    ]  # fmt: skip
    assert "DOES NOT CONFORM" in finished.stdout
    assert "renames_cached_token_details" in finished.stdout


@pytest.mark.parametrize(
    ("options", "code"), [((), pytest.ExitCode.OK), (("--strict-levels",), pytest.ExitCode.TESTS_FAILED)]
)
def test_a_warning_fails_the_run_only_when_it_is_asked_to(
    options: tuple[str, ...], code: pytest.ExitCode, tmp_path: Path
) -> None:
    finished = pytest_impl(
        "tests.mutants:writes_members_in_another_order",
        "--types=RealtimeResponseUsage",
        *options,
        results=tmp_path / "results.jsonl",
    )
    assert finished.returncode == code
    assert "the text is not the canonical one: the order of members — " in finished.stdout


def test_the_right_one_passes_the_run(tmp_path: Path) -> None:
    finished = pytest_impl(
        "conformance.reference.adapter", "--types=InputTokenDetails", results=tmp_path / "results.jsonl"
    )
    assert finished.returncode == pytest.ExitCode.OK, finished.stdout
    assert "CONFORMS" in finished.stdout
    assert "NOT CONFORM" not in finished.stdout
