"""Failures in a report: each reason once, causes before what they make untestable, a telling example."""

from __future__ import annotations

from pathlib import Path

from result_files import results, verdict

from conformance.results.grouped import explained, reasons


def test_what_is_untestable_stands_behind_its_cause(tmp_path: Path) -> None:
    untestable = [verdict(f"T/{number}", "untestable", "needs accepts", check="canonical") for number in range(9)]
    lost = [verdict(f"T/{number}", "fail", f"lost or invented: /a: {number} is missing") for number in range(2)]
    found = reasons(results(tmp_path / "r", [*untestable, *lost, verdict("T/x", "fail", "crashed")]).records)
    assert list(map(str, found)) == [
        "2 × accepts: lost or invented: …/a: a value is missing",
        "1 × accepts: crashed",
        "9 × canonical: needs accepts",
    ]


def test_the_example_is_the_plainest_golden_vector(tmp_path: Path) -> None:
    cases = ["T/generated/accepts", "T/bbb", "T/aa", "T/bb"]
    (found,) = reasons(results(tmp_path / "r", [verdict(case, "fail", "lost") for case in cases]).records)
    assert (found.example.case, found.count) == ("T/aa", 4)


def test_payloads_are_cut_and_the_line_that_reproduces_is_not(tmp_path: Path) -> None:
    differences = [{"at": f"/m{number}", "expected": "1"} for number in range(7)]
    record = verdict("T/a", "fail", "lost", sent="x" * 50, reproduce="y" * 500, differences=differences)
    (read,) = results(tmp_path / "r", [record]).records
    assert list(explained(read, 20)) == [
        "sent         xxxxxxxxxxxxxxxxxxx…",
        "difference   /m0: 1 is missing",
        *(f"             /m{number}: 1 is missing" for number in range(1, 5)),
        "             … and 2 more",
        f"reproduce    {'y' * 500}",
    ]
