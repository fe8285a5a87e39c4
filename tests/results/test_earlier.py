"""Two implementations that are judged one after the other leave two results files; the default one is the last."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.options import DEFAULT_RESULTS
from conformance.results.earlier import keep_another
from conformance.results.reader import read
from tests import forked

LONG = 300  # seconds
LIBRARY = """
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]
roundtrip = reference.roundtrip
"""


def header(
    name: str = "mine", profile: str = "default", dialect: str = "openai-ga", version: str = "1"
) -> dict[str, Any]:
    about = {"name": name, "profile": profile, "version": version}
    return {"kind": "header", "implementation": about, "dialect": {"name": dialect, "version": 1}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(header()) + "\nmore\n")
    return path


@pytest.mark.parametrize("now", [header("theirs"), header(profile="strict"), header(dialect="async-openai")])
def test_another_s_results_are_kept_whole_under_its_name(path: Path, now: dict[str, Any]) -> None:
    before = path.read_text()
    assert keep_another(path, now) == path.with_name("mine-openai-ga.jsonl")
    assert path.with_name("mine-openai-ga.jsonl").read_text() == before
    assert not path.exists()


def test_its_own_earlier_results_are_not(path: Path) -> None:
    assert keep_another(path, header(version="2")) is None
    assert path.exists()


@pytest.mark.parametrize(
    "there", ["", "{}", "[]", "not JSON\n", "[" * 100_000, "\udcff", json.dumps({**header(), "dialect": 1})]
)
def test_what_is_not_a_results_file_is_not(path: Path, there: str) -> None:
    path.write_text(there, errors="surrogateescape")
    assert keep_another(path, header()) is None


def test_a_name_leads_nowhere_else(path: Path, tmp_path: Path) -> None:
    path.write_text(json.dumps(header("../../\x1b[2J/" + "x" * 10_000)))
    kept = keep_another(path, header())
    assert kept is not None
    assert kept.parent == tmp_path
    assert kept.name.startswith("2j-xxx")
    assert len(kept.name) < 200


def test_one_run_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY)
    shown = []
    for impl in ("reference", "library", "library"):
        done = forked.run(
            [sys.executable, "-m", "pytest", f"--impl={impl}", "--vectors=RealtimeResponseUsage/falsy"],
            cwd=tmp_path, timeout=LONG,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        shown.append("kept: .conformance/reference-async-openai.jsonl\n" in done.stdout)
    assert shown == [False, True, False]
    folder = (tmp_path / DEFAULT_RESULTS).parent
    assert sorted(one.name for one in folder.glob("*.jsonl")) == ["reference-async-openai.jsonl", "results.jsonl"]
    assert read(tmp_path / DEFAULT_RESULTS).header.name == "library"
    assert read(folder / "reference-async-openai.jsonl").header.name == "reference"
