"""Shards make one run again, and nothing else does."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from result_files import gone, verdict, write

from conformance import cli
from conformance.checks.verdict import Verdict
from conformance.results.reader import read
from tests import forked

# A run of six items, the third with two verdicts, as three shards might have got them.
ITEMS: list[tuple[int, Verdict]] = [
    (0, verdict("RealtimeResponse/b")),
    (1, verdict("RealtimeResponse/a", "fail", gone("/\ud800 é", requirement="x"), sent='{"a":1}')),
    (2, verdict("RealtimeResponse/c")),
    (2, verdict("RealtimeResponse/c", check="canonical", level="should")),
    (4, verdict("RealtimeResponseUsage/a", "unsupported", "no such type")),
    (5, verdict("RealtimeResponseUsage/robust/empty")),
]
SPLIT = {1: (1, 4), 2: (0, 2), 3: (5,)}
STARTED = {1: "2026-11-22T15:57:55+00:00", 2: "2026-11-22T15:57:53+00:00", 3: "2026-11-22T15:57:59+00:00"}


def shard(folder: Path, number: int, count: int = 3, **changed: Any) -> Path:
    options = {"shard": f"{number}/{count}", **changed.pop("options", {})}
    own = [replace(one, index=index) for index, one in ITEMS if index in SPLIT[number]]
    return write(folder / f"{number}.jsonl", own, options=options, **{"started": STARTED[number], **changed})


def shards(folder: Path) -> list[Path]:
    return [shard(folder, number) for number in SPLIT]


def combined(out: Path, paths: list[Path]) -> int:
    return cli.main(["combine", str(out), *map(str, paths)])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_whole_is_what_one_run_would_have_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], order: tuple[int, ...]
) -> None:
    paths = shards(tmp_path)
    whole = write(tmp_path / "whole.jsonl", [one for _, one in ITEMS], started=STARTED[2])
    out = tmp_path / "out.jsonl"
    assert combined(out, [paths[place] for place in order]) == 0
    assert capsys.readouterr().out == f"{out}: 3 shards joined\n"
    # Seconds are summed: three shards of 1.5.
    assert out.read_bytes() == whole.read_bytes().replace(b'"seconds":1.5', b'"seconds":4.5')
    assert read(out).complete


def test_one_shard_of_one_is_a_run(tmp_path: Path) -> None:
    alone = [replace(one, index=index) for index, one in ITEMS]
    path = write(tmp_path / "1.jsonl", alone, options={"shard": "1/1"})
    assert combined(tmp_path / "out", [path]) == 0
    assert read(tmp_path / "out").header.options["shard"] is None
    assert [one.index for one in read(tmp_path / "out").verdicts] == [None] * len(ITEMS)


@pytest.mark.parametrize(
    ("exits", "whole"),
    [
        ((0, 0, 0), 0),
        ((0, 1, 0), 1),
        ((5, 0, 5), 0),
        ((5, 1, 0), 1),
        ((5, 5, 5), 5),
        ((5, 4, 4), 4),
        ((0, 4, 0), 4),
        ((1, 4, 0), 4),
    ],
)
def test_a_failure_in_one_shard_is_one_of_the_whole(tmp_path: Path, exits: tuple[int, ...], whole: int) -> None:
    paths = [shard(tmp_path, number, exit_=code) for number, code in zip(SPLIT, exits, strict=True)]
    assert combined(tmp_path / "out", paths) == 0
    footer = read(tmp_path / "out").footer
    assert footer is not None
    assert (footer.exit, dict(footer.totals)) == (whole, {"fail": 1, "pass": 4, "unsupported": 1})


def edited(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), encoding="utf-8")
    return path


def without_place(lines: list[dict[str, Any]]) -> None:
    del lines[1]["place"]


def turned_round(lines: list[dict[str, Any]]) -> None:
    lines[1:-1] = reversed(lines[1:-1])


def judged_again(lines: list[dict[str, Any]]) -> None:
    lines[1] |= {"case": "RealtimeResponse/b", "check": "round-trip"}
    del lines[-1]["shares"]


REFUSED: dict[str, tuple[Callable[[Path, list[Path]], list[Path]], str]] = {
    "a hole": (lambda _, paths: paths[:2], "the run is not whole: no file for shard 3/3"),
    "two holes": (lambda _, paths: paths[1:2], "the run is not whole: no file for shard 1/3, 3/3"),
    "a shard twice": (lambda _, paths: [*paths, paths[1]], "{2} and {2} are both shard 2/3"),
    "two files of one shard": (
        lambda folder, paths: [*paths, Path(paths[0].rename(folder / "copy")), shard(folder, 1)][1:],
        "{copy} and {1} are both shard 1/3",
    ),
    "a case twice": (
        lambda _, paths: [*paths[:2], edited(paths[2], judged_again)],
        "RealtimeResponse/b is judged by round-trip in {2} and {3}",
    ),
    "a shard that was stopped": (
        lambda folder, paths: [*paths[:2], shard(folder, 3, complete=False)],
        "{3}: shard 3/3 is incomplete: its run was stopped before its end",
    ),
    "the run in one piece": (
        lambda folder, paths: [*paths, write(folder / "whole", [])],
        "{whole}: not a shard, but the results of a run in one piece",
    ),
    "no such shard": (lambda folder, _: [shard(folder, 3, 2)], "{3}: there is no shard 3/2"),
    "another number of shards": (
        lambda folder, paths: [*paths[:2], shard(folder, 3, 4)],
        "{1} and {3} are of different runs: one of 3 shards, one of 4",
    ),
    "no places": (
        lambda _, paths: [*paths[:2], edited(paths[2], without_place)],
        "{3}, line 2: a shard's verdict without its place in the run",
    ),
    "out of order": (
        lambda _, paths: [edited(paths[0], turned_round), *paths[1:]],
        "{1}, line 3: not in the order of the run",
    ),
}
OTHER_RUNS: dict[str, tuple[dict[str, Any], str]] = {
    "suite": ({"suite": "0.2.0"}, 'suite is "0.1.0" and "0.2.0"'),
    "dialect": ({"dialect": {"name": "openai-ga"}}, 'dialect.name is "async-openai" and "openai-ga"'),
    "requirements": ({"requirements": 2}, "requirements is 1 and 2"),
    "version": ({"implementation": {"version": "2"}}, 'implementation.version is "1.0.0" and "2"'),
    "homepage": ({"implementation": {"homepage": "https://a.example"}}, "implementation.homepage is null and "),
    "impl": ({"impl": "other"}, 'impl is "sdk.adapter" and "other"'),
    "environment": ({"environment": {"python": "3.12.0"}}, 'environment.python is "3.11.7" and "3.12.0"'),
    "types": ({"options": {"types": ["RealtimeResponse"]}}, 'options.types.1 is "RealtimeResponseUsage" and null'),
    "generated": ({"options": {"generated": 5}}, "options.generated is 100 and 5"),
    "strict": ({"options": {"strict": True}}, "options.strict is false and true"),
    "seed": ({"seed": 3}, "seed is 0 and 3"),
}


def refused(folder: Path, capsys: pytest.CaptureFixture[str], paths: list[Path]) -> str:
    """The one line that is said; what lay at the place of the result is still there."""
    out = folder / "out"
    out.write_text("precious")
    assert combined(out, paths) == 4
    assert out.read_text() == "precious"
    assert not [*folder.glob(".*.new")]
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_not_one_whole_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], why: str) -> None:
    make, said = REFUSED[why]
    line = refused(tmp_path, capsys, make(tmp_path, shards(tmp_path)))
    for name in ("copy", "whole"):
        said = said.replace(f"{{{name}}}", str(tmp_path / name))
    for number in SPLIT:
        said = said.replace(f"{{{number}}}", str(tmp_path / f"{number}.jsonl"))
    assert line == f"realtime-conformance: {said}"


@pytest.mark.parametrize("what", OTHER_RUNS)
def test_shards_of_different_runs_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    changed, said = OTHER_RUNS[what]
    first, second, _ = shards(tmp_path)
    third = shard(tmp_path, 3, **changed)
    line = refused(tmp_path, capsys, [first, second, third])
    assert line.startswith(f"realtime-conformance: {first} and {third} are of different runs: {said}")


def test_the_first_name_is_the_file_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = shards(tmp_path)
    before = paths[0].read_bytes()
    assert combined(paths[0], paths) == 4
    assert capsys.readouterr().err.endswith("the first argument is the file to write, and it is one of the shards\n")
    assert combined(paths[0], paths[1:]) == 4
    assert capsys.readouterr().err.endswith("the run is not whole: no file for shard 1/3\n")
    assert paths[0].read_bytes() == before


ADAPTER = """
import json


def roundtrip(type, text):
    if type != "RealtimeResponseUsage":
        raise NotImplementedError(type)
    value = json.loads(text)
    if isinstance(value, dict):
        value.pop("total_tokens", None)
    return json.dumps(value, separators=(",", ":"))
"""


def judged(folder: Path, name: str, *options: str) -> Path:
    """The results of a real run of an implementation that loses a member."""
    (folder / "lossy.py").write_text(ADAPTER)
    command = [sys.executable, "-m", "pytest", "-q", "--impl=lossy", f"--results={name}", "--generated=0"]
    ran = forked.run(
        [*command, "--types=RealtimeResponseUsage", *options],
        cwd=folder, timeout=240,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return folder / name


def without_times(path: Path) -> str:
    return re.sub(r'"(started|seconds)":("[^"]*"|[0-9.]+)', r'"\1":0', path.read_text(encoding="utf-8"))


def test_a_real_run_in_shards_is_the_run_in_one_piece(tmp_path: Path) -> None:
    parts = [judged(tmp_path, f"{number}.jsonl", f"--shard={number}/2") for number in (1, 2)]
    assert combined(tmp_path / "out.jsonl", parts) == 0
    assert without_times(tmp_path / "out.jsonl") == without_times(judged(tmp_path, "whole.jsonl"))
