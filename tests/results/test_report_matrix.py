"""The numbers of the matrix."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_files import results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.matrix import Share, VerdictMark, implementation, mark


@pytest.mark.parametrize(
    ("line", "counts_as"),
    [
        (verdict("T/a"), VerdictMark.PASS),
        (verdict("T/a", "fail"), VerdictMark.FAIL),
        (verdict("T/a", "fail", level="should"), VerdictMark.WARN),
        (verdict("T/a", "fail", check="behaviour", level="free"), VerdictMark.WARN),
        (verdict("T/a", "fail", known="https://issues.test/1"), VerdictMark.KNOWN),
        (verdict("T/a", "untestable"), VerdictMark.UNTESTABLE),
        (verdict("T/a", "untestable", level="should"), VerdictMark.WARN),
        (verdict("T/a", "adapter-fault"), VerdictMark.ADAPTER_FAULT),
        (verdict("T/a", "adapter-fault", level="should"), VerdictMark.WARN),
        (verdict("T/a", "free", check="behaviour"), VerdictMark.FREE),
        (verdict("T/a", "unsupported"), VerdictMark.UNSUPPORTED),
    ],
)
def test_a_verdict_counts_as_one_mark(line: Verdict, counts_as: VerdictMark, tmp_path: Path) -> None:
    (read,) = results(tmp_path, line).verdicts
    assert mark(read) is counts_as
    assert counts_as.bad is (read.gates() and read.known is None)


def test_what_warns_gates_in_a_strict_run(tmp_path: Path) -> None:
    lenient = implementation(results(tmp_path, verdict("T/a", "fail", level="should")))
    strict = implementation(results(tmp_path, verdict("T/a", "fail", level="should"), options={"strict": True}))
    assert dict(lenient.counts) == {VerdictMark.WARN: 1}
    assert dict(strict.counts) == {VerdictMark.FAIL: 1}


def test_coverage_is_of_what_was_judged_and_correctness_of_what_is_there(tmp_path: Path) -> None:
    one = implementation(
        results(
            tmp_path,
            verdict("Has/right"),
            verdict("Has/right", check="accepts"),
            verdict("Has/wrong"),
            verdict("Has/wrong", "fail", check="accepts"),
            verdict("Has/warned", "fail", level="should"),
            verdict("Has/open", "free", check="behaviour"),
            verdict("Lacks/one", "unsupported"),
            options={"types": ["Has", "Lacks", "Silent"]},
        )
    )
    assert one.covered_types == Share(1, 3)
    assert one.covered_vectors == Share(4, 5)
    assert (one.shares.read, one.shares.correct) == (Share(1, 2), Share(1, 2))


def test_a_list_of_known_failures_makes_nothing_more_correct(tmp_path: Path) -> None:
    failing = implementation(results(tmp_path, verdict("T/a", "fail"), verdict("T/b")))
    listed = implementation(results(tmp_path, verdict("T/a", "fail", known="an issue"), verdict("T/b")))
    assert failing.shares.correct == listed.shares.correct == Share(1, 2)


def test_what_is_said_of_the_implementation_as_a_whole_is_not_a_type(tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta")
    other = results(tmp_path, verdict("(the implementation)", "fail", spoken), options={"types": ["B", "A"]})
    one = implementation(other)
    assert (one.covered_types, one.covered_vectors, one.shares.correct) == (Share(0, 2), Share(0, 0), Share(0, 0))
    assert one.counts[VerdictMark.FAIL] == 1
    beside = results(tmp_path, verdict("B/a"), verdict("C/a"), options={"types": ["B"]})
    assert implementation(beside).covered_types == Share(2, 2)


def test_generated_payloads_are_counted_and_are_not_golden_vectors(tmp_path: Path) -> None:
    one = implementation(results(tmp_path, verdict("T/generated/round-trip", "fail"), verdict("T/a")))
    assert one.shares.correct == Share(1, 1)
    assert one.counts[VerdictMark.FAIL] == 1


def test_a_run_that_was_stopped_is_not_complete(tmp_path: Path) -> None:
    assert not implementation(results(tmp_path, verdict("T/a"), complete=False)).complete


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (Share(0, 0), "–"),
        (Share(0, 7), "0.0 %"),
        (Share(9_999, 10_000), "99.9 %"),
        (Share(7, 7), "100 %"),
        (Share(1, 3), "33.3 %"),
    ],
)
def test_only_all_is_a_hundred_percent(share: Share, percent: str) -> None:
    assert share.percent == percent
