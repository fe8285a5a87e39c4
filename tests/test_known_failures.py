"""A file of known failures says what is known, and each way in which it and a run disagree is told apart."""

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
from conformance.errors import UsageError
from conformance.known_failures.cases import CHECK_NAMES, Cases, case_of_item, cases_of
from conformance.known_failures.entries import Entry, load, read, same_reason
from conformance.known_failures.match import Judgement, Kind, Listing, Scope, judge, standing
from conformance.vectors import load as load_vectors

SCHEMA = json.loads((Path(known_failures.__file__).parent / "known_failures.schema.json").read_text(encoding="utf-8"))
TODAY = date(2026, 5, 1)
SLUGS = ("a", "b", "unknown-one", "unknown-two", "generated/round-trip", "robust/empty")
CASES = Cases(("T", "U"), lambda name: [f"{name}/{slug}" for slug in SLUGS], {"T/once-a": "T/a"})
EVERY = frozenset(f"{name}/{slug}" for name in ("T", "U") for slug in SLUGS)


def record(
    case: str, check: str = "accepts", status: str = "fail", reason: str = "crashed", level: str = "must"
) -> Any:
    return {"case": case, "type": case[0], "check": check, "level": level, "status": status, "reason": reason}


def listing(text: str, cases: Cases = CASES) -> Listing:
    return Listing(read(text, "known.yaml"), cases)


def entry(cases: str, **members: str) -> str:
    lines = [f"  - cases: [{cases}]", *(f"    {name}: {value}" for name, value in members.items()), "    why: later"]
    return "".join(f"{line}\n" for line in lines)


def file(*entries: str) -> str:
    return "failures:\n" + "".join(entries)


def judged(text: str, *records: Any, scope: Scope | None = None) -> Judgement:
    return judge(listing(text), records, scope or Scope({one["case"] for one in records}, CHECK_NAMES), TODAY)


def counted(judgement: Judgement) -> tuple[int, int, tuple[Any, ...], tuple[Any, ...]]:
    """How many failures are known by how many entries, and all that is not as listed."""
    return len(judgement.known), judgement.entries, judgement.unlisted, judgement.problems


def told(judgement: Judgement) -> list[tuple[Kind, int, str]]:
    return [(problem.kind, problem.line, problem.text) for problem in judgement.problems]


# The file

WHOLE = """\
# What the release of May gets wrong
failures:
  - cases: [T/a, "*/unknown-*"]   # both since 1.4
    checks: [round-trip]
    reason: "lost or invented: …/usage: a value is missing"
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
    assert first.reason == "lost or invented: …/usage: a value is missing"
    assert (first.why, first.issue, first.owner) == ("waiting for 2.0", "https://issues.example/7", "team-audio")
    assert first.expires == date(2027, 1, 31)
    assert (first.told, second.told) == ("https://issues.example/7", "2.0")
    assert [(one.text, one.line) for one in second.cases] == [("U/robust/empty", 11)]
    assert (second.checks, second.reason) == (None, None)


def test_a_file_may_list_nothing() -> None:
    assert read("failures: []\n", "known.yaml").entries == ()


BROKEN = [
    ("", "known.yaml:1: wants `failures:` and a list of entries"),
    ("failures:\n", "known.yaml:1: `failures` is a list of entries (none: `failures: []`)"),
    ("failurs: []\n", "known.yaml:1: unknown member 'failurs'; did you mean failures?"),
    ("failures: [\n", "known.yaml:2: not YAML: did not find expected node content"),
    (file("  - T/a\n"), "known.yaml:2: an entry has members: `cases` and `why` at least"),
    (file("  - cases: [T/a]\n"), "known.yaml:2: an entry needs `why`"),
    (file("  - cases: [T/a]\n    why:\n"), "known.yaml:3: `why` is a text"),
    (file("  - cases: T/a\n    why: x\n"), "known.yaml:2: `cases` is a list, and not an empty one"),
    (file("  - cases: []\n    why: x\n"), "known.yaml:2: `cases` is a list, and not an empty one"),
    (file("  - cases:\n      - T/a\n      - Taa\n    why: x\n"), "known.yaml:4: 'Taa' is no case: "),
    (file(entry('"*"')), "known.yaml:2: '*' is unbounded: "),
    (file(entry('"*/ab*"')), "known.yaml:2: '*/ab*' is unbounded: "),
    (file(entry("T/a", chekcs="[accepts]")), "known.yaml:3: unknown member 'chekcs'; did you mean checks?"),
    (file(entry("T/a", checks="[acepts]")), "known.yaml:3: no check 'acepts'; did you mean accepts?"),
    (file(entry("T/a", checks="[accepts, accepts]")), "known.yaml:3: the check accepts stands here twice"),
    (file(entry("T/a", checks="[]")), "known.yaml:3: `checks` is a list, and not an empty one"),
    (file(entry("T/a", issue="GH-7")), "known.yaml:3: 'GH-7' is no address: `issue` begins with https://"),
    (file(entry("T/a", expires="soon")), "known.yaml:3: 'soon' is no day: `expires` is written like 2027-01-31"),
    (file(entry("T/a", expires="2027-02-30")), "known.yaml:3: '2027-02-30' is no day: "),
    (file(entry("T/a", why="x")), "known.yaml:4: `why` stands here twice"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_mistake_in_the_file_is_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text, "known.yaml")
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_made_only_by_an_update(tmp_path: Path) -> None:
    path = str(tmp_path / "known.yaml")
    with pytest.raises(UsageError, match=r"no such file; a run with --update-known-failures makes one$"):
        load(path)
    assert load(path, may_be_absent=True).entries == ()
    with pytest.raises(UsageError, match="no such file"):
        load(str(tmp_path / "nowhere/known.yaml"), may_be_absent=True)


def test_bytes_that_are_no_text_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_bytes(b"failures: []  # \xff\n")
    with pytest.raises(UsageError, match=r"known\.yaml: not UTF-8"):
        load(str(path))


def schema_refuses(text: str) -> bool:
    # Days stay texts, as readers that know YAML 1.2 alone have them.
    value = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return not jsonschema.Draft202012Validator(SCHEMA).is_valid(value)


def test_the_published_schema_takes_what_the_suite_takes_and_refuses_what_it_refuses() -> None:
    # Names of checks, days that there are not, and members that stand twice are beyond a schema.
    beyond = ("no check", "is no day", "stands here twice", "not YAML")
    assert not schema_refuses("failures: []")
    assert not schema_refuses(WHOLE.replace("why: 2.0", "why: '2.0'"))
    accepted = [text for text, said in BROKEN if not schema_refuses_or_beyond(text, said, beyond)]
    assert accepted == []


def schema_refuses_or_beyond(text: str, said: str, beyond: tuple[str, ...]) -> bool:
    return any(words in said for words in beyond) or schema_refuses(text)


def test_the_documented_entry_is_one_and_its_cases_exist() -> None:
    page = Path(known_failures.__file__).parent.parent.parent / "docs" / "known-failures.md"
    (text,) = re.findall(r"^```yaml\n(failures:.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert not schema_refuses(text)
    documented = listing(text, cases_of("async-openai"))
    assert len(documented.claims) > 2
    assert [*standing(documented, TODAY)] == []


# Reasons

SAME = [
    ("lost or invented: /usage: 1 is missing", "lost or invented: /output/3/usage: {} is missing (and 2 more)"),
    ("lost or invented: …/usage: a value is missing", "lost or invented: /usage: 1 is missing (in 3 of 9 payloads)"),
    ("lost or invented: …/us…", "lost or invented: /usage: 1 is missing"),
    ("a valid payload was not dec…", "a valid payload was not decoded (rejected: ValueError: 1)"),
]


@pytest.mark.parametrize(("pinned", "reason"), SAME)
def test_a_reason_is_pinned_as_the_screen_or_the_results_have_it(pinned: str, reason: str) -> None:
    assert same_reason(pinned, reason)


DIFFERENT = [
    ("lost or invented: …/usage: a value is missing", "lost or invented: /audio: 1 is missing"),
    ("lost or invented", "lost or invented: /audio: 1 is missing"),
    ("lost or invented: …/au…", "lost or invented: /usage: 1 is missing"),
    ("…", "crashed"),
]


@pytest.mark.parametrize(("pinned", "reason"), DIFFERENT)
def test_another_reason_is_not_the_pinned_one(pinned: str, reason: str) -> None:
    assert not same_reason(pinned, reason)


# The six messages


def test_what_is_listed_is_known_and_nothing_is_said() -> None:
    judgement = judged(
        file(entry("T/a, U/a")), record("T/a"), record("T/a", "rejects"), record("U/a"), record("T/b", status="pass")
    )
    assert counted(judgement) == (3, 1, (), ())


def test_a_failure_that_no_entry_lists_is_unlisted() -> None:
    text = file(entry("T/a", checks="[accepts]"))
    judgement = judged(text, record("T/a"), record("T/a", "rejects"), record("T/b"))
    assert [(one["case"], one["check"]) for one in judgement.unlisted] == [("T/a", "rejects"), ("T/b", "accepts")]
    assert judgement.problems == ()


def test_a_case_that_passes_every_check_is_an_unexpected_pass_at_the_line_of_its_id() -> None:
    text = "failures:\n  - cases:\n      - T/a\n      - T/b\n    why: x\n"
    judgement = judged(text, record("T/a"), record("T/a", "rejects", "pass"), record("T/b", status="pass"))
    assert told(judgement) == [(Kind.PASSES, 4, "T/b passes now")]


def test_every_named_check_must_fail() -> None:
    text = file(entry("T/a", checks="[accepts, rejects]"))
    assert told(judged(text, record("T/a"), record("T/a", "rejects", "pass"))) == [
        (Kind.PASSES, 2, "T/a (rejects) passes now")
    ]


def test_a_pass_through_a_pattern_says_which_one() -> None:
    text = file(entry('"T/unknown-*"'))
    judgement = judged(text, record("T/unknown-one"), record("T/unknown-two", status="pass"))
    assert told(judgement) == [(Kind.PASSES, 2, "T/unknown-two, listed as T/unknown-*, passes now")]


def test_a_failure_for_another_reason_shows_both_once() -> None:
    text = file(entry("T/a, T/b, U/a", reason='"crashed: MemoryError"'))
    judgement = judged(
        text,
        record("T/a", reason="crashed: MemoryError"),
        record("T/b", reason="no answer"),
        record("U/a", reason="no answer"),
    )
    (problem,) = judgement.problems
    assert (problem.kind, problem.line) == (Kind.REASON, 3)
    assert problem.text == "T/b and 1 more (accepts) fail for another reason"
    assert problem.details == ("listed  crashed: MemoryError", "now     no answer")
    assert (len(judgement.known), judgement.unlisted) == (1, ())


@pytest.mark.parametrize(
    ("id_", "said"),
    [
        ("T/unknown-on", "the dialect has no case T/unknown-on; did you mean T/unknown-one"),
        ('"T/x*"', "the dialect has no case T/x*"),
        ("V/a", "the dialect has no case V/a"),
        ("T/generated/rejects", "the dialect has no case T/generated/rejects"),
    ],
)
def test_an_id_that_the_dialect_does_not_have_matches_nothing_even_in_a_narrow_run(id_: str, said: str) -> None:
    (problem,) = judged(file(entry(id_)), scope=Scope((), {"accepts"})).problems
    assert (problem.kind, problem.line) == (Kind.NOTHING, 2)
    assert problem.text.startswith(said)


@pytest.mark.parametrize("status", ["unsupported", "free"])
def test_a_case_that_neither_fails_nor_passes_matches_nothing(status: str) -> None:
    judgement = judged(file(entry("T/a")), record("T/a", status=status))
    assert told(judgement) == [(Kind.NOTHING, 2, "T/a neither fails nor passes: not supported, or left open")]


def test_a_named_check_that_says_nothing_about_the_case_matches_nothing() -> None:
    judgement = judged(file(entry("T/a", checks="[accepts, rejects]")), record("T/a"))
    assert told(judgement) == [(Kind.NOTHING, 2, "rejects neither fails nor passes T/a")]


def test_a_pattern_may_stand_for_cases_about_which_there_is_nothing_to_say() -> None:
    text = file(entry('"T/unknown-*"', checks="[accepts]"))
    assert judged(text, record("T/unknown-one"), record("T/unknown-two", status="unsupported")).problems == ()


@pytest.mark.parametrize(
    ("first", "second", "said"),
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
def test_a_case_and_check_stands_in_one_entry_only(first: str, second: str, said: str) -> None:
    text = file(first, second)
    assert [(problem.kind, problem.text) for problem in standing(listing(text), TODAY)] == [(Kind.TWICE, said)]
    records = [record(case) for case in sorted(EVERY)]
    assert Kind.TWICE in [problem.kind for problem in judged(text, *records).problems]


def test_two_entries_may_list_different_checks_of_a_case() -> None:
    text = file(entry("T/a", checks="[accepts]"), entry("T/a", checks="[rejects]"))
    assert counted(judged(text, record("T/a"), record("T/a", "rejects"))) == (2, 2, (), ())


@pytest.mark.parametrize(("day", "expired"), [("2026-05-02", False), ("2026-05-01", True), ("2020-01-01", True)])
def test_from_its_day_on_an_entry_is_expired_and_still_keeps_its_failures_apart(day: str, expired: bool) -> None:
    judgement = judged(file(entry("T/a", expires=day)), record("T/a"))
    assert told(judgement) == ([(Kind.EXPIRED, 3, f"on {day}: later")] if expired else [])
    assert (len(judgement.known), judgement.unlisted) == (1, ())


# What gates


def test_a_warning_needs_no_entry_may_have_one_and_gates_when_levels_are_strict() -> None:
    warning = record("T/a", "canonical-bytes", level="should")
    assert judged("failures: []", warning).unlisted == ()
    assert counted(judged(file(entry("T/a")), warning)) == (1, 1, (), ())
    strict = Scope({"T/a"}, CHECK_NAMES, strict=True)
    assert judged("failures: []", warning, scope=strict).unlisted == (warning,)


def test_a_warning_beside_a_known_failure_does_not_have_to_have_its_reason() -> None:
    records = record("T/a"), record("T/a", "canonical-bytes", reason="other", level="should")
    assert counted(judged(file(entry("T/a", reason="crashed")), *records)) == (1, 1, (), ())
    strict = Scope({"T/a"}, CHECK_NAMES, strict=True)
    assert [kind for kind, *_ in told(judged(file(entry("T/a", reason="crashed")), *records, scope=strict))] == [
        Kind.REASON
    ]


# Narrow runs


def test_what_was_not_judged_is_left_alone() -> None:
    text = file(entry("T/a, T/b, U/a", checks="[accepts, rejects]", expires="2020-01-01"), entry("U/a"), entry("U/b"))
    assert told(judged(text, scope=Scope((), CHECK_NAMES))) == []
    narrow = Scope({"T/a"}, {"accepts"})
    assert [kind for kind, *_ in told(judged(text, record("T/a"), scope=narrow))] == [Kind.EXPIRED]


def test_a_pass_of_the_selected_checks_does_not_say_that_the_others_pass() -> None:
    narrow = Scope({"T/a"}, {"accepts"})
    assert judged(file(entry("T/a")), record("T/a", status="pass"), scope=narrow).problems == ()
    # There is one check on these payloads, so nothing is left to be seen.
    generated = record("T/generated/round-trip", "round-trip", "pass")
    narrow = Scope({"T/generated/round-trip"}, {"round-trip"})
    (problem,) = judged(file(entry("T/generated/round-trip")), generated, scope=narrow).problems
    assert problem.kind is Kind.PASSES


# Cases


def test_a_former_id_still_stands_for_its_case() -> None:
    assert counted(judged(file(entry("T/once-a")), record("T/a"))) == (1, 1, (), ())


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
    assert [case_of_item(nodeid) for nodeid in ids] == ["T/slug", "T/generated/round-trip", "T/robust/15-mib-base64"]


# Size


def test_each_verdict_is_looked_at_a_bounded_number_of_times() -> None:
    """Many ids and many more verdicts: what is looked up is counted, so that no clock is needed."""
    many = 2_000
    looked_up = 0

    class Counted(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            nonlocal looked_up
            looked_up += 1
            return super().__getitem__(name)

    def slugs(name: str) -> Iterator[str]:
        return (f"{name}/s{number}" for number in range(10 * many))

    ids = "".join(f"      - T/s{number}\n" for number in range(many))
    laid = listing(f"failures:\n  - cases:\n{ids}    why: x\n", Cases(("T",), slugs))
    records = [
        Counted(record(f"T/s{number}", status="fail" if number < many else "pass")) for number in range(10 * many)
    ]
    judgement = judge(laid, records, Scope({f"T/s{number}" for number in range(10 * many)}, CHECK_NAMES), TODAY)
    assert (len(judgement.known), judgement.problems, judgement.unlisted) == (many, (), ())
    assert looked_up <= 10 * len(records)


def test_entries_compare_by_what_they_say_not_by_where() -> None:
    moved = read("\n\n" + WHOLE, "other.yaml").entries
    assert moved == read(WHOLE, "known.yaml").entries
    assert isinstance(moved[0], Entry)
