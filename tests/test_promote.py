"""A finding of a property run becomes a vector by one command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import commands, vectors
from conformance.cli import main
from conformance.vectors import find, ledger, load

FINDING = "RealtimeResponseUsage/generated/round-trip"
ADAPTER = """
from conformance.reference.adapter import ADAPTER as honest


def roundtrip(type, text):
    if type != "RealtimeResponseUsage":
        raise NotImplementedError(type)
    return honest.roundtrip(type, text).replace("4294967295", "4294967294")
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an implementation that gets one number wrong, judged by generated payloads."""
    folder = tmp_path_factory.mktemp("found")
    (folder / "off_by_one.py").write_text(ADAPTER)
    command = [sys.executable, "-m", "pytest", "-q", "--impl=off_by_one", "--types=RealtimeResponseUsage"]
    ran = subprocess.run([*command, "--generated=20", "--results=r.jsonl"], cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return folder / "r.jsonl"


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Golden files of our own, so that nothing is recorded for good."""
    shutil.copytree(
        vectors.GOLDEN / "async-openai" / "RealtimeResponseUsage", tmp_path / "async-openai" / "RealtimeResponseUsage"
    )
    monkeypatch.setattr(vectors, "GOLDEN", tmp_path)
    # The arbiter is asked where recording is tested; here it would only cost a build.
    monkeypatch.setattr(commands.golden, "ARBITERS", {})
    load.cache_clear()
    ledger.extend("async-openai", load("async-openai").values())
    yield tmp_path
    load.cache_clear()


def promote(results: Path, *options: str) -> int:
    return main(["promote", str(results), FINDING, "--why=the largest count is lost", *options])


def test_the_minimised_finding_is_recorded_under_a_stable_id(
    results: Path, golden: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:

    assert promote(results, "--slug=largest-count") == 0, capsys.readouterr().err
    vector = find("async-openai", "RealtimeResponseUsage/largest-count")
    assert "4294967295" in vector.text
    assert len(vector.text) < 70, "it was minimised"
    assert vector.why == "the largest count is lost"
    assert vector.id in ledger.read("async-openai")
    assert promote(results, "--slug=largest-count") == 0
    assert capsys.readouterr().out.endswith("stood already\n")


def test_the_id_follows_from_the_finding(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = []
    for _ in range(2):
        assert promote(results, "--print") == 0
        ids.append(json.loads(capsys.readouterr().out)["id"])
    assert ids[0] == ids[1]
    assert ids[0].startswith("RealtimeResponseUsage/found-round-trip-")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["RealtimeResponseUsage/generated/roundtrip"], "no finding 'RealtimeResponseUsage/generated/roundtrip'; did"),
        (["RealtimeResponseUsage/full"], "no finding 'RealtimeResponseUsage/full'"),
        ([FINDING, "--slug=Not A Slug"], "--slug=Not A Slug: wants lower-case words joined by -"),
    ],
)
def test_what_cannot_be_promoted_is_one_line(
    results: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["promote", str(results), *arguments, "--why=x"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
