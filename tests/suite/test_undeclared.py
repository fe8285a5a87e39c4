"""A type that an implementation does not declare is one skip, and its verdicts are all in the results."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from conformance.vectors import load_type
from tests import forked

SECONDS = 300
DECLARED, UNDECLARED, UNION = "RealtimeResponseUsage", "ResponseAudioOutput", "RealtimeConversationItem"
MODULE = """
DIALECT = "async-openai"
TYPES = {types}


def roundtrip(type: str, text: str) -> str:
    return text
"""


def run(folder: Path, *options: str, types: tuple[str, ...] = (DECLARED,)) -> str:
    (folder / "echo.py").write_text(MODULE.format(types=list(types)))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "--impl=echo", "--generated=1", "--results=r.jsonl", *options]
    ran = forked.run(command, cwd=folder, env=environment, timeout=SECONDS)
    return ran.stdout + ran.stderr


def cases(folder: Path, type_name: str) -> dict[str, set[str]]:
    """The statuses of each case of a type."""
    found: dict[str, set[str]] = {}
    for line in (folder / "r.jsonl").read_text().splitlines():
        verdict = json.loads(line)
        if verdict.get("subject") == type_name:
            found.setdefault(verdict["case"], set()).add(verdict["status"])
    return found


@pytest.mark.parametrize("processes", [(), ("-n2",)], ids=["one process", "xdist"])
def test_it_is_skipped_once_and_the_results_have_every_vector(tmp_path: Path, processes: tuple[str, ...]) -> None:
    shown = run(tmp_path, f"--types={UNDECLARED}", *processes)
    assert re.search(r"\b1 skipped", shown), shown
    found = cases(tmp_path, UNDECLARED)
    assert found.keys() >= set(load_type("async-openai", UNDECLARED))
    assert {status for statuses in found.values() for status in statuses} == {"unsupported"}
    assert {f"{UNDECLARED}/generated/accepts", f"{UNDECLARED}/robust/nul-bytes"} <= found.keys()


def test_one_of_its_vectors_can_be_picked(tmp_path: Path) -> None:
    slug = min(vector.slug for vector in load_type("async-openai", UNDECLARED).values())
    shown = run(tmp_path, f"{UNDECLARED}::{slug}")
    assert re.search(r"\b1 skipped", shown), shown
    assert cases(tmp_path, UNDECLARED).keys() == {f"{UNDECLARED}/{slug}"}


def test_it_can_be_picked_as_it_is_listed(tmp_path: Path) -> None:
    assert f"{UNDECLARED}::undeclared" in run(tmp_path, f"--types={UNDECLARED}", "--collect-only", "-q")
    assert re.search(r"\b1 skipped", run(tmp_path, f"--types={UNDECLARED}", f"{UNDECLARED}::undeclared"))


def test_a_union_is_asked_by_the_types_of_its_variants(tmp_path: Path) -> None:
    shown = run(tmp_path, f"--types={UNION}", "--checks=accepts", types=("RealtimeConversationItemFunctionCall",))
    assert re.search(r"\bpassed", shown), shown
