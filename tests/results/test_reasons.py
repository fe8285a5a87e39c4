"""Failures of one cause are told once, over all checks and types, with a telling example; two causes stay two."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_files import added, changed, gone, refused, results, verdict

from conformance.checks.finding import Finding, Group, What
from conformance.checks.verdict import Verdict
from conformance.results.lines import from_line, to_line
from conformance.results.reasons import Reason, reasons
from conformance.results.words import explained

NULL_GONE = gone("/a", "null")


def told(*verdicts: Verdict) -> list[str]:
    return list(map(str, reasons(verdicts)))


def accepted(at: str, rule: str = "wrong-type") -> Finding:
    return Finding(What.ACCEPTED, at, rule)


def test_one_cause_is_one_reason_over_checks_and_types_and_says_how_many_cases_show_it() -> None:
    assert told(
        verdict("T/x", "fail", gone("/a"), check="canonical"),
        verdict("T/x", "fail", gone("/a"), check="round-trip"),
        verdict("U/y", "fail", gone("/a", "2"), check="typed-read"),
        verdict("T/other", "fail", accepted("/b"), check="rejects"),
    ) == [
        "/a is dropped — 2 cases: round-trip, canonical, typed-read",
        "accepted although it breaks wrong-type — 1 case: rejects",
    ]


def test_undeclared_members_that_are_shown_are_one_reason_whatever_their_names() -> None:
    shown = [Finding(What.ECHOED, at, None, "1") for at in ("/EVENT_ID", "/", "/session/x_a")]
    verdicts = [verdict(f"T/{number}", "fail", one, check="typed-read") for number, one in enumerate(shown)]
    (reason,) = reasons(verdicts)
    assert str(reason) == "undeclared members are shown by the typed API — 3 cases: typed-read"
    assert reason.finding == shown[0]


def refusing(case: str, row: str, says: str) -> Verdict:
    finding = Finding(What.NOT_DECODED, got="rejected: no", requirement=row)
    return verdict(case, "fail", finding, check="accepts", requirements=((row, says),))


def test_a_refusal_of_many_cases_breaks_the_row_that_they_share_or_else_the_check_s_own() -> None:
    usage = refusing("T/usage-null", "errata.usage-null", "It may be null.")
    (one,) = reasons([usage, refusing("U/usage-null", "errata.usage-null", "It may be null.")])
    assert (one.requirement, one.sentence) == ("errata.usage-null", "It may be null.")
    (one,) = reasons([usage, refusing("T/phase-of-item", "errata.phase", "It has a phase.")])
    assert one.example.case == "T/usage-null"
    assert one.requirement == "decode.accepts-valid"
    assert one.finding is not None
    assert one.finding.requirement == "decode.accepts-valid"
    said = dict(explained(one.with_row(one.example), 120, one.finding))
    assert said["requirement"] == "decode.accepts-valid: A valid payload is decoded."
    plain = refusing("T/plain-and-long", "decode.accepts-valid", "All are decoded.")
    (one,) = reasons([usage, plain])
    assert (one.requirement, one.sentence) == ("decode.accepts-valid", "All are decoded.")


def test_a_loss_breaks_the_row_about_its_member_whatever_other_checks_call_it() -> None:
    lost = [gone("/usage", requirement=row) for row in ("U.usage", "typed.reachable")]
    verdicts = [verdict(f"T/a{number}", "fail", one, check="canonical") for number, one in enumerate(lost)]
    (one,) = reasons(verdicts)
    assert one.requirement == "U.usage"


def test_what_becomes_null_is_told_as_such_where_nothing_shows_it_dropped() -> None:
    nulled = changed("/a", '"x"', "null")
    assert told(verdict("T/x", "fail", nulled)) == ["/a becomes null — 1 case: round-trip"]
    assert told(verdict("T/x", "fail", nulled), verdict("U/y", "fail", gone("/a"))) == [
        "/a is dropped — 2 cases: round-trip"
    ]


def test_a_verdict_that_finds_two_things_shows_both() -> None:
    found = reasons([verdict("T/x", "fail", gone("/a"), added("/b"), gone("/a"))])
    assert [(one.says, one.count) for one in found] == [("/b is invented", 1), ("/a is dropped", 1)]
    assert [one.finding for one in found] == [added("/b"), gone("/a")]


@pytest.mark.parametrize(
    ("cause", "other"),
    [
        (gone("/a"), NULL_GONE),
        (gone("/a"), changed("/a", "1", "null")),
        (changed("/a", "1", "null"), accepted("/a/0/b")),
        (refused("rejected: no `a` at line 1 column 2"), Finding(What.NOT_TOLERATED, got="rejected: no `a`")),
        (refused("rejected: no `a`"), Finding(What.NOT_DECODED_AGAIN, got="rejected: no `a` at line 3 column 4")),
        (refused("rejected: no `a`"), Finding(What.NOT_BUILT, got="rejected: no `a`")),
        (Finding(What.NO_ANSWER, got="crashed"), Finding(What.NOT_DECODED_AGAIN, got="crashed")),
        (gone("/a"), accepted("/a")),
        (gone("/a"), accepted("/a/0/b")),
        (gone("/a/0/b"), accepted("/a/7/b/c")),
    ],
)
def test_what_is_another_side_of_a_cause_is_told_with_it(cause: Finding, other: Finding) -> None:
    for verdicts in ([cause, other], [other, cause]):
        (found,) = reasons(verdict(f"T/{number}", "fail", one) for number, one in enumerate(verdicts))
        assert (found.group, found.count) == (cause.group, 2)
        # It is the cause that is shown, whatever its case is called.
        assert found.finding == cause
    # Without the cause it is a reason of its own.
    (alone,) = reasons([verdict("T/x", "fail", other)])
    assert alone.group == other.group


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (gone("/b"), NULL_GONE),
        (added("/a", "null"), NULL_GONE),
        (changed("/a", "1", "2"), NULL_GONE),
        (refused("rejected: no `a`"), Finding(What.NOT_TOLERATED, got="rejected: no `b`")),
        (refused("ignored"), Finding(What.NOT_BUILT, got="rejected: no `b`")),
        (gone("/a/b"), accepted("/a")),
        (gone("/a"), accepted("/ab")),
        (gone("/a"), accepted("")),
        (changed("/a", "1", "2"), accepted("/a")),
    ],
)
def test_two_causes_stay_two(one: Finding, other: Finding) -> None:
    assert len(reasons([verdict("T/x", "fail", one), verdict("T/y", "fail", other)])) == 2


def test_of_what_is_accepted_only_that_joins_which_nobody_reads() -> None:
    read, unread = accepted("/b"), accepted("/a")
    found = reasons(verdict(f"T/{n}", "fail", one) for n, one in enumerate([gone("/a"), read, unread]))
    assert [(one.says, one.cases) for one in found] == [
        ("/a is dropped", ("T/0", "T/2")),
        ("accepted although it breaks wrong-type", ("T/1",)),
    ]


def test_reasons_come_by_cases_and_causes_before_what_they_make_untestable() -> None:
    untestable = [verdict(f"T/u{n}", "untestable", refused(), check="canonical") for n in range(9)]
    lost = [verdict(f"T/{n}", "fail", gone("/a", str(n))) for n in range(2)]
    crash = verdict("T/x", "fail", Finding(What.NO_ANSWER, got="crashed"), check="accepts")
    assert told(*untestable, *lost, crash) == [
        "/a is dropped — 2 cases: round-trip",
        "no clean answer (crashed) — 1 case: accepts",
        "a valid payload is not decoded (rejected: no) — 9 cases: canonical",
    ]
    # Beside its cause, what is untestable counts as cases and names no check.
    cause = verdict("T/y", "fail", refused(), check="accepts")
    assert told(*untestable, cause) == ["a valid payload is not decoded (rejected: no) — 10 cases: accepts"]
    assert [one.untestable for one in reasons([*untestable, *lost])] == [False, True]


def test_the_example_is_the_golden_vector_with_the_shortest_name_that_shows_it() -> None:
    cases = ["T/generated/round-trip", "T/bbb", "T/aa", "T/bb"]
    (found,) = reasons([verdict(case, "fail", gone("/a")) for case in cases])
    assert (found.example.case, found.count) == ("T/aa", 4)


@pytest.mark.parametrize(
    "checks", [("build", "round-trip"), ("session-must", "scenario"), ("sends", "shows"), ("y", "x")]
)
def test_the_checks_of_a_reason_always_come_in_one_order(checks: tuple[str, ...]) -> None:
    """That of the register; texts as keys of a set come in another order in each process."""
    expected = {
        "build": ("round-trip", "build"),
        "session-must": ("scenario", "session-must"),
        "sends": ("shows", "sends"),
    }
    for order in (checks, checks[::-1]):
        (one,) = reasons([verdict("T/x", "fail", gone("/a"), check=check) for check in order])
        assert one.checks == expected.get(checks[0], ("x", "y"))


def test_the_example_of_what_gates_gates() -> None:
    lenient, binding = (
        verdict("T/a", "fail", gone("/a"), level="should"),
        verdict("T/generated/canonical", "fail", gone("/a")),
    )
    (found,) = reasons([lenient, binding])
    assert found.example == binding


def test_generated_payloads_of_a_type_are_one_case_over_all_checks() -> None:
    cases = ["T/generated/round-trip", "T/generated/canonical", "U/generated/canonical", "T/x"]
    (found,) = reasons([verdict(case, "fail", gone("/a")) for case in cases])
    assert found.cases == ("T/generated/round-trip", "U/generated/canonical", "T/x")


def test_a_reason_names_the_row_that_it_breaks_with_its_sentence_else_the_check() -> None:
    rows = (("encode.other", "Not this."), ("encode.nothing-lost", "Nothing is lost."))
    found = (added("/b", requirement="encode.other"), gone("/a", requirement="encode.nothing-lost"))
    two, one = reasons([verdict("T/x", "fail", *found, requirements=rows)])
    assert (one.requirement, one.sentence) == ("encode.nothing-lost", "Nothing is lost.")
    assert (two.requirement, two.sentence) == ("encode.other", "Not this.")
    (bare,) = reasons([verdict("T/x", "fail", gone("/a"))])
    assert (bare.requirement, bare.sentence) == ("round-trip", "")


@pytest.mark.parametrize(
    ("levels", "gates", "strictly"),
    [(("must",), True, True), (("should",), False, True), (("free",), False, False), (("should", "must"), True, True)],
)
def test_a_reason_gates_where_one_of_its_verdicts_does(levels: tuple[str, ...], gates: bool, strictly: bool) -> None:
    (found,) = reasons(verdict(f"T/{n}", "fail", gone("/a"), level=level) for n, level in enumerate(levels))
    assert (found.gates(), found.gates(strict=True)) == (gates, strictly)


def test_the_group_of_a_verdict_is_that_of_its_line() -> None:
    other = refused("rejected: no `a` at line 1 column 2")
    for finding in (gone("/a/0/b"), other, changed("/n", "1", "1.0"), accepted("/a")):
        one = verdict("T/x", "fail", finding)
        (read,) = reasons([from_line(to_line(one))])
        assert read.group == finding.group


def test_a_long_value_that_results_cut_keeps_its_group() -> None:
    one = verdict("T/x", "fail", changed("/n", f'["{"x" * 5_000}"]', "{}"))
    (read,) = reasons([from_line(to_line(one))])
    assert read.group == Group(What.RETYPED, "/n", "array → object")


def test_nothing_failed() -> None:
    assert reasons([]) == []
    assert reasons([verdict("T/x")]) == []


def test_a_reason_is_said_with_one_case_or_many() -> None:
    one, two = verdict("T/x", "fail", gone("/a")), verdict("T/y", "fail", gone("/a"))
    assert str(Reason(gone("/a").group, (one,))) == "/a is dropped — 1 case: round-trip"
    assert str(Reason(gone("/a").group, (one, two))) == "/a is dropped — 2 cases: round-trip"


def test_payloads_are_cut_and_the_line_that_reproduces_is_not(tmp_path: Path) -> None:
    found = [gone(f"/m{number}") for number in range(8)]
    record = verdict("T/a", "fail", *found, sent="x" * 50, reproduce="y" * 500)
    (read,) = results(tmp_path / "r", record).verdicts
    assert list(explained(read, 20)) == [
        ("sent", "xxxxxxxxxxxxxxxxxxxx…"),
        ("difference", "/m0: 1 is missing"),
        *(("", f"/m{number}: 1 is missing") for number in range(1, 6)),
        ("", "… and 2 more"),
        ("reproduce", "y" * 500),
    ]
