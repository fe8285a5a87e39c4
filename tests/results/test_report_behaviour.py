"""What implementations do where the dialect leaves it open."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_files import results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.behaviour import Answer, behaviours, folds


def _does(case: str, why: str | Finding, status: str = "free", **more: str) -> Verdict:
    rows = (("free.arrays", "Arrays are left open."),)
    return verdict(case, status, why, check="behaviour", requirements=rows, **more)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (_does("T/a", "accepted", actual="[1]"), Answer("accepted", "", "[1]")),
        (_does("T/a", "not decoded: rejected: ValueError: T: not 7"), Answer("refused", "ValueError")),
        (_does("T/a", "not decoded: rejected"), Answer("refused", "")),
        (_does("T/a", "not decoded: fallback: kept raw at the top: a list"), Answer("kept raw", "at the top: a list")),
        (_does("T/a", "not decoded: ignored"), Answer("ignored", "")),
        (
            _does("T/a", Finding(What.NO_ANSWER, got="crashed: signal 11"), status="fail"),
            Answer("fails", "no clean answer (crashed: signal N)"),
        ),
        (
            _does("T/a", 'not decoded: rejected: invalid type: string "abc", expected `u8` at line 1 column 7'),
            Answer("refused", "invalid type: string …, expected …"),
        ),
        (
            _does("T/a", "not decoded: rejected: unknown tag, expected one of `a`, `b`, or `c` at line 1 column 7"),
            Answer("refused", "unknown tag, expected one of …"),
        ),
    ],
)
def test_an_answer_in_a_word_or_two(line: Verdict, answer: Answer, tmp_path: Path) -> None:
    (row,) = behaviours([results(tmp_path, line)])
    assert row.answers == (answer,)
    assert row.requirement == "Arrays are left open."


def test_who_does_not_have_the_type_does_not_answer(tmp_path: Path) -> None:
    mine = results(tmp_path, _does("T/a", "accepted"), _does("T/b", "no such type", status="unsupported"))
    other = results(tmp_path, _does("T/a", "no such type", status="unsupported"))
    (row,) = behaviours([mine, other])
    assert row.answers == (Answer("accepted"), None)
    assert row.agreed


@pytest.mark.parametrize(
    ("mine", "other", "agreed"),
    [
        (_does("T/a", "accepted", actual='{"a":1}'), _does("T/a", "accepted", actual='{ "a": 1 }'), True),
        (_does("T/a", "accepted", actual='{"a":1}'), _does("T/a", "accepted", actual='{"a":1.0}'), False),
        (_does("T/a", "accepted", actual="1"), _does("T/a", "not decoded: rejected: E: x"), False),
        (_does("T/a", "not decoded: rejected: E: x"), _does("T/a", "not decoded: rejected: F: y"), True),
    ],
)
def test_who_does_the_same(mine: Verdict, other: Verdict, agreed: bool, tmp_path: Path) -> None:
    (row,) = behaviours([results(tmp_path, mine), results(tmp_path, other)])
    assert row.agreed is agreed


def test_cases_that_are_treated_alike_are_one_row(tmp_path: Path) -> None:
    mine = results(tmp_path, *(_does(f"{name}/as-array", "accepted") for name in "ABC"))
    other = results(
        tmp_path,
        _does("A/as-array", "accepted"),
        _does("B/as-array", "not decoded: rejected: E: B"),
        _does("C/as-array", "not decoded: rejected: E: C"),
    )
    found = folds(behaviours([mine, other]))
    assert [([row.case for row in fold.cases], fold.agreed) for fold in found] == [
        (["A/as-array"], True),
        (["B/as-array", "C/as-array"], False),
    ]
