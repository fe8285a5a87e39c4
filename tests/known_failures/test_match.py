"""Each way in which a file of known failures and a run disagree has its own message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.checks.register import SELECTABLE
from conformance.checks.verdict import Status, Verdict
from conformance.known_failures.cases import Cases
from conformance.known_failures.match import ProblemKind, Scope, file_problems, judge
from conformance.requirements.level import Level
from tests.known_failures.listings import (
    EVERY,
    TODAY,
    counted,
    entry,
    file,
    judged,
    listing,
    problems,
    verdict,
)


def test_what_is_listed_is_known_and_nothing_is_reported() -> None:
    judgement = judged(
        file(entry("T/a, U/a")),
        verdict("T/a"),
        verdict("T/a", "rejects"),
        verdict("U/a"),
        verdict("T/b", status="pass"),
    )
    assert counted(judgement) == (3, 1, (), ())


def test_a_failure_that_no_entry_lists_is_unlisted() -> None:
    text = file(entry("T/a", checks="[accepts]"))
    judgement = judged(text, verdict("T/a"), verdict("T/a", "rejects"), verdict("T/b"))
    assert [one.key for one in judgement.unlisted] == [("T/a", "rejects"), ("T/b", "accepts")]
    assert judgement.problems == ()


def test_a_case_that_passes_every_check_is_an_unexpected_pass_at_the_line_of_its_id() -> None:
    text = "failures:\n  - cases:\n      - T/a\n      - T/b\n    why: x\n"
    judgement = judged(text, verdict("T/a"), verdict("T/a", "rejects", "pass"), verdict("T/b", status="pass"))
    assert problems(judgement) == [(ProblemKind.PASSES, 4, "T/b passes now")]


def test_every_named_check_must_fail() -> None:
    text = file(entry("T/a", checks="[accepts, rejects]"))
    assert problems(judged(text, verdict("T/a"), verdict("T/a", "rejects", "pass"))) == [
        (ProblemKind.PASSES, 2, "T/a (rejects) passes now")
    ]


def test_a_pass_through_a_pattern_says_which_one() -> None:
    text = file(entry('"T/unknown-*"'))
    judgement = judged(text, verdict("T/unknown-one"), verdict("T/unknown-two", status="pass"))
    assert problems(judgement) == [(ProblemKind.PASSES, 2, "T/unknown-two, listed as T/unknown-*, passes now")]


def test_a_failure_for_another_reason_shows_both_once() -> None:
    text = file(entry("T/a, T/b, U/a", reason='"/usage is dropped"'))
    judgement = judged(text, verdict("T/a"), verdict("T/b", at="/audio"), verdict("U/a", at="/audio"))
    (problem,) = judgement.problems
    assert (problem.kind, problem.line) == (ProblemKind.REASON, 3)
    assert problem.text == "T/b and 1 more (accepts) fail for another reason"
    assert problem.details == ("listed  /usage is dropped", "now     /audio is dropped")
    assert (len(judgement.known), judgement.unlisted) == (1, ())


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("T/unknown-on", "the dialect has no case T/unknown-on; did you mean T/unknown-one"),
        ('"T/x*"', "the dialect has no case T/x*"),
        ("V/a", "the dialect has no case V/a"),
        ("T/generated/rejects", "the dialect has no case T/generated/rejects"),
    ],
)
def test_an_id_that_the_dialect_does_not_have_matches_nothing_even_in_a_narrow_run(id_: str, message: str) -> None:
    (problem,) = judged(file(entry(id_)), scope=Scope((), {"accepts"})).problems
    assert (problem.kind, problem.line) == (ProblemKind.NOTHING, 2)
    assert problem.text.startswith(message)


@pytest.mark.parametrize("status", ["unsupported", "free"])
def test_a_case_that_neither_fails_nor_passes_matches_nothing(status: str) -> None:
    judgement = judged(file(entry("T/a")), verdict("T/a", status=status))
    assert problems(judgement) == [
        (ProblemKind.NOTHING, 2, "T/a neither fails nor passes: not supported, or left open")
    ]


def test_a_named_check_that_says_nothing_about_the_case_matches_nothing() -> None:
    judgement = judged(file(entry("T/a", checks="[accepts, rejects]")), verdict("T/a"))
    assert problems(judgement) == [(ProblemKind.NOTHING, 2, "rejects neither fails nor passes T/a")]


def test_a_pattern_may_stand_for_cases_about_which_there_is_nothing_to_say() -> None:
    text = file(entry('"T/unknown-*"', checks="[accepts]"))
    assert judged(text, verdict("T/unknown-one"), verdict("T/unknown-two", status="unsupported")).problems == ()


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (entry("T/a"), entry("T/a"), "T/a (every check), at line 2 already"),
        (
            entry("T/a", checks="[accepts, rejects]"),
            entry("T/a", checks="[rejects]"),
            "T/a (rejects), at line 2 already",
        ),
        (entry('"T/unknown-*"'), entry("T/unknown-one"), "T/unknown-one (every check), at line 2 already"),
        (entry('"*/unknown-*"'), entry('"T/unknown*"'), "T/unknown-one (every check) and 1 more, at line 2 already"),
        (entry("T/a, T/a"), "", "T/a (every check), at line 2 already"),
        (entry("T/once-a"), entry("T/a"), "T/a (every check), at line 2 already"),
    ],
)
def test_a_case_and_check_is_in_one_entry_only(first: str, second: str, message: str) -> None:
    text = file(first, second)
    assert [(problem.kind, problem.text) for problem in file_problems(listing(text), TODAY)] == [
        (ProblemKind.TWICE, message)
    ]
    verdicts = [verdict(case) for case in sorted(EVERY)]
    assert ProblemKind.TWICE in [problem.kind for problem in judged(text, *verdicts).problems]


def test_what_is_listed_twice_is_not_reported_for_more_than_that() -> None:
    text = file(entry("T/a", checks="[accepts]"), entry("T/a"))
    assert [kind for kind, *_ in problems(judged(text, verdict("T/a")))] == [ProblemKind.TWICE]
    passes = judged(file(entry("T/a, T/a")), verdict("T/a", status="pass"))
    assert sorted(kind for kind, *_ in problems(passes)) == [ProblemKind.TWICE, ProblemKind.PASSES]


def test_two_entries_may_list_different_checks_of_a_case() -> None:
    text = file(entry("T/a", checks="[accepts]"), entry("T/a", checks="[rejects]"))
    assert counted(judged(text, verdict("T/a"), verdict("T/a", "rejects"))) == (2, 2, (), ())


@pytest.mark.parametrize(("day", "expired"), [("2026-05-02", False), ("2026-05-01", True), ("2020-01-01", True)])
def test_from_its_day_on_an_entry_is_expired_and_still_keeps_its_failures_apart(day: str, expired: bool) -> None:
    judgement = judged(file(entry("T/a", expires=day)), verdict("T/a"))
    assert problems(judgement) == ([(ProblemKind.EXPIRED, 3, f"on {day}: later")] if expired else [])
    assert (len(judgement.known), judgement.unlisted) == (1, ())


# What gates


def test_a_warning_needs_no_entry_may_have_one_and_gates_when_levels_are_strict() -> None:
    warning = verdict("T/a", "canonical-bytes", level=Level.SHOULD)
    assert judged("failures: []", warning).unlisted == ()
    assert counted(judged(file(entry("T/a")), warning)) == (1, 1, (), ())
    strict = Scope({"T/a"}, SELECTABLE, strict=True)
    assert judged("failures: []", warning, scope=strict).unlisted == (warning,)


def test_a_warning_beside_a_known_failure_does_not_have_to_have_its_reason() -> None:
    verdicts = verdict("T/a"), verdict("T/a", "canonical-bytes", at="/audio", level=Level.SHOULD)
    text = file(entry("T/a", reason="/usage is dropped"))
    assert counted(judged(text, *verdicts)) == (1, 1, (), ())
    strict = Scope({"T/a"}, SELECTABLE, strict=True)
    assert [kind for kind, *_ in problems(judged(text, *verdicts, scope=strict))] == [ProblemKind.REASON]


# Narrow runs


def test_what_was_not_judged_is_left_alone() -> None:
    text = file(entry("T/a, T/b, U/a", checks="[accepts, rejects]", expires="2020-01-01"), entry("U/a"), entry("U/b"))
    assert problems(judged(text, scope=Scope((), SELECTABLE))) == []
    narrow = Scope({"T/a"}, {"accepts"})
    assert [kind for kind, *_ in problems(judged(text, verdict("T/a"), scope=narrow))] == [ProblemKind.EXPIRED]


def test_a_pass_of_the_selected_checks_does_not_say_that_the_others_pass() -> None:
    narrow = Scope({"T/a"}, {"accepts"})
    assert judged(file(entry("T/a")), verdict("T/a", status="pass"), scope=narrow).problems == ()
    # There is one check on these payloads, so nothing is left to be seen.
    generated = verdict("T/generated/round-trip", "round-trip", "pass")
    narrow = Scope({"T/generated/round-trip"}, {"round-trip"})
    (problem,) = judged(file(entry("T/generated/round-trip")), generated, scope=narrow).problems
    assert problem.kind is ProblemKind.PASSES


def test_each_verdict_is_looked_at_a_bounded_number_of_times() -> None:
    """Many ids and many more verdicts: what is looked up is counted, so that no clock is needed."""
    many = 2_000
    looked_up = 0

    class Counted(Verdict):
        def __getattribute__(self, name: str) -> Any:
            nonlocal looked_up
            looked_up += 1
            return super().__getattribute__(name)

    def slugs(name: str) -> Iterator[str]:
        return (f"{name}/s{number}" for number in range(10 * many))

    ids = "".join(f"      - T/s{number}\n" for number in range(many))
    laid = listing(f"failures:\n  - cases:\n{ids}    why: x\n", Cases(("T",), slugs))
    verdicts = [
        Counted(f"T/s{number}", "T", "accepts", Level.MUST, Status.FAIL if number < many else Status.PASS)
        for number in range(10 * many)
    ]
    judgement = judge(laid, verdicts, Scope({f"T/s{number}" for number in range(10 * many)}, SELECTABLE), TODAY)
    assert (len(judgement.known), judgement.problems, judgement.unlisted) == (many, (), ())
    assert 0 < looked_up <= 10 * len(verdicts)


def test_a_verdict_that_something_else_kept_from_being_tested_is_a_failure_as_listed() -> None:
    text = file(entry("T/a", checks="[accepts, canonical]"))
    found = judged(text, verdict("T/a"), verdict("T/a", "canonical", status="untestable"))
    assert counted(found) == (2, 1, (), ())


def test_of_two_entries_that_list_a_case_the_first_in_the_file_has_it() -> None:
    both = listing(file(entry("T/a", checks="[accepts]"), entry('"T/*"')))
    assert [both.owner("T/a", check) for check in ("accepts", "rejects")] == [0, 1]
    assert listing(file(entry('"T/*"'), entry("T/a", checks="[accepts]"))).owner("T/a", "accepts") == 0
    # Which reason is expected is that of the owner.
    text = file(entry("T/a", reason='"/usage is dropped"'), entry('"T/*"', reason='"/audio is dropped"'))
    assert problems(judged(text, verdict("T/a")))[0][0] is not ProblemKind.REASON
