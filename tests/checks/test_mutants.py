"""The suite can fail: every deliberately wrong implementation is caught by the check that claims it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mutants import MUTANTS, Mutant
from mutants.kills import COMMAND, PAGE, Row, awaited, page, read_page
from mutants.matrix import CHECK_NAMES, kill
from mutants.mutant import CRATE, GA

from conformance.requirements.level import Level
from tests import forked

ROOT = Path(__file__).parents[2]
PUBLISHED = {row.name: row for row in read_page(PAGE.read_text(encoding="utf-8"))}
AWAITED = awaited()


def marked(mutant: Mutant) -> Any:
    reason = AWAITED.get(mutant.name)
    return pytest.param(mutant, id=mutant.name, marks=pytest.mark.xfail(strict=True, reason=reason) if reason else ())


@pytest.mark.parametrize("mutant", [marked(mutant) for mutant in MUTANTS.values()])
def test_a_mutant_is_killed_by_the_check_that_claims_it(mutant: Mutant) -> None:
    found = kill(mutant)
    assert found.killed, f"no reason of {mutant.check} names the defect: {sorted(found.reasons)[:3]}"
    assert Row.of(found) == PUBLISHED[mutant.name], f"write the page anew: {COMMAND}"


def test_every_check_claims_a_mutant_in_each_dialect() -> None:
    # A check that can kill nothing proves nothing; that it kills what it claims is tested above.
    claims = {dialect: {one.check for one in MUTANTS.values() if one.dialect == dialect} for dialect in (CRATE, GA)}
    # `behaviour` shows what is left open, and fails nothing.
    assert claims[CRATE] == set(CHECK_NAMES) - {"behaviour"}
    # There refusing what is invalid and the spelling of the text are shown without judgement, too.
    assert claims[GA] == claims[CRATE] - {"rejects", "canonical-bytes"}


@pytest.mark.parametrize("dialect", [CRATE, GA])
def test_each_dialect_has_sixty_mutants_at_least(dialect: str) -> None:
    assert sum(mutant.dialect == dialect for mutant in MUTANTS.values()) >= 60


def test_only_what_warns_is_claimed_at_should() -> None:
    assert {one.check for one in MUTANTS.values() if one.level is Level.SHOULD and one.dialect == CRATE} == {
        "canonical-bytes",
        "rejects",
    }


def test_the_published_matrix_has_a_row_for_every_mutant_and_counts_them() -> None:
    published = PAGE.read_text(encoding="utf-8")
    rows = read_page(published)
    assert [row.name for row in rows] == [
        m.name for dialect in (CRATE, GA) for m in MUTANTS.values() if m.dialect == dialect
    ]
    assert page(rows) == published, f"write it anew: {COMMAND}"


def test_what_is_awaited_is_a_mutant_and_shown_as_such() -> None:
    assert {row.name for row in PUBLISHED.values() if row.shown_by == "awaits"} == AWAITED.keys()


def pytest_impl(impl: str, *options: str, results: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("pytest")
    command = [str(program), f"--impl={impl}", f"--results={results}", "--generated=20", "-q", *options]
    return forked.run(command, cwd=ROOT, timeout=120)


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
