"""What the page counts of a results file."""

from __future__ import annotations

from pathlib import Path

from result_files import verdict
from site_of_few import run

from conformance.checks.finding import Finding, What
from conformance.matrix.played import played
from conformance.results.page.numbers import numbers
from conformance.results.shares import Share


def test_scenarios_are_counted_as_the_matrix_counts_them(tmp_path: Path) -> None:
    served = run(
        tmp_path,
        "served",
        "unknown",
        verdict("turns/scenario/one"),
        verdict("turns/scenario/two", "fail", Finding(What.BREAKS_RULE, requirement="event.shape")),
        verdict("turns/scenario/three", "fail", Finding(What.BREAKS_RULE, requirement="event.order"), level="should"),
        verdict("turns/scenario/four", level="should"),
        verdict("turns/scenario/five", "unsupported"),
        impl="ws://127.0.0.1:1/",
    )
    counted = played(served)["scenarios"]
    assert numbers(served).shares.correct == Share(counted["right"], counted["played"]) == Share(3, 4)


def test_of_a_recording_the_rules_that_must_be_kept_are_counted(tmp_path: Path) -> None:
    judged = [
        verdict("call/session/event.shape"),
        verdict("call/session/item.id-unique", "fail", Finding(What.BREAKS_RULE, requirement="item.id-unique")),
        verdict("call/session/usage.present", level="should"),
    ]
    assert numbers(run(tmp_path, "call", "unknown", *judged)).shares.correct == Share(1, 2)
