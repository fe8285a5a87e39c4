"""A file of known failures says what is known, and each way in which it and a run disagree has its own message."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from conformance import known_failures
from conformance.checks.case import CaseId
from conformance.checks.finding import Finding, What
from conformance.checks.register import SELECTABLE
from conformance.checks.verdict import Status, Verdict
from conformance.errors import UsageError
from conformance.known_failures.cases import Cases, cases_of
from conformance.known_failures.entries import FailureEntry, load_known_failures, read
from conformance.known_failures.match import Judgement, Listing, ProblemKind, Scope, file_problems, judge
from conformance.requirements.level import Level
from conformance.vectors import load_vectors

SCHEMA = json.loads((Path(known_failures.__file__).parent / "known_failures.schema.json").read_text(encoding="utf-8"))
TODAY = date(2026, 5, 1)
SLUGS = ("a", "b", "unknown-one", "unknown-two", "generated/round-trip", "robust/empty")
CASES = Cases(("T", "U"), lambda name: [f"{name}/{slug}" for slug in SLUGS], {"T/once-a": "T/a"})
EVERY = frozenset(f"{name}/{slug}" for name in ("T", "U") for slug in SLUGS)


def verdict(
    case: str, check: str = "accepts", status: str = "fail", at: str = "/usage", level: Level = Level.MUST
) -> Verdict:
    """A verdict; what fails loses a member."""
    findings = (Finding(What.LOST, at, "1"),) if status == "fail" else ()
    return Verdict(case, case.partition("/")[0], check, level, Status(status), findings)


def listing(text: str, cases: Cases = CASES) -> Listing:
    return Listing(read(text, "known.yaml"), cases)


def entry(cases: str, **members: str) -> str:
    lines = [f"  - cases: [{cases}]", *(f"    {name}: {value}" for name, value in members.items()), "    why: later"]
    return "".join(f"{line}\n" for line in lines)


def file(*entries: str) -> str:
    return "failures:\n" + "".join(entries)


def judged(text: str, *verdicts: Verdict, scope: Scope | None = None) -> Judgement:
    return judge(listing(text), verdicts, scope or Scope({one.case for one in verdicts}, SELECTABLE), TODAY)


def counted(judgement: Judgement) -> tuple[int, int, tuple[Any, ...], tuple[Any, ...]]:
    """How many failures are known by how many entries, and all that is not as listed."""
    return len(judgement.known), judgement.entries, judgement.unlisted, judgement.problems


def problems(judgement: Judgement) -> list[tuple[ProblemKind, int, str]]:
    return [(problem.kind, problem.line, problem.text) for problem in judgement.problems]


# The file

WHOLE = """\
# What the release of May gets wrong
failures:
  - cases: [T/a, "*/unknown-*"]   # both since 1.4
    checks: [round-trip]
    reason: "/usage is dropped"
    why: waiting for 2.0
    issue: https://issues.example/7
    owner: team-audio
    expires: 2027-01-31
  - cases:
      - U/robust/empty
    why: 2.0
"""


def test_an_entry_says_what_fails_why_and_until_when() -> None:
    first, second = read(WHOLE, "known.yaml").entries
    assert [(one.text, one.line) for one in first.cases] == [("T/a", 3), ("*/unknown-*", 3)]
    assert first.checks == ("round-trip",)
    assert first.reason == "/usage is dropped"
    assert (first.why, first.issue, first.owner) == ("waiting for 2.0", "https://issues.example/7", "team-audio")
    assert first.expires == date(2027, 1, 31)
    assert (first.label, second.label) == ("https://issues.example/7", "2.0")
    assert [(one.text, one.line) for one in second.cases] == [("U/robust/empty", 11)]
    assert (second.checks, second.reason) == (None, None)


def test_a_file_may_list_nothing() -> None:
    assert read("failures: []\n", "known.yaml").entries == ()


BROKEN = [
    ("", "known.yaml:1: expected `failures:` and a list of entries"),
    ("failures:\n", "known.yaml:1: `failures` is a list of entries (without any: `failures: []`)"),
    ("failurs: []\n", "known.yaml:1: unknown member 'failurs'; did you mean failures?"),
    ("failures: [\n", "known.yaml:2: not YAML: did not find expected node content"),
    (file("  - T/a\n"), "known.yaml:2: an entry has members: `cases` and `why` at least"),
    (file("  - cases: [T/a]\n"), "known.yaml:2: an entry needs `why`"),
    (file("  - cases: [T/a]\n    why:\n"), "known.yaml:3: `why` is empty"),
    (file("  - cases: [T/a]\n    why: [x]\n"), "known.yaml:3: `why` is not a text"),
    (file("  - cases: T/a\n    why: x\n"), "known.yaml:2: `cases` is not a list"),
    (file("  - cases: []\n    why: x\n"), "known.yaml:2: `cases` is empty"),
    (file("  - cases:\n      - T/a\n      - Taa\n    why: x\n"), "known.yaml:4: 'Taa' is not a case: "),
    (file(entry('"*"')), "known.yaml:2: '*' is unbounded: "),
    (file(entry('"*/ab*"')), "known.yaml:2: '*/ab*' is unbounded: "),
    (file(entry("T/a", chekcs="[accepts]")), "known.yaml:3: unknown member 'chekcs'; did you mean checks?"),
    (file(entry("T/a", checks="[acepts]")), "known.yaml:3: no check 'acepts'; did you mean accepts?"),
    (file(entry("T/a", checks="[accepts, accepts]")), "known.yaml:3: the check accepts is given twice"),
    (file(entry("T/a", checks="[]")), "known.yaml:3: `checks` is empty"),
    (file(entry("T/a", issue="GH-7")), "known.yaml:3: 'GH-7' is not an address: `issue` begins with https://"),
    (file(entry("T/a", expires="soon")), "known.yaml:3: 'soon' is not a day: `expires` is written like 2027-01-31"),
    (file(entry("T/a", expires="2027-02-30")), "known.yaml:3: '2027-02-30' is not a day: "),
    (file(entry("T/a", why="x")), "known.yaml:4: `why` is given twice"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_mistake_in_the_file_is_one_line_with_its_place(text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text, "known.yaml")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_made_only_by_an_update(tmp_path: Path) -> None:
    path = str(tmp_path / "known.yaml")
    with pytest.raises(UsageError, match=r"no such file; a run with --update-known-failures makes one$"):
        load_known_failures(path)
    assert load_known_failures(path, may_be_absent=True).entries == ()
    with pytest.raises(UsageError, match="no such file"):
        load_known_failures(str(tmp_path / "nowhere/known.yaml"), may_be_absent=True)


def test_bytes_that_are_no_text_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_bytes(b"failures: []  # \xff\n")
    with pytest.raises(UsageError, match=r"known\.yaml: not UTF-8"):
        load_known_failures(str(path))


def schema_refuses(text: str) -> bool:
    # Days stay texts, as readers that know YAML 1.2 alone have them.
    value = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return not jsonschema.Draft202012Validator(SCHEMA).is_valid(value)


def test_the_published_schema_takes_what_the_suite_takes_and_refuses_what_it_refuses() -> None:
    # Names of checks, days that there are not, and members that stand twice are beyond a schema.
    beyond = ("no check", "is not a day", "is given twice", "not YAML")
    assert not schema_refuses("failures: []")
    assert not schema_refuses(WHOLE.replace("why: 2.0", "why: '2.0'"))
    accepted = [text for text, message in BROKEN if not schema_refuses_or_beyond(text, message, beyond)]
    assert accepted == []


def schema_refuses_or_beyond(text: str, message: str, beyond: tuple[str, ...]) -> bool:
    return any(words in message for words in beyond) or schema_refuses(text)


def test_the_documented_entry_is_one_and_its_cases_exist() -> None:
    page = Path(known_failures.__file__).parent.parent.parent / "docs" / "known-failures.md"
    (text,) = re.findall(r"^```yaml\n(failures:.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert not schema_refuses(text)
    documented = listing(text, cases_of("async-openai"))
    assert len(documented.claims) > 2
    assert [*file_problems(documented, TODAY)] == []


# The six messages


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


# Cases


def test_a_former_id_still_stands_for_its_case() -> None:
    assert counted(judged(file(entry("T/once-a")), verdict("T/a"))) == (1, 1, (), ())


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("T/unknown-*", ["T/unknown-one", "T/unknown-two"]),
        ("*/unknown-one", ["T/unknown-one", "U/unknown-one"]),
        ("*/generated/*", ["T/generated/round-trip", "U/generated/round-trip"]),
        ("U/*", [f"U/{slug}" for slug in SLUGS]),
        ("T/unknown", []),
    ],
)
def test_a_pattern_stands_for_any_run_of_characters(pattern: str, matched: list[str]) -> None:
    assert CASES.matching(pattern) == matched


def test_the_cases_of_a_dialect_are_its_vectors_generated_payloads_and_hazards() -> None:
    cases = cases_of("async-openai")
    (vector, *_) = load_vectors("async-openai")
    assert all(name in cases for name in (vector, "Conversation/generated/rejects", "Conversation/robust/empty"))
    assert "Conversation/generated/robust" not in cases
    assert len(cases.matching("*/generated/round-trip")) == len(cases.matching("*/robust/empty")) > 100


def test_an_item_says_its_case() -> None:
    ids = ["T::slug", "T::generated[round-trip]", "T::robust[15-mib-base64]"]
    cases = [str(CaseId.of_item(nodeid)) for nodeid in ids]
    assert cases == ["T/slug", "T/generated/round-trip", "T/robust/15-mib-base64"]


# Size


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


def test_entries_compare_by_what_they_say_not_by_where() -> None:
    moved = read("\n\n" + WHOLE, "other.yaml").entries
    assert moved == read(WHOLE, "known.yaml").entries
    assert isinstance(moved[0], FailureEntry)


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


def test_a_misspelt_type_is_proposed_by_its_name_alone() -> None:
    assert "RealtimeResponseUsage" in cases_of("async-openai").alike("RealtimeRespnseUsage/x")
