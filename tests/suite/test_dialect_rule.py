"""Which dialect judges if the user names none: what the implementation declares, and the last screen says so."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests import forked

OFFICIAL = """
from conformance.reference.official_adapter import ADAPTER

hello = ADAPTER.hello
roundtrip = ADAPTER.roundtrip
"""
SHORT = """
DIALECT = "openai-ga"
TYPES = ["RealtimeServerEventResponseDone"]

def roundtrip(type, text):
    return text
"""
SILENT = """
TYPES = ["RealtimeServerEventResponseDone", "RealtimeResponseUsage", "RealtimeRespnse"]

def roundtrip(type, text):
    return text
"""
SECONDS = 300


def run(folder: Path, *options: str) -> tuple[str, str]:
    """The screen, and the dialect in the results file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    few = ("--results=r.jsonl", "--generated=0", "--types=RealtimeServerEventResponseDone")
    ran = forked.run(
        [sys.executable, "-m", "pytest", *few, *options],
        cwd=folder, env=environment, timeout=SECONDS,
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stderr
    header = json.loads((folder / "r.jsonl").read_text().splitlines()[0])
    return ran.stdout, header["dialect"]["name"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "official.py").write_text(OFFICIAL)
    (tmp_path / "short.py").write_text(SHORT)
    (tmp_path / "silent.py").write_text(SILENT)
    return tmp_path


@pytest.mark.parametrize(
    ("options", "dialect"),
    [
        (("--impl=official",), "openai-ga"),
        (("--impl=short",), "openai-ga"),
        (("--impl=silent",), "async-openai"),
        (("--impl=reference",), "async-openai"),
        (("--impl=silent", "--dialect=openai-ga"), "openai-ga"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_the_implementation_decides_unless_the_user_does(project: Path, options: tuple[str, ...], dialect: str) -> None:
    screen, judged_by = run(project, *options)
    assert judged_by == dialect
    assert f"Judged by {dialect}: " in screen


def test_every_declared_type_that_the_dialect_lacks_is_named(project: Path) -> None:
    screen, _ = run(project, "--impl=silent", "--dialect=openai-ga")
    assert "openai-ga lacks RealtimeResponseUsage" in " ".join(screen.split())
    assert "(--dialect=async-openai has it)" in " ".join(screen.split())
    assert "Declared, and not a type of any dialect: RealtimeRespnse" in screen
    screen, _ = run(project, "--impl=silent")
    assert " lacks RealtimeResponseUsage" not in " ".join(screen.split())
