"""What is written is there as a whole, and no file of anybody else's is touched by it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.errors import UsageError
from conformance.files import replacing, write_whole
from conformance.results.reader import read
from conformance.spec.importer.write import replace_files
from tests import forked

LONG = 120  # seconds


def run(folder: Path, results: str = "r.jsonl", *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "--impl=reference", "--vectors=RealtimeResponseUsage/*-absent"]
    return forked.run(
        [*command, f"--results={results}", *options],
        cwd=folder,
        timeout=LONG,
        check=True,
    )


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_text("precious")
    return path


@pytest.mark.parametrize("planted", ["file", "link"])
def test_files_of_others_survive_a_run_and_its_reports(tmp_path: Path, victim: Path, planted: str) -> None:
    others = [tmp_path / name for name in ("r.jsonl.new", "x.html.new", "known.yaml.new")]
    for other in others:
        other.symlink_to(victim) if planted == "link" else other.write_text("mine")
    (tmp_path / "known.yaml").write_text("failures:\n  - cases: [RealtimeResponseUsage/no-such]\n    why: gone\n")
    there = names(tmp_path)
    run(tmp_path, "r.jsonl", "--known-failures=known.yaml", "--update-known-failures")
    assert main(["report", str(tmp_path / "r.jsonl"), "--html", str(tmp_path / "x.html")]) == 0
    assert victim.read_text() == "precious"
    assert [other.is_symlink() for other in others] == [planted == "link"] * 3
    assert [other.read_text() for other in others] == ["precious" if planted == "link" else "mine"] * 3
    assert "failures: []" in (tmp_path / "known.yaml").read_text()
    assert read(tmp_path / "r.jsonl").complete
    assert names(tmp_path) - there <= {"r.jsonl", "x.html", ".pytest_cache"}


def test_an_import_touches_no_file_of_others(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "a.json.importing").symlink_to(victim)
    replace_files(tmp_path, {"a.json": "new"})
    assert victim.read_text() == "precious"
    assert names(tmp_path) == {"victim", "a.json.importing", "a.json"}


@pytest.mark.parametrize("there", [True, False], ids=["old", "dangling"])
def test_of_a_link_the_file_that_it_leads_to_is_written(tmp_path: Path, there: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name, write in {
        "r.jsonl": lambda: run(tmp_path),
        "x.txt": lambda: write_whole(tmp_path / "x.txt", ["new"]),
    }.items():
        target, link = tmp_path / "elsewhere" / name, tmp_path / name
        if there:
            target.write_text("old")
        link.symlink_to(target)
        write()
        assert link.is_symlink()
        assert target.read_text() not in ("old", "")
    assert read(tmp_path / "r.jsonl").complete
    assert names(tmp_path / "elsewhere") == {"r.jsonl", "x.txt"}


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(UsageError, match=r"loop: Too many levels of symbolic links$"):
        write_whole(loop, ["new"])
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run(tmp_path, "loop")
    assert caught.value.returncode == 4
    assert "--results=loop: Too many levels of symbolic links" in caught.value.stderr
    assert names(tmp_path) <= {"loop", ".pytest_cache"}


def test_what_goes_wrong_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")

    def parts() -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    for name in ("old", "new"):
        with pytest.raises(UsageError, match=rf"{name}: No space left on device$"):
            write_whole(tmp_path / name, parts())
    assert (tmp_path / "old").read_text() == "old"
    assert names(tmp_path) == {"old"}


def test_permissions_are_those_of_the_old_file_or_of_any_new_one(tmp_path: Path) -> None:
    old, new, any_other = (tmp_path / name for name in ("old", "new", "any other"))
    old.write_text("old")
    old.chmod(0o604)
    before = os.umask(0o026)
    try:
        write_whole(old, ["new"])
        write_whole(new, ["new"])
        any_other.write_text("")
    finally:
        os.umask(before)
    assert mode(old) == 0o604
    assert mode(new) == mode(any_other) == 0o640


def test_a_file_may_be_written_further_once_it_is_in_place(tmp_path: Path) -> None:
    with replacing(tmp_path / "file") as file:
        file.write("one\n")
    assert (tmp_path / "file").read_text() == "one\n"
    with file:
        file.write("two\n")
    assert (tmp_path / "file").read_text() == "one\ntwo\n"
