"""``realtime-conformance report``."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from result_files import gone, verdict, write

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.cli import main
from conformance.results.history import entry, written
from conformance.results.reader import read


def save(path: Path, *verdicts: Verdict, name: str = "mine", complete: bool = True) -> Path:
    """Results of types of which a test has its own."""
    types = list(dict.fromkeys(one.subject for one in verdicts))
    about = {"name": name, "version": "1.2.3"}
    return write(path, verdicts, complete=complete, exit_=1, implementation=about, options={"types": types})


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return save(tmp_path / "mine.jsonl", verdict("T/a"), verdict("T/b", "fail", gone("/usage")))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return save(tmp_path / "other.jsonl", verdict("T/a"), name="other", complete=False)


def _said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["report", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_without_a_format_it_is_one_line_per_file(mine: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _said(capsys, mine, other)
    assert code == 0
    assert [line.split()[:6] for line in out.splitlines()] == [
        ["implementation", "dialect", "types", "vectors", "read", "sent"],
        ["mine", "1.2.3", "async-openai", "1/1", "2/2", "50.0"],
        ["other", "1.2.3", "async-openai", "1/1", "1/1", "100"],
    ]
    assert [line.split()[-1] for line in out.splitlines()[1:]] == ["complete", "INCOMPLETE"]


def test_an_implementation_of_another_dialect_has_no_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta")
    run = write(tmp_path / "run.jsonl", [verdict("(the implementation)", "fail", spoken)])
    code, out, _ = _said(capsys, run)
    assert code == 0
    head, row = out.splitlines()
    assert head.split()[:6] == ["implementation", "dialect", "types", "vectors", "read", "sent"]
    assert row.split() == ["sdk", "1.0.0", "async-openai", "0/2", "0/0", "–", "–", "1", "complete"]


def test_a_name_does_nothing_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = save(tmp_path / "run.jsonl", verdict("T/a"), name="\x1b[2Jmine\nyours")
    assert "\\u001b[2Jmine\\u000ayours 1.2.3" in _said(capsys, run)[1]


def test_it_writes_every_format_at_once(
    mine: Path, other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = {name: tmp_path / f"out.{name}" for name in ("html", "markdown", "junit", "sarif")}
    code, out, err = _said(capsys, mine, other, *(f"--{name}={path}" for name, path in outs.items()))
    assert (code, out, err) == (0, "", "")
    assert outs["html"].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert outs["junit"].read_text(encoding="utf-8").startswith("<?xml")
    assert json.loads(outs["sarif"].read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["mine.jsonl", "other.jsonl", *(path.name for path in outs.values())]
    )


def test_a_badge_is_of_one_file(mine: Path, other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge = tmp_path / "badge.json"
    code, _, err = _said(capsys, mine, other, f"--badge={badge}")
    assert (code, err) == (4, "realtime-conformance: --badge needs exactly one results file, and 2 are given\n")
    assert _said(capsys, mine, f"--badge={badge}")[0] == 0
    assert json.loads(badge.read_text(encoding="utf-8"))["schemaVersion"] == 1


def test_markdown_goes_to_standard_output(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _said(capsys, mine, "--markdown=-")
    assert code == 0
    assert out.startswith("## ")


def test_types_are_listed_by_area_and_strange_ones_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = save(tmp_path / "run.jsonl", verdict("MCPTool/a"), verdict("RealtimeResponse/a"), verdict("Strange/a"))
    page = tmp_path / "page.html"
    assert _said(capsys, run, f"--html={page}")[0] == 0
    areas = page.read_text(encoding="utf-8").split('<section class="type-area"')[1:]
    named = [(re.search(r"<h3>([^<]*)", area), re.findall(r"<li>.*?<code>([^<]*)</code>", area)) for area in areas]
    assert [(title[1], types) for title, types in named if title and types] == [
        ("Responses", ["RealtimeResponse"]),
        ("MCP", ["MCPTool"]),
        ("Other", ["Strange"]),
    ]


def test_an_input_is_never_overwritten(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = mine.read_bytes()
    link = tmp_path / "link.jsonl"
    link.symlink_to(mine)
    hard = tmp_path / "hard.jsonl"
    os.link(mine, hard)
    for out in (mine, link, hard, tmp_path / "." / "mine.jsonl"):
        code, _, err = _said(capsys, mine, f"--html={out}")
        assert (code, err) == (4, f"realtime-conformance: --html {out}: this is a file to read: name another one\n")
    assert mine.read_bytes() == before


def test_the_file_that_a_link_leads_to_is_written(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site").mkdir()
    target, link = tmp_path / "site" / "badge.json", tmp_path / "badge.json"
    link.symlink_to(Path("site") / "badge.json")
    for _ in ("made", "made anew"):
        assert _said(capsys, mine, f"--badge={link}")[0] == 0
        assert link.is_symlink()
        assert json.loads(target.read_text(encoding="utf-8"))["schemaVersion"] == 1
        assert [path.name for path in target.parent.iterdir()] == ["badge.json"]
        target.write_text("of yesterday", encoding="utf-8")


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        ("missing/page.html", "there is no directory"),
        ("", "is a directory"),
    ],
)
def test_where_nothing_can_be_written(
    out: str, problem: str, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = _said(capsys, mine, f"--html={tmp_path / out}")
    assert code == 4
    assert problem in err
    assert err.count("\n") == 1


def test_two_reports_do_not_share_a_file(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, _, err = _said(capsys, mine, f"--html={out}", f"--junit={out}")
    assert (code, err) == (4, f"realtime-conformance: --junit {out}: --html is the same file\n")
    assert not out.exists()


def test_nothing_is_written_where_one_file_cannot_be_read(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}\n", encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text("of yesterday", encoding="utf-8")
    code, _, err = _said(capsys, mine, broken, f"--html={page}")
    assert code == 4
    assert err.startswith(f"realtime-conformance: {broken}, line 1: ")
    assert err.count("\n") == 1
    assert page.read_text(encoding="utf-8") == "of yesterday"


def test_a_history_is_drawn_into_the_page(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = tmp_path / "history.jsonl"
    past.write_text("".join(written([entry(read(mine))])), encoding="utf-8")
    page = tmp_path / "page.html"
    assert _said(capsys, mine, f"--history={past}", f"--html={page}") == (0, "", "")
    assert re.findall("<circle.*?<title>(.*?)</title>", page.read_text(encoding="utf-8")) == [
        "mine 1.2.3: 50 % (2026-11-22)"
    ]
    assert _said(capsys, mine, f"--history={past}", f"--html={past}")[0] == 4


def test_a_history_needs_the_page(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _said(capsys, mine, "--history=history.jsonl")
    assert (code, err) == (4, "realtime-conformance: --history is drawn into the page: give --html too\n")


@pytest.mark.parametrize(
    ("verdicts", "exit_", "why"),
    [
        ([verdict("T/a")], 0, ""),
        ([verdict("T/a"), verdict("T/b", "fail", gone("/usage"), known="usage")], 0, ""),
        ([verdict("T/a"), verdict("T/b", "fail", gone("/usage"), level="should")], 0, ""),
        ([verdict("T/a")], 1, "the run exited with 1: see its log"),
        ([verdict("T/a"), verdict("T/b", "fail", gone("/usage"))], 1, "1 verdict of 2 fails"),
        ([verdict("T/a")], None, "the run did not go to its end"),
        # What no run writes.
        ([verdict("T/a"), verdict("T/b", "fail", gone("/usage"))], 0, "1 verdict of 2 fails"),
        ([verdict("T/a", "unsupported")], 0, "nothing was judged"),
        ([], 0, "nothing was judged"),
    ],
)
def test_the_gate_goes_by_the_exit_code_and_by_the_verdicts_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verdicts: list[Verdict], exit_: int | None, why: str
) -> None:
    file = write(tmp_path / "r.jsonl", verdicts, exit_=exit_, complete=exit_ is not None)
    code, _, err = _said(capsys, file, "--gate")
    assert (code, err) == ((1, f"realtime-conformance: {file}: not passed: {why}\n") if why else (0, ""))
    assert _said(capsys, file)[0] == 0
