"""A history grows by each run once, and only by whole ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from result_files import gone, verdict, write

from conformance import cli
from conformance.errors import UsageError
from conformance.results.chart import HistoryPoint
from conformance.results.history import entries, points

MIXED = [
    verdict("RealtimeResponse/a"),
    verdict("RealtimeResponse/b", "fail", gone("/usage")),
    verdict("RealtimeResponse/c"),
    verdict("RealtimeResponseUsage/a", "unsupported", "no such type"),
]
LATER = "2026-12-01T00:00:00+00:00"


def add(history: Path, *runs: Path) -> int:
    return cli.main(["history", str(history), *map(str, runs)])


def test_a_run_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "history.jsonl"
    assert add(history, write(tmp_path / "r", MIXED)) == 0
    assert capsys.readouterr().out == f"{history}: 1 added, 1 run\n"
    (line,) = history.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "history": 1,
        "implementation": "sdk",
        "version": "1.0.0",
        "profile": "default",
        "dialect": "async-openai",
        "dialect_version": 1,
        "requirements": 1,
        "suite": "0.1.0",
        "started": "2026-11-22T15:57:53+00:00",
        "totals": {"fail": 1, "pass": 2, "unsupported": 1},
        "coverage": 0.75,
        "correctness": 0.666667,
    }


def test_it_grows_and_keeps_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history, first = tmp_path / "h", write(tmp_path / "1", MIXED)
    second = write(tmp_path / "2", MIXED[:1], started=LATER, implementation={"version": "1.1.0", "profile": "strict"})
    add(history, first)
    before = history.read_bytes()
    assert add(history, second) == 0
    assert history.read_bytes().startswith(before)
    assert points(history) == [
        HistoryPoint("sdk", "1.0.0", "2026-11-22T15:57:53+00:00", 0.666667),
        HistoryPoint("sdk (strict)", "1.1.0", LATER, 1.0),
    ]


def test_two_dialects_are_two_lines(tmp_path: Path) -> None:
    history = tmp_path / "h"
    add(
        history,
        write(tmp_path / "1", MIXED),
        write(tmp_path / "2", MIXED, dialect={"name": "openai-ga"}, implementation={"profile": "strict"}),
    )
    assert [point.label for point in points(history)] == ["sdk, async-openai", "sdk (strict), openai-ga"]


def test_a_dialect_that_is_not_drawn_is_not_named(tmp_path: Path) -> None:
    history = tmp_path / "h"
    no_vectors = [verdict("RealtimeResponse/robust/empty")]
    add(history, write(tmp_path / "1", MIXED), write(tmp_path / "2", no_vectors, dialect={"name": "openai-ga"}))
    assert [point.label for point in points(history)] == ["sdk"]


def test_a_run_is_not_added_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history, first = tmp_path / "h", write(tmp_path / "1", MIXED)
    second = write(tmp_path / "2", MIXED, started=LATER)
    assert add(history, first, first) == 0
    before = history.read_bytes()
    assert add(history, first) == 0
    assert history.read_bytes() == before
    assert add(history, first, second) == 0
    assert [one.started for one in entries(history)] == ["2026-11-22T15:57:53+00:00", LATER]
    assert capsys.readouterr().out.splitlines() == [
        f"{history}: 1 added, 1 already there, 1 run",
        f"{history}: 0 added, 1 already there, 1 run",
        f"{history}: 1 added, 1 already there, 2 runs",
    ]


def test_a_run_without_golden_vectors_is_not_a_point(tmp_path: Path) -> None:
    history = tmp_path / "h"
    add(history, write(tmp_path / "1", [verdict("RealtimeResponse/robust/empty")]))
    assert [one.correctness for one in entries(history)] == [None]
    assert points(history) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"complete": False}, ": incomplete, its run was stopped: a history contains complete runs only"),
        ({"options": {"shard": "1/2"}}, ": shard 1/2 alone: combine the shards first"),
    ],
)
def test_a_part_of_a_run_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], said: str
) -> None:
    part = write(tmp_path / "part", MIXED, **changed)
    assert add(tmp_path / "h", write(tmp_path / "whole", MIXED, started=LATER), part) == 4
    assert capsys.readouterr().err == f"realtime-conformance: {part}{said}\n"
    assert not (tmp_path / "h").exists()


LINE = {
    "history": 1, "implementation": "sdk", "version": "1", "profile": "p", "dialect": "d", "dialect_version": 1,
    "requirements": 1, "suite": "0", "started": "now", "totals": {}, "coverage": None, "correctness": 0.5,
}  # fmt: skip
OTHERS = {
    "text": ("hello\n", "line 1: not a history (not JSON)"),
    "other JSON Lines": ('{"a":1}\n', "line 1: not a line of a history"),
    "a list": ("[]\n", "line 1: not a line of a history"),
    "deep JSON": ("[" * 100_000 + "\n", "line 1: not a history (not JSON)"),
    "cut in its last line": (json.dumps(LINE) + "\n" + json.dumps(LINE)[:50], "line 2: not a history (not JSON)"),
    "without its last line break": (json.dumps(LINE), "line 1: not a line of a history"),
    "a later format": (
        json.dumps(LINE | {"history": 2}) + "\n",
        "line 1: a history of another format, this suite reads format 1",
    ),
    "a member missing": (
        json.dumps({name: value for name, value in LINE.items() if name != "suite"}) + "\n",
        "line 1: not a line of a history (suite is missing or wrong)",
    ),
    "a member wrong": (
        json.dumps(LINE | {"correctness": "1"}) + "\n",
        "line 1: not a line of a history (correctness is missing or wrong)",
    ),
    "a member more": (json.dumps(LINE | {"x": 1}) + "\n", "line 1: not a line of a history (unknown member x)"),
    "a share above 1": (
        json.dumps(LINE | {"correctness": 50}) + "\n",
        "line 1: not a line of a history (a share is not from 0 to 1)",
    ),
    "not a number": (
        json.dumps(LINE | {"correctness": float("nan")}) + "\n",
        "line 1: not a line of a history (a share is not from 0 to 1)",
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_not_a_history_is_refused_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    history, (held, said) = tmp_path / "h", OTHERS[what]
    history.write_text(held, encoding="utf-8")
    assert add(history, write(tmp_path / "r", MIXED)) == 4
    assert capsys.readouterr().err == f"realtime-conformance: {history}, {said}\n"
    assert history.read_text(encoding="utf-8") == held


def test_results_are_not_a_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = write(tmp_path / "r", MIXED)
    before = run.read_bytes()
    assert add(run, run) == 4
    assert capsys.readouterr().err == f"realtime-conformance: {run}, line 1: not a line of a history\n"
    assert run.read_bytes() == before


def test_bytes_are_not_a_history(tmp_path: Path) -> None:
    (tmp_path / "h").write_bytes(b"\xff\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        entries(tmp_path / "h")
    with pytest.raises(UsageError, match="No such file"):
        entries(tmp_path / "none")
