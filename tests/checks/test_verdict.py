"""Whether a verdict makes a run red is said in one place, and why it failed is made of its findings."""

from __future__ import annotations

import pytest

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level, lower

LOST = Finding(What.LOST, "/a", "1")


def verdict(level: Level = Level.MUST, status: Status = Status.FAIL, *findings: Finding, **more: object) -> Verdict:
    return Verdict("T/a", "T", "round-trip", level, status, findings, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "binds", "binds_strictly"),
    [(Level.MUST, True, True), (Level.SHOULD, False, True), (Level.FREE, False, False)],
)
@pytest.mark.parametrize("status", Status)
def test_a_failure_gates_where_its_level_binds(status: Status, level: Level, binds: bool, binds_strictly: bool) -> None:
    failed = status in (Status.FAIL, Status.UNTESTABLE, Status.ADAPTER_FAULT)
    one = verdict(level, status)
    assert (level.binds(), level.binds(strict=True)) == (binds, binds_strictly)
    assert one.failed is failed
    assert one.gates() is (failed and binds)
    assert one.gates(strict=True) is (failed and binds_strictly)
    assert one.answered is (status is not Status.UNSUPPORTED)


def test_of_two_levels_the_less_binding_one_counts() -> None:
    assert [level.rank for level in Level] == [0, 1, 2]
    for left in Level:
        for right in Level:
            assert lower(left, right) is max(left, right, key=lambda level: level.rank)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (verdict(note="left open: number-form"), "left open: number-form"),
        (verdict(Level.MUST, Status.FAIL, LOST), "/a is dropped"),
        (verdict(Level.MUST, Status.FAIL, LOST, LOST, LOST), "/a is dropped (and 2 more)"),
        (
            verdict(Level.MUST, Status.FAIL, LOST, LOST, failing=3, judged=20),
            "/a is dropped (and 1 more) (in 3 of 20 payloads)",
        ),
    ],
)
def test_the_reason_is_the_first_finding_and_how_many_more_there_are(one: Verdict, reason: str) -> None:
    assert one.reason == reason
    assert one.key == ("T/a", "round-trip")
