"""Two runs beside each other: what fails now, what no longer does, and what makes the comparison fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from result_files import added, changed, compared, gone, refused, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.errors import UsageError
from conformance.requirements.level import Level
from conformance.results.compare import ChangeKind, Comparison, compare
from conformance.results.compare_text import markdown, text

LOST = gone("/usage")
NULL = added("/audio", "null")
A = "RealtimeResponse/a"
Verdicts = list[Verdict]


def told(comparison: Comparison) -> dict[str, list[tuple[str, str]]]:
    return {
        str(kind): [change.verdict.key for change in changes] for kind, changes in comparison.changes.items() if changes
    }


PASSES = verdict(A)
FAILS = verdict(A, "fail", LOST)
WARNS = verdict(A, "fail", LOST, level="should")
KNOWN = verdict(A, "fail", LOST, known="https://example.org/7")
UNSUPPORTED = verdict(A, "unsupported", "no such type")
FREE = verdict(A, "free", level="free")
CASES: dict[str, tuple[Verdicts, Verdicts, str | None, int]] = {
    "nothing changed": ([FAILS], [FAILS], None, 0),
    "newly failing": ([PASSES], [FAILS], ChangeKind.FAILING, 1),
    "newly untestable": ([PASSES], [verdict(A, "untestable", refused())], ChangeKind.FAILING, 1),
    "the adapter is at fault": (
        [PASSES],
        [verdict(A, "adapter-fault", Finding(What.ADAPTER_AT_FAULT, got="died"))],
        ChangeKind.FAILING,
        1,
    ),
    "newly failing, and listed as known": ([PASSES], [KNOWN], ChangeKind.KNOWN, 0),
    "failing before, known now": ([FAILS], [KNOWN], None, 0),
    "known before, not listed now": ([KNOWN], [FAILS], None, 0),
    "newly passing": ([FAILS], [PASSES], ChangeKind.PASSING, 0),
    "known before, passing now": ([KNOWN], [PASSES], ChangeKind.PASSING, 0),
    "for another reason": ([FAILS], [verdict(A, "fail", NULL)], ChangeKind.REASON, 0),
    "the same reason at other payloads": (
        [verdict(A, "fail", gone("/output/0/usage", "1"), failing=3, judged=9)],
        [verdict(A, "fail", gone("/output/12/usage", '"2"'), failing=4, judged=10)],
        None,
        0,
    ),
    "the same reasons in another order": (
        [verdict(A, "fail", LOST, NULL)],
        [verdict(A, "fail", NULL, LOST, gone("/usage", "2"))],
        None,
        0,
    ),
    "a reason more": ([FAILS], [verdict(A, "fail", LOST, NULL)], ChangeKind.REASON, 0),
    "a reason less": ([verdict(A, "fail", LOST, NULL)], [FAILS], ChangeKind.REASON, 0),
    "the same member, otherwise": ([FAILS], [verdict(A, "fail", changed("/usage", "1", "2"))], ChangeKind.REASON, 0),
    "retyped to another type": (
        [verdict(A, "fail", changed("/usage", "1", '"1"'))],
        [verdict(A, "fail", changed("/usage", "1", "1.0"))],
        ChangeKind.REASON,
        0,
    ),
    "the same message about another payload": (
        [verdict(A, "fail", refused("rejected: E: expected 3 at line 1 column 7"))],
        [verdict(A, "fail", refused("rejected: E: expected 4 at line 1 column 9"))],
        None,
        0,
    ),
    "another message": (
        [verdict(A, "fail", refused("rejected: E"))],
        [verdict(A, "fail", refused("rejected: F"))],
        ChangeKind.REASON,
        0,
    ),
    "a warning more": ([PASSES], [WARNS], None, 0),
    "a warning that is a failure now": ([WARNS], [FAILS], ChangeKind.FAILING, 1),
    "a failure that is a warning now": ([FAILS], [WARNS], None, 0),
    "unsupported now, passed before": ([PASSES], [UNSUPPORTED], ChangeKind.LOST, 1),
    "unsupported now, failed before": ([FAILS], [UNSUPPORTED], ChangeKind.REMOVED, 0),
    "supported now, and passing": ([UNSUPPORTED], [PASSES], ChangeKind.ADDED, 0),
    "supported now, and failing": ([UNSUPPORTED], [FAILS], ChangeKind.FAILING, 1),
    "open before and after": ([FREE], [FREE], None, 0),
    "gone, passed before": ([PASSES], [], ChangeKind.LOST, 1),
    "gone, failed before": ([FAILS], [], ChangeKind.REMOVED, 0),
    "gone, was open": ([FREE], [], ChangeKind.REMOVED, 0),
    "come, and passes": ([], [PASSES], ChangeKind.ADDED, 0),
    "come of nowhere, and fails": ([], [FAILS], ChangeKind.FAILING, 1),
    "come of nowhere, and known": ([], [KNOWN], ChangeKind.KNOWN, 0),
    "a check that has nothing to say any more": (
        [PASSES, verdict(A, check="canonical")],
        [PASSES],
        None,
        0,
    ),
    "a failing check that has nothing to say any more": (
        [PASSES, verdict(A, "fail", LOST, check="canonical")],
        [PASSES],
        ChangeKind.REMOVED,
        0,
    ),
    "a check that speaks now, and fails": (
        [PASSES],
        [PASSES, verdict(A, "fail", LOST, check="canonical")],
        ChangeKind.FAILING,
        1,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_a_verdict(tmp_path: Path, name: str) -> None:
    old, new, kind, code = CASES[name]
    comparison = compared(tmp_path, old, new)
    assert list(told(comparison)) == ([kind] if kind else [])
    assert comparison.exit == code
    failing = sum(one.status is Status.FAIL and one.level is Level.MUST for one in new)
    assert comparison.unchanged == failing * (not kind)


@pytest.mark.parametrize("how", ["asked for", "the new run was"])
def test_strictly_a_warning_more_is_a_regression(tmp_path: Path, how: str) -> None:
    new = {"options": {"strict": True}} if how == "the new run was" else {}
    comparison = compared(tmp_path, [PASSES], [WARNS], strict=how == "asked for", new_=new)
    assert told(comparison) == {"newly failing": [(A, "round-trip")]}
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
    passes, fails = verdict(case), verdict(case, "fail", LOST)
    went = compared(tmp_path, [passes], [], new_=changed)
    assert (told(went), went.exit) == ({"removed": [passes.key]}, 0)
    came = compared(tmp_path, [], [fails], old_=changed)
    assert (told(came), came.exit) == ({"added": [fails.key]}, 0)
    assert went.notes
    assert all(note.startswith("different ") for note in went.notes)


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
    assert (told(comparison), comparison.exit) == ({"passed before, no longer judged": [(A, "round-trip")]}, 1)
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


def test_files_that_may_have_been_swapped_are_told(tmp_path: Path) -> None:
    earlier = {"started": "2026-11-21T15:57:53+00:00"}
    assert compared(tmp_path, [], [], new_=earlier).notes == (
        "the new run (2026-11-21T15:57:53+00:00) is older than the old one (2026-11-22T15:57:53+00:00): "
        "were the files swapped?",
    )
    assert compared(tmp_path, [], [], old_=earlier).notes == ()


def test_an_implementation_that_is_of_another_dialect_now_regressed(tmp_path: Path) -> None:
    alone = verdict("(the implementation)", "fail", Finding(What.OTHER_DIALECT, got="it speaks openai-beta"))
    old, new = results(tmp_path, PASSES), results(tmp_path, alone)
    assert told(compare(old, new)) == {
        "newly failing": [("(the implementation)", "dialect")],
        "passed before, no longer judged": [(A, "round-trip")],
    }


def test_an_incomplete_new_run_shows_nothing(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [PASSES], [], new_={"complete": False})
    assert (told(comparison), comparison.exit) == ({"removed": [(A, "round-trip")]}, 1)
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
    assert (told(comparison), comparison.exit) == ({"added": [(A, "round-trip")]}, 0)
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
    "judged twice": ([PASSES], [PASSES, FAILS], {}, f"{A} is judged twice by round-trip"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, why: str) -> None:
    old, new, changed, said = REFUSED[why]
    with pytest.raises(UsageError, match=said):
        compare(results(tmp_path, *old), results(tmp_path, *new, **changed))
