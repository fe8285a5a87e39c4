"""What pytest prints about items can be given back to it; ``-m`` picks kinds, levels and checks; all are counted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import forked

FEW = ("--impl=reference", "--types=RealtimeResponseUsage", "--generated=1")
ONE, OTHER = "RealtimeResponseUsage::input-tokens-max", "RealtimeResponseUsage::only-required"
SECONDS = 300


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return forked.run(
        [sys.executable, "-m", "pytest", "--results=r.jsonl", *options],
        cwd=folder, env=environment, timeout=SECONDS,
    )  # fmt: skip


def listed(folder: Path, *options: str) -> list[str]:
    ran = run(folder, *FEW, "--collect-only", "-q", *options)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return [line for line in ran.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize("processes", [(), ("-n2",)], ids=["one process", "xdist"])
def test_a_node_id_can_be_given_back(tmp_path: Path, processes: tuple[str, ...]) -> None:
    ran = run(tmp_path, *FEW, ONE, OTHER, *processes)
    assert ran.returncode == 0, ran.stdout
    assert re.search(r"\b2 passed", ran.stdout)


def test_junit_of_pytest_has_a_case_per_vector_by_its_name_and_with_its_time(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import time\nfrom conformance.reference.adapter import ADAPTER as RIGHT\n\nhello = RIGHT.hello\n\n"
        "def roundtrip(type, text):\n    time.sleep(0.005)\n    return RIGHT.roundtrip(type, text)\n"
    )
    ran = run(tmp_path, "--impl=slow", *FEW[1:], ONE, OTHER, "--junitxml=junit.xml")
    assert ran.returncode == 0, ran.stdout
    cases = list(ElementTree.parse(tmp_path / "junit.xml").iter("testcase"))
    assert {f"{case.get('classname')}::{case.get('name')}" for case in cases} == {ONE, OTHER}
    assert len(cases) == 2
    assert all(float(case.attrib["time"]) >= 0.005 for case in cases)


def test_ids_and_the_tests_of_a_project_go_together(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass")
    ran = run(tmp_path, *FEW, ONE, "test_own.py::test_own")
    assert re.search(r"\b2 passed", ran.stdout), ran.stdout


def test_an_id_that_no_item_has_is_a_mistake(tmp_path: Path) -> None:
    ran = run(tmp_path, *FEW, f"{ONE}imum")
    assert ran.returncode == 4
    assert f"no item {ONE}imum; did you mean {ONE}" in ran.stderr


def test_pytest_counts_the_items(tmp_path: Path) -> None:
    every = listed(tmp_path)
    assert f"collected {len(every)} items" in run(tmp_path, *FEW, "--collect-only").stdout
    chosen = listed(tmp_path, "-k", "max")
    counted = f"collected {len(every)} items / {len(every) - len(chosen)} deselected / {len(chosen)} selected"
    assert counted in run(tmp_path, *FEW, "--collect-only", "-k", "max").stdout
    assert 0 < len(chosen) < len(every)


def test_markers_pick_kinds_levels_and_checks(tmp_path: Path) -> None:
    every = listed(tmp_path, "--strict-markers")
    assert listed(tmp_path, "-m", "vector") == [one for one in every if "[" not in one]
    assert listed(tmp_path, "-m", "robust") == [one for one in every if "::robust[" in one]
    assert listed(tmp_path, "-m", "round-trip") == [one for one in every if one.endswith("::generated[round-trip]")]
    # Every vector has one level.
    levels = [listed(tmp_path, "-m", level) for level in ("must", "should or free")]
    assert sorted([*levels[0], *levels[1]]) == sorted(one for one in every if "[" not in one)
    assert all(levels)
