"""Failures with one reason are told once, and two reasons are never made one."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.reasons import Group, group_of, groups
from conformance.verdict import Level, Status, Verdict


def reason(text: str, check: str = "round-trip") -> str:
    return group_of(Verdict("T/x", "T", check, Level.MUST, Status.FAIL, text)).partition("\0")[2]


def record(case: str, text: str, check: str = "round-trip") -> dict[str, Any]:
    return {"case": case, "check": check, "reason": text}


SAME = [
    (
        "lost or invented: /usage: expected 1, got null (in 7 of 20 payloads)",
        "lost or invented: /usage: expected {}, got null",
        "lost or invented: …/usage: expected another value, got null",
    ),
    (
        "lost or invented: /output/0/content/1/audio: null is missing (and 3 more)",
        "lost or invented: /output/12/audio: null is missing",
        "lost or invented: …/audio: null is missing",
    ),
    (
        "not canonical: /metadata/0: 1 was added",
        "not canonical: /metadata/17: {} was added",
        "not canonical: …/*: a value was added",
    ),
    (
        "accepted although it breaks out-of-range at /usage/input_tokens",
        "accepted although it breaks out-of-range at the whole payload",
        "accepted although it breaks out-of-range",
    ),
    (
        "what came back is not legal: breaks wrong-type at /usage",
        "what came back is not legal: breaks wrong-type at (whole payload)",
        "what came back is not legal: breaks wrong-type",
    ),
    (
        "the text differs from the canonical text at character 2",
        "the text differs from the canonical text at character 200",
        "the text differs from the canonical text at some character",
    ),
    (
        'lost or invented: /status: expected "failed", got "completed"',
        'lost or invented: /output/1/status: expected "completed", got "done"',
        "lost or invented: …/status: expected another value, got another",
    ),
]


@pytest.mark.parametrize(("one", "two", "name"), SAME)
def test_what_differs_from_payload_to_payload_is_left_out(one: str, two: str, name: str) -> None:
    assert reason(one) == reason(two) == name


DIFFERENT = [
    ("lost or invented: /usage: expected 1, got null", "lost or invented: /audio: expected 1, got null"),
    ("lost or invented: /usage: null is missing", "lost or invented: /usage: null was added"),
    ("accepted although it breaks out-of-range at /a", "accepted although it breaks wrong-type at /a"),
    ("not canonical: /usage: null is missing", "lost or invented: /usage: null is missing"),
    ("crashed: MemoryError", "crashed: RecursionError"),
    (
        "a valid payload was not decoded (rejected: unknown variant `a`)",
        "a valid payload was not decoded (fallback: unknown variant `a`)",
    ),
]


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_what_tells_two_defects_apart_stays(one: str, two: str) -> None:
    assert reason(one) != reason(two)


def test_one_reason_of_two_checks_is_two_groups() -> None:
    verdicts = [Verdict("T/x", "T", check, Level.MUST, Status.FAIL, "crashed") for check in ("accepts", "rejects")]
    assert len({group_of(verdict) for verdict in verdicts}) == 2


def test_groups_come_by_size_with_the_plainest_example() -> None:
    found = groups(
        [
            record("T/generated/round-trip", "lost or invented: /a: 1 is missing (in 2 of 9 payloads)"),
            record("T/long-slug", "lost or invented: /a: 2 is missing"),
            record("T/slug", "lost or invented: /x/a: 3 is missing (and 1 more)"),
            record("T/other", "accepted although it breaks wrong-type at /a", check="rejects"),
            record("T/bare", "crashed", check="accepts"),
        ]
    )
    assert found == [
        Group(
            "round-trip\0lost or invented: …/a: a value is missing",
            "round-trip",
            "lost or invented: …/a: a value is missing",
            3,
            "T/slug",
        ),
        Group("accepts\0crashed", "accepts", "crashed", 1, "T/bare"),
        Group(
            "rejects\0accepted although it breaks wrong-type",
            "rejects",
            "accepted although it breaks wrong-type",
            1,
            "T/other",
        ),
    ]


def test_the_name_of_a_verdict_and_of_its_record_are_one() -> None:
    verdict = Verdict("T/x", "T", "rejects", Level.MUST, Status.FAIL, "accepted although it breaks wrong-type at /a")
    (group,) = groups([record(verdict.case, verdict.reason, verdict.check)])
    assert group.name == group_of(verdict)


def test_nothing_failed() -> None:
    assert groups([]) == []
