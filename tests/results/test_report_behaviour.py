"""What implementations do where the dialect leaves it open."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_files import results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.behaviour import behaviours


def _does(case: str, why: str | Finding, status: str = "free", **more: str) -> Verdict:
    rows = (("free.arrays", "Arrays are left open."),)
    return verdict(case, status, why, check="behaviour", requirements=rows, **more)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (_does("T/a", "accepted", actual="[1]"), "accepted"),
        (_does("T/a", "not decoded: rejected: ValueError: T: not 7"), "refused ValueError"),
        (_does("T/a", "not decoded: rejected"), "refused"),
        (_does("T/a", "not decoded: fallback: kept raw at the top: a list"), "kept raw at the top: a list"),
        (_does("T/a", "not decoded: ignored"), "ignored"),
        (
            _does("T/a", Finding(What.NO_ANSWER, got="crashed: signal 11"), status="fail"),
            "fails no clean answer (crashed: signal N)",
        ),
        (
            _does("T/a", 'not decoded: rejected: invalid type: string "abc", expected `u8` at line 1 column 7'),
            "refused invalid type: string …, expected …",
        ),
        (
            _does("T/a", "not decoded: rejected: unknown tag, expected one of `a`, `b`, or `c` at line 1 column 7"),
            "refused unknown tag, expected one of …",
        ),
    ],
)
def test_an_answer_in_a_word_or_two(line: Verdict, answer: str, tmp_path: Path) -> None:
    assert behaviours(results(tmp_path, line)) == {("Arrays are left open.", answer): 1}


def test_who_does_not_have_the_type_does_not_answer(tmp_path: Path) -> None:
    run = results(tmp_path, _does("T/a", "accepted"), _does("T/b", "no such type", status="unsupported"))
    assert behaviours(run) == {("Arrays are left open.", "accepted"): 1}


def test_cases_that_are_treated_alike_are_counted_together(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        _does("A/as-array", "accepted", actual="[1]"),
        _does("B/as-array", "not decoded: rejected: E: B"),
        _does("C/as-array", "not decoded: rejected: E: C"),
    )
    assert [*behaviours(run).items()] == [
        (("Arrays are left open.", "accepted"), 1),
        (("Arrays are left open.", "refused E"), 2),
    ]
