"""The folder that runs write to by default is left out of version control, and no other is."""

from __future__ import annotations

from pathlib import Path

from conformance.options import DEFAULT_RESULTS
from conformance.results.writer import check_writable


def test_the_default_folder_is_ignored(tmp_path: Path) -> None:
    check_writable(tmp_path / DEFAULT_RESULTS)
    assert (tmp_path / ".conformance/.gitignore").read_text() == "*\n"


def test_the_users_own_rules_stay(tmp_path: Path) -> None:
    (tmp_path / ".conformance").mkdir()
    (tmp_path / ".conformance/.gitignore").write_text("!kept\n")
    check_writable(tmp_path / DEFAULT_RESULTS)
    assert (tmp_path / ".conformance/.gitignore").read_text() == "!kept\n"


def test_another_folder_is_the_users(tmp_path: Path) -> None:
    check_writable(tmp_path / "out/results.jsonl")
    assert not [*(tmp_path / "out").iterdir()]
