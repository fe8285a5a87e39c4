"""The writer of results tells what became of its file, and writes in its own process alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from result_files import header, verdict

from conformance.results.reader import read
from conformance.results.writer import ResultsLost, ResultsWriter, check_writable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "r.jsonl"


@pytest.fixture
def writer(path: Path) -> Iterator[ResultsWriter]:
    with ResultsWriter(path, header()) as writer:
        writer.add(verdict("RealtimeResponse/a"))
        yield writer


def test_a_file_that_nobody_touched_is_complete(path: Path, writer: ResultsWriter) -> None:
    writer.finish({"exit": 0, "seconds": 0.1})
    assert read(path).complete


def test_a_file_that_is_put_into_order_is_checked_too(path: Path, writer: ResultsWriter) -> None:
    writer.add(verdict("RealtimeResponse/b"), index=2)
    writer.add(verdict("RealtimeResponse/c"), index=1)
    writer.finish({"exit": 0, "seconds": 0.1})
    assert [one.case[-1] for one in read(path).verdicts] == ["a", "c", "b"]


def test_what_became_of_the_file_is_said(path: Path, writer: ResultsWriter) -> None:
    with path.open("a") as file:
        file.write("more")
    with pytest.raises(ResultsLost, match=r"r\.jsonl: changed by something else"):
        writer.finish({"exit": 0, "seconds": 0.1})
    path.unlink()
    with pytest.raises(ResultsLost, match=r"r\.jsonl: No such file"):
        writer.finish({"exit": 0, "seconds": 0.1})
    path.write_text("another")
    with pytest.raises(ResultsLost, match=r"r\.jsonl: replaced by another file"):
        writer.finish({"exit": 0, "seconds": 0.1})


@pytest.mark.skipif(sys.platform == "win32", reason="no locks that another process can see")
@pytest.mark.usefixtures("writer")
def test_a_file_that_is_being_written_is_not_for_another_run(path: Path) -> None:
    with pytest.raises(OSError, match="another run is writing this file"):
        check_writable(path)


def test_a_forked_process_writes_nothing(path: Path, writer: ResultsWriter) -> None:
    child = os.fork()
    if not child:
        writer.add(verdict("RealtimeResponse/b"))
        os._exit(0)
    os.waitpid(child, 0)
    writer.finish({"exit": 0, "seconds": 0.1})
    assert [one.case for one in read(path).verdicts] == ["RealtimeResponse/a"]


def test_the_folder_of_results_is_nobody_s_work(tmp_path: Path) -> None:
    check_writable(tmp_path / ".conformance" / "r.jsonl")
    assert (tmp_path / ".conformance" / ".gitignore").read_text() == "*\n"
    check_writable(tmp_path / "mine" / "r.jsonl")
    assert list((tmp_path / "mine").iterdir()) == []
