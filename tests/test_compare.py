"""Two runs beside each other: what fails now, what no longer does, and what makes the comparison fail."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, MARKUP, outside_of_code, results, verdict, write

from conformance import cli
from conformance.errors import UsageError
from conformance.results.compare import Comparison, Kind, compare
from conformance.results.compare_text import LARGEST, markdown, text

PROGRAM = str(Path(sys.executable).parent / "realtime-conformance")
LOST = "lost or invented: /usage: 1 is missing"
NULL = "lost or invented: /audio: null was added"
A, B = "RealtimeResponse/a", "RealtimeResponse/b"
OTHER = verdict("RealtimeResponse/other")
Verdicts = list[dict[str, Any]]


def compared(
    folder: Path,
    old: Verdicts,
    new: Verdicts,
    *,
    strict: bool = False,
    old_: dict[str, Any] | None = None,
    new_: dict[str, Any] | None = None,
) -> Comparison:
    return compare(
        results(folder / "old.jsonl", [OTHER, *old], **(old_ or {})),
        results(folder / "new.jsonl", [OTHER, *new], **(new_ or {})),
        strict=strict,
    )


def told(comparison: Comparison) -> dict[str, list[tuple[str, str]]]:
    return {
        str(kind): [change.record.key for change in changes] for kind, changes in comparison.changes.items() if changes
    }


PASSES = verdict(A)
FAILS = verdict(A, "fail", LOST)
WARNS = verdict(A, "fail", LOST, level="should")
KNOWN = verdict(A, "fail", LOST, known="https://example.org/7")
UNSUPPORTED = verdict(A, "unsupported", "no such type")
FREE = verdict(A, "free", level="free")
CASES: dict[str, tuple[Verdicts, Verdicts, str | None, int]] = {
    "nothing changed": ([FAILS], [FAILS], None, 0),
    "newly failing": ([PASSES], [FAILS], Kind.FAILING, 1),
    "newly untestable": ([PASSES], [verdict(A, "untestable", "needs accepts")], Kind.FAILING, 1),
    "the adapter is at fault": ([PASSES], [verdict(A, "adapter-fault", "died")], Kind.FAILING, 1),
    "newly failing, and listed as known": ([PASSES], [KNOWN], Kind.KNOWN, 0),
    "failing before, known now": ([FAILS], [KNOWN], None, 0),
    "known before, not listed now": ([KNOWN], [FAILS], None, 0),
    "newly passing": ([FAILS], [PASSES], Kind.PASSING, 0),
    "known before, passing now": ([KNOWN], [PASSES], Kind.PASSING, 0),
    "for another reason": ([FAILS], [verdict(A, "fail", NULL)], Kind.REASON, 0),
    "the same reason at other payloads": (
        [verdict(A, "fail", f"{LOST} (in 3 of 9 payloads)")],
        [verdict(A, "fail", f"{LOST} (in 4 of 9 payloads)")],
        None,
        0,
    ),
    "a warning more": ([PASSES], [WARNS], None, 0),
    "a warning that is a failure now": ([WARNS], [FAILS], Kind.FAILING, 1),
    "a failure that is a warning now": ([FAILS], [WARNS], None, 0),
    "unsupported now, passed before": ([PASSES], [UNSUPPORTED], Kind.LOST, 1),
    "unsupported now, failed before": ([FAILS], [UNSUPPORTED], Kind.REMOVED, 0),
    "supported now, and passing": ([UNSUPPORTED], [PASSES], Kind.ADDED, 0),
    "supported now, and failing": ([UNSUPPORTED], [FAILS], Kind.FAILING, 1),
    "open before and after": ([FREE], [FREE], None, 0),
    "gone, passed before": ([PASSES], [], Kind.LOST, 1),
    "gone, failed before": ([FAILS], [], Kind.REMOVED, 0),
    "gone, was open": ([FREE], [], Kind.REMOVED, 0),
    "come, and passes": ([], [PASSES], Kind.ADDED, 0),
    "come of nowhere, and fails": ([], [FAILS], Kind.FAILING, 1),
    "come of nowhere, and known": ([], [KNOWN], Kind.KNOWN, 0),
    "a check that has nothing to say any more": (
        [PASSES, verdict(A, check="round-trip")],
        [PASSES],
        None,
        0,
    ),
    "a failing check that has nothing to say any more": (
        [PASSES, verdict(A, "fail", LOST, check="round-trip")],
        [PASSES],
        Kind.REMOVED,
        0,
    ),
    "a check that speaks now, and fails": (
        [PASSES],
        [PASSES, verdict(A, "fail", LOST, check="round-trip")],
        Kind.FAILING,
        1,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_a_verdict(tmp_path: Path, name: str) -> None:
    old, new, kind, code = CASES[name]
    comparison = compared(tmp_path, old, new)
    assert list(told(comparison)) == ([kind] if kind else [])
    assert comparison.exit == code
    assert comparison.unchanged == sum(one["status"] == "fail" and one["level"] == "must" for one in new) * (not kind)


@pytest.mark.parametrize("how", ["asked for", "the new run was"])
def test_strictly_a_warning_more_is_a_regression(tmp_path: Path, how: str) -> None:
    new = {"options": {"strict": True}} if how == "the new run was" else {}
    comparison = compared(tmp_path, [PASSES], [WARNS], strict=how == "asked for", new_=new)
    assert told(comparison) == {"newly failing": [(A, "accepts")]}
    assert comparison.exit == 1


ABSENT: dict[str, tuple[str, dict[str, Any]]] = {
    "another type": (A, {"options": {"types": ["RealtimeResponseUsage"]}}),
    "another check": (A, {"options": {"checks": ["rejects"]}}),
    "other vectors": (A, {"options": {"vectors": ["RealtimeResponse/o*"]}}),
    "no generated payloads": ("RealtimeResponse/generated/accepts", {"options": {"generated": 0}}),
    "vectors alone": ("RealtimeResponse/generated/accepts", {"options": {"vectors": ["RealtimeResponse/a"]}}),
    "all vectors alone": ("RealtimeResponse/generated/accepts", {"options": {"vectors": ["*"]}}),
    "all vectors of a type alone": ("RealtimeResponse/robust/empty", {"options": {"vectors": ["RealtimeResponse/*"]}}),
    "one shard": (A, {"options": {"shard": "1/2"}}),
    "another suite": (A, {"suite": "0.2.0"}),
    "another dialect version": (A, {"dialect": {"version": 2}}),
    "other requirements": (A, {"requirements": 2}),
}


@pytest.mark.parametrize("why", ABSENT)
def test_what_a_run_was_not_to_judge_is_no_regression(tmp_path: Path, why: str) -> None:
    case, changed = ABSENT[why]
    gone = compared(tmp_path, [verdict(case)], [], new_=changed)
    assert (told(gone), gone.exit) == ({"removed": [(case, "accepts")]}, 0)
    come = compared(tmp_path, [], [verdict(case, "fail", LOST)], old_=changed)
    assert (told(come), come.exit) == ({"added": [(case, "accepts")]}, 0)
    assert gone.notes
    assert all(note.startswith("different ") for note in gone.notes)


SELECTED: dict[str, dict[str, Any]] = {
    "a type more": {"options": {"types": ["RealtimeResponse"]}},
    "other payloads": {"seed": 7},
    "fewer generated payloads": {"options": {"generated": 5}},
    "vectors that match": {"options": {"vectors": ["RealtimeResponse/*"]}},
    "another machine": {"environment": {"platform": "Darwin arm64"}},
}


@pytest.mark.parametrize("why", SELECTED)
def test_what_it_was_to_judge_and_did_not_is_one(tmp_path: Path, why: str) -> None:
    comparison = compared(tmp_path, [PASSES], [], new_=SELECTED[why])
    assert (told(comparison), comparison.exit) == ({"passed before, no longer judged": [(A, "accepts")]}, 1)
    assert len(comparison.notes) == 1


def test_every_difference_of_the_runs_is_said(tmp_path: Path) -> None:
    changed = {
        "suite": "0.2.0",
        "dialect": {"version": 2},
        "requirements": 3,
        "implementation": {"name": "sdk2", "profile": "strict"},
        "options": {"types": ["RealtimeResponse"], "vectors": ["a", "b"], "generated": 5, "strict": True},
        "seed": 9,
    }
    assert compared(tmp_path, [], [], new_=changed).notes == (
        "different implementations: sdk → sdk2",
        "different profiles: default → strict",
        "different suites: 0.1.0 → 0.2.0",
        "different versions of the dialect: 1 → 2",
        "different versions of the requirements: 1 → 3",
        "different seeds of generated payloads: 0 → 9",
        "different types: 2 → 1",
        "different options vectors: all → a, b",
        "different options generated: 100 → 5",
        "different options strict: False → True",
    )


def test_an_implementation_that_is_of_another_dialect_now_regressed(tmp_path: Path) -> None:
    alone = {**verdict("dialect", "fail", "it speaks openai-beta"), "type": "*"}
    old, new = results(tmp_path / "old", [PASSES]), results(tmp_path / "new", [alone])
    assert told(compare(old, new)) == {
        "newly failing": [("dialect", "accepts")],
        "passed before, no longer judged": [(A, "accepts")],
    }


def test_an_incomplete_new_run_shows_nothing(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [PASSES], [], new_={"complete": False})
    assert (told(comparison), comparison.exit) == ({"removed": [(A, "accepts")]}, 1)
    assert comparison.notes == (
        f"{tmp_path / 'new.jsonl'} is INCOMPLETE: the run was stopped, and cannot show that nothing regressed",
    )
    assert list(text(comparison))[-1].startswith("INCOMPLETE: ")
    assert "**INCOMPLETE&#58; " in markdown(comparison)


def test_a_regression_is_said_before_incompleteness(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [PASSES], [FAILS], new_={"complete": False})
    assert list(text(comparison))[-1] == "REGRESSION: 1 newly failing; 0 failing as before"


def test_what_an_incomplete_old_run_did_not_reach_was_added(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [], [FAILS], old_={"complete": False})
    assert (told(comparison), comparison.exit) == ({"added": [(A, "accepts")]}, 0)
    assert "is INCOMPLETE: the run was stopped, and what it did not reach counts as added" in comparison.notes[0]


REFUSED: dict[str, tuple[Verdicts, Verdicts, dict[str, Any], str]] = {
    "two dialects": (
        [PASSES], [PASSES], {"dialect": {"name": "openai-ga"}},
        "is of dialect async-openai, .* of openai-ga: only results of one dialect can be compared",
    ),
    "nothing in common": (
        [PASSES], [verdict("Conversation/a")],
        {"options": {"types": ["Conversation"]}}, "have no case in common: there is nothing to compare",
    ),
    "judged twice": ([PASSES], [PASSES, FAILS], {}, f"{A} is judged twice by accepts"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, why: str) -> None:
    old, new, changed, said = REFUSED[why]
    with pytest.raises(UsageError, match=said):
        compare(results(tmp_path / "old", old), results(tmp_path / "new", new, **changed))


# What is shown


def many(count: int, status: str = "fail", **more: Any) -> Verdicts:
    """Failures of many reasons, each of which several cases have."""
    return [
        verdict(
            f"RealtimeResponse/case-{number}", status, f"lost or invented: /member{number % 300}: 1 is missing", **more
        )
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
        "  3 × accepts: lost or invented: …/member0: a value is missing",
        "      RealtimeResponse/case-0, RealtimeResponse/case-300, RealtimeResponse/case-600",
    ]
    assert "      reproduce: realtime-conformance show it" in shown
    assert shown[-3:] == [
        "  … and 876 more, for 292 other reasons",
        "",
        "REGRESSION: 900 newly failing; 0 failing as before",
    ]
    assert len(shown) < 40


def test_a_changed_reason_shows_both(tmp_path: Path) -> None:
    shown = list(text(compared(tmp_path, [FAILS], [verdict(A, "fail", NULL)])))
    assert f"      before: {LOST}" in shown
    assert "  1 × accepts: lost or invented: …/audio: null was added" in shown


@pytest.mark.parametrize("count", [0, 1, 300, 2_000])
def test_markdown_fits_a_comment_whatever_happened(tmp_path: Path, count: int) -> None:
    old = [verdict(f"RealtimeResponse/case-{number}") for number in range(count)]
    sent = {"sent": HOSTILE * 20, "expected": HOSTILE * 20, "actual": HOSTILE * 20, "reproduce": HOSTILE * 100}
    comparison = compared(tmp_path, old, many(count, **sent), new_={"implementation": {"name": HOSTILE * 50}})
    written = markdown(comparison)
    assert len(written) <= LARGEST
    lines = outside_of_code(written)
    assert sum("<details>" in line for line in lines) == lines.count("</details>") == bool(count)
    if count > 300:
        assert re.search(r"^… and \d+ more, for \d+ other reasons$", written, re.MULTILINE)


def test_payloads_do_not_break_out_of_markdown(tmp_path: Path) -> None:
    hostile = verdict(A, "fail", HOSTILE, sent=HOSTILE, actual=HOSTILE, requirements=[{"id": "x", "says": HOSTILE}])
    written = markdown(compared(tmp_path, [PASSES], [hostile]))
    lines = outside_of_code(written)
    assert [(line, markup) for line in lines for markup in MARKUP if markup in line] == []
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ud800]", written)
    written.encode()


def test_the_terminal_gets_no_control_characters(tmp_path: Path) -> None:
    hostile = verdict(A, "fail", HOSTILE, reproduce=HOSTILE)
    comparison = compared(tmp_path, [PASSES], [hostile], new_={"implementation": {"version": HOSTILE}})
    assert all(line.isprintable() for line in text(comparison))


# The command


def test_the_command_prints_and_exits_as_its_result_says(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", [PASSES]), write(tmp_path / "new", [FAILS])
    worse, better, same = (
        subprocess.run([PROGRAM, "compare", *map(str, pair)], capture_output=True, text=True, timeout=60, check=False)
        for pair in ((old, new), (new, old), (new, new))
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
    assert printed.startswith("### Realtime conformance: sdk 1&#46;0&#46;0 → ")
    assert cli.main(["compare", str(old), str(new), f"--markdown={out}"]) == 1
    assert out.read_text(encoding="utf-8") == printed
    assert capsys.readouterr().out.startswith("sdk 1.0.0 → sdk 1.0.0")


def test_markdown_never_replaces_what_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = write(tmp_path / "old", [PASSES]), write(tmp_path / "new", [FAILS])
    before = new.read_bytes()
    assert cli.main(["compare", str(old), str(new), f"--markdown={new}"]) == 4
    assert capsys.readouterr().err.endswith("that is one of the results files that are compared\n")
    assert new.read_bytes() == before
    json.loads(before.splitlines()[0])
