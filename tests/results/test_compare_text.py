"""A comparison in words, for a terminal and for a pull request, and the command that prints it."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, MARKUP, added, changed, compared, gone, outside_of_code, refused, verdict, write

from conformance import cli
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.compare_text import LARGEST, markdown, text
from tests import forked

PROGRAM = str(Path(sys.executable).parent / "realtime-conformance")
LOST = gone("/usage")
NULL = added("/audio", "null")
A = "RealtimeResponse/a"
PASSES = verdict(A)
FAILS = verdict(A, "fail", LOST)


def many(count: int, status: str = "fail", **more: Any) -> list[Verdict]:
    """Failures for many reasons, each of which several cases show."""
    return [
        verdict(f"RealtimeResponse/case-{number}", status, gone(f"/member{number % 300}"), **more)
        for number in range(count)
    ]


def test_the_terminal_shows_some_of_each_and_how_many_more_there_are(tmp_path: Path) -> None:
    old = [verdict(f"RealtimeResponse/case-{number}") for number in range(900)]
    new = many(900, reproduce="realtime-conformance show it")
    shown = list(text(compared(tmp_path, old, new)))
    assert shown[:5] == [
        "sdk 1.0.0 → sdk 1.0.0, async-openai",
        "",
        "Newly failing: 900 verdicts",
        "  /member0 is dropped — 3 cases: round-trip",
        "      RealtimeResponse/case-0, RealtimeResponse/case-300, RealtimeResponse/case-600",
    ]
    assert "      reproduce: realtime-conformance show it" in shown
    assert shown[-3:] == [
        "  … and 292 other reasons",
        "",
        "REGRESSION: 900 newly failing; 0 failing as before",
    ]
    assert len(shown) < 40


def test_a_changed_reason_shows_both(tmp_path: Path) -> None:
    shown = list(text(compared(tmp_path, [FAILS], [verdict(A, "fail", NULL)])))
    assert "      before: /usage is dropped" in shown
    assert "  /audio is invented as null — 1 case: round-trip" in shown


def test_a_cause_that_several_checks_see_is_told_once(tmp_path: Path) -> None:
    checks = ("canonical", "round-trip")
    old = [verdict(A, check=check) for check in checks]
    comparison = compared(tmp_path, old, [verdict(A, "fail", LOST, check=check) for check in checks])
    assert list(text(comparison))[2:5] == [
        "Newly failing: 2 verdicts",
        "  /usage is dropped — 1 case: round-trip, canonical",
        f"      {A}",
    ]
    (summary,) = [line for line in markdown(comparison).splitlines() if line.startswith("1 case: ")]
    assert summary == "1 case: <code>/usage is dropped</code> (<code>round-trip</code>, <code>canonical</code>)"


def test_the_values_of_what_is_new_are_shown(tmp_path: Path) -> None:
    fails = replace(FAILS, sent='{"usage":1}', findings=(changed("/usage", "1", "2", requirement="x.usage"), NULL))
    fails = replace(fails, requirements=(("x.usage", "Usage is kept."), ("x.audio", "So is audio.")))
    written = markdown(compared(tmp_path, [PASSES], [fails])).splitlines()
    # The row of the other member is told with that one.
    assert written[written.index("```text") :][:6] == [
        "```text",
        f"cases        {A}",
        "requirement  x.usage: Usage is kept.",
        'sent         {"usage":1}',
        "difference   /usage: expected 1, got 2",
        "             /audio: null was added",
    ]


@pytest.mark.parametrize("count", [0, 1, 300, 2_000])
def test_markdown_fits_a_comment_whatever_happened(tmp_path: Path, count: int) -> None:
    old = [verdict(f"RealtimeResponse/case-{number}") for number in range(count)]
    sent = {"sent": HOSTILE * 20, "expected": HOSTILE * 20, "actual": HOSTILE * 20, "reproduce": HOSTILE * 100}
    comparison = compared(tmp_path, old, many(count, **sent), new_={"implementation": {"name": HOSTILE * 50}})
    written = markdown(comparison)
    assert len(written) <= LARGEST
    lines = outside_of_code(written)
    assert sum("<details>" in line for line in lines) == lines.count("</details>") == bool(count)
    if count >= 300:
        assert re.search(r"^… and \d+ other reasons$", written, re.MULTILINE)


def test_payloads_do_not_break_out_of_markdown(tmp_path: Path) -> None:
    found = (refused(HOSTILE), Finding(What.CHANGED, HOSTILE, HOSTILE, HOSTILE), gone(HOSTILE, requirement=HOSTILE))
    rows = (("x", HOSTILE), (HOSTILE, HOSTILE))
    hostile = verdict(A, "fail", *found, sent=HOSTILE, actual=HOSTILE, requirements=rows)
    written = markdown(compared(tmp_path, [verdict(A, "fail", HOSTILE)], [hostile]))
    lines = outside_of_code(written)
    assert [(line, markup) for line in lines for markup in MARKUP if markup in line] == []
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ud800]", written)
    written.encode()


def test_the_terminal_gets_no_control_characters(tmp_path: Path) -> None:
    hostile = verdict(A, "fail", refused(HOSTILE), gone(HOSTILE), HOSTILE, reproduce=HOSTILE)
    comparison = compared(tmp_path, [PASSES], [hostile], new_={"implementation": {"version": HOSTILE}})
    assert all(line.isprintable() for line in text(comparison))


def test_the_command_prints_and_exits_as_its_result_says(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", [PASSES]), write(tmp_path / "new", [FAILS])
    worse, better, same = (
        forked.run([PROGRAM, "compare", *map(str, pair)], timeout=60) for pair in ((old, new), (new, old), (new, new))
    )
    assert (worse.returncode, better.returncode, same.returncode) == (1, 0, 0)
    assert worse.stdout.splitlines()[-1] == "REGRESSION: 1 newly failing; 0 failing as before"
    assert better.stdout.splitlines()[-1] == "NO REGRESSION: 1 newly passing; 0 failing as before"
    assert same.stdout.splitlines()[-1] == "NO REGRESSION: 1 failing as before"
    assert worse.stderr == better.stderr == same.stderr == ""


def test_markdown_goes_where_it_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new, out = write(tmp_path / "old", [PASSES]), write(tmp_path / "new", [FAILS]), tmp_path / "out.md"
    assert cli.main(["compare", str(old), str(new), "--markdown=-"]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("### Realtime conformance: sdk 1.0.0 → ")
    assert cli.main(["compare", str(old), str(new), f"--markdown={out}"]) == 1
    assert out.read_text(encoding="utf-8") == printed
    assert capsys.readouterr().out.startswith("sdk 1.0.0 → sdk 1.0.0")


def test_markdown_never_replaces_what_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = write(tmp_path / "old", [PASSES]), write(tmp_path / "new", [FAILS])
    before = new.read_bytes()
    assert cli.main(["compare", str(old), str(new), f"--markdown={new}"]) == 4
    assert capsys.readouterr().err.endswith("that is one of the results files to compare\n")
    assert new.read_bytes() == before
    json.loads(before.splitlines()[0])
