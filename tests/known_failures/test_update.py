"""An update makes the file say what the run found, and leaves every other byte of it as a person wrote it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from conformance.checks.case import THE_IMPLEMENTATION
from conformance.checks.finding import Finding, What
from conformance.checks.register import SELECTABLE
from conformance.checks.verdict import Verdict
from conformance.errors import UsageError
from conformance.files import write_whole
from conformance.known_failures.entries import read
from conformance.known_failures.match import Scope
from conformance.requirements.level import Level
from tests.known_failures.updates import (
    OTHER,
    failed,
    passed,
    update,
    updated,
    verdict,
    without,
)

FILE = """\
# What is known about release 1.4.

failures:   # most of it for one reason
  # --- sound
  - cases:
      - T/one    # since 1.2
      # the next one is the hard one
      - 'T/two'
      - "T/three"  # é 𝄞
    checks: [ accepts ]
    reason:   '/usage is dropped'   # as the library says
    why: >-
      waiting for
      2.0

  # --- events
  - {cases: [U/one, "U/two",   U/three], why: "not ours"}   # short

  - why: a person's words
    cases: [
      U/four,   # last
    ]
# the end
"""
ALL_FAIL = failed("T/one", "T/two", "T/three", "U/one", "U/two", "U/three", "U/four")


def as_in_file(*but: str) -> list[Verdict]:
    return [one for one in ALL_FAIL if one.case not in but]


def test_a_file_that_says_what_is_so_is_not_touched() -> None:
    assert updated(FILE, [*ALL_FAIL, *passed("T/four")]) == FILE


@pytest.mark.parametrize(("case", "line"), [("T/one", 6), ("T/two", 8), ("T/three", 9)])
def test_of_a_list_of_lines_the_line_goes_and_nothing_else(case: str, line: int) -> None:
    assert updated(FILE, [*as_in_file(case), *passed(case)]) == without(FILE, line)


@pytest.mark.parametrize(
    ("cases", "left"),
    [
        (("U/one",), '["U/two",   U/three]'),
        (("U/two",), "[U/one, U/three]"),
        (("U/three",), '[U/one, "U/two"]'),
        (("U/one", "U/two"), "[U/three]"),
        (("U/two", "U/three"), "[U/one]"),
    ],
)
def test_of_a_list_in_brackets_the_id_goes_and_nothing_else(cases: tuple[str, ...], left: str) -> None:
    expected = FILE.replace('[U/one, "U/two",   U/three]', left)
    assert updated(FILE, [*as_in_file(*cases), *passed(*cases)]) == expected


def test_an_entry_left_empty_goes_and_the_comments_around_it_stay() -> None:
    gone = ("T/one", "T/two", "T/three")
    assert updated(FILE, [*as_in_file(*gone), *passed(*gone)]) == without(FILE, *range(5, 15))
    assert updated(FILE, [*as_in_file("U/four"), *passed("U/four")]) == without(FILE, 19, 20, 21, 22)


def test_a_file_left_empty_keeps_its_comments_and_says_so() -> None:
    cases = [one.case for one in ALL_FAIL]
    assert updated(FILE, passed(*cases)) == (
        "# What is known about release 1.4.\n\n"
        "failures: []   # most of it for one reason\n  # --- sound\n\n  # --- events\n\n# the end\n"
    )


def test_a_reason_that_changed_is_corrected_in_its_own_quotes() -> None:
    gone = ("T/one", "T/two", "T/three")
    verdicts = [*as_in_file(*gone), *failed(*gone, finding=Finding(What.NO_ANSWER, got="it's 7"))]
    assert updated(FILE, verdicts) == FILE.replace("'/usage is dropped'", "'no clean answer (it''s N)'")


WAITING = """\
  - cases:
      - T/two
    checks: [accepts]
    reason: "no clean answer (timeout)"
    why: waiting for 2.0
"""


def test_a_reason_that_changed_for_some_moves_them_to_the_lines_after_it_with_the_words_of_the_entry() -> None:
    verdicts = [*as_in_file("T/two"), *failed("T/two", finding=OTHER)]
    assert updated(FILE, verdicts) == without(FILE, 8).replace("      2.0\n", f"      2.0\n{WAITING}")


def test_a_case_that_fails_for_two_reasons_is_listed_by_check() -> None:
    entry = '- cases:\n    - T/one\n  checks: [{}]\n  reason: "{}"\n  why: x\n  issue: https://issues.example/7\n'
    text = "failures:\n- cases: [T/one]\n  reason: /usage is dropped\n  why: x\n  issue: https://issues.example/7\n"
    verdicts = [*failed("T/one"), *failed("T/one", check="rejects", finding=OTHER)]
    assert updated(text, verdicts) == (
        "failures:\n"
        + entry.format("accepts", "/usage is dropped")
        + entry.format("rejects", "no clean answer (timeout)")
    )


def test_a_named_check_that_passes_on_all_its_cases_goes() -> None:
    text = "failures:\n  - cases: [T/one, T/two]  # both\n    checks: [accepts, rejects]  # two\n    why: x\n"
    verdicts = [*failed("T/one", "T/two"), *passed("T/one", "T/two", check="rejects")]
    assert updated(text, verdicts) == text.replace("[accepts, rejects]", "[accepts]")


PATTERN = """\
failures:
  - cases:
      - "T/t*"  # two and three
      - U/one
    why: x
"""


def test_a_pattern_stays_while_all_that_it_stands_for_fails() -> None:
    assert updated(PATTERN, failed("T/two", "T/three", "U/one")) == PATTERN
    unsupported = verdict("T/three", status="unsupported")
    assert updated(PATTERN, [*failed("T/two", "U/one"), unsupported]) == PATTERN


def test_a_pattern_of_which_a_case_passes_becomes_the_ids_that_still_fail() -> None:
    pattern = PATTERN.replace("T/t*", "T/*")
    verdicts = [*failed("T/one", "T/two", "T/four", "U/one"), *passed("T/three")]
    assert updated(pattern, verdicts) == pattern.replace('"T/*"  # two', "T/one\n      - T/two\n      - T/four  # two")


def test_a_pattern_in_brackets_becomes_ids_in_brackets() -> None:
    text = 'failures:\n  - cases: ["*/*two", U/one]\n    why: x\n'
    assert updated(text, failed("T/two", "U/two", "U/one")) == text
    expected = text.replace('"*/*two"', "U/two")
    assert updated(text, [*failed("U/two", "U/one"), *passed("T/two")]) == expected


def test_ids_that_match_nothing_or_stand_twice_go() -> None:
    text = "failures:\n  - cases: [T/one, T/oen, T/one]\n    why: x\n  - cases: [T/one, U/one]\n    why: y\n"
    expected = "failures:\n  - cases: [T/one]\n    why: x\n  - cases: [U/one]\n    why: y\n"
    assert updated(text, failed("T/one", "U/one")) == expected


def test_of_two_blank_lines_around_an_entry_that_goes_one_goes_too() -> None:
    entries = [f"  - cases: [T/{slug}]\n    why: x\n" for slug in ("one", "two", "three")]
    verdicts = [*failed("T/one", "T/three"), *passed("T/two")]
    assert updated("failures:\n" + "\n".join(entries), verdicts) == "failures:\n" + "\n".join([entries[0], entries[2]])


def test_an_entry_of_every_check_keeps_those_that_no_earlier_one_lists() -> None:
    first = "failures:\n  - cases: [T/one]\n    checks: [accepts]\n    why: x\n"
    verdicts = [*failed("T/one"), *failed("T/one", check="rejects")]
    assert updated(first + "  - cases: [T/one]\n    why: y\n", verdicts) == (
        first + "  - cases:\n      - T/one\n    checks: [rejects]\n    why: y\n"
    )


def test_new_failures_come_last_by_check_and_reason_with_their_ids_sorted() -> None:
    verdicts = [
        *ALL_FAIL,
        *failed("T/two", "T/four", check="robust", finding=Finding(What.CHANGED, "/a/1", "7", "8")),
        *failed("T/four", "T/three", check="rejects", finding=Finding(What.CHANGED, "/a/2", "{}", "[]")),
        verdict("T/four", "canonical-bytes", level=Level.SHOULD),
    ]
    # T/three is listed with its check `accepts` alone.
    new = (
        "  - cases:\n      - T/four\n      - T/three\n    checks: [rejects]\n"
        "    reason: \"/a/* is changed\"\n    why: '2.0: later # perhaps'\n"
        "  - cases:\n      - T/four\n      - T/two\n    checks: [robust]\n"
        "    reason: \"/a/* is changed\"\n    why: '2.0: later # perhaps'\n"
    )
    assert updated(FILE, verdicts, why="2.0: later # perhaps") == FILE.replace("# the end\n", f"{new}# the end\n")


NEW = '  - cases:\n      - T/one\n    checks: [accepts]\n    reason: "/usage is dropped"\n    why: as found\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("failures: []\n", f"failures:\n{NEW}"),
        ("failures: []", f"failures:\n{NEW}"),
        ("# top\nfailures:  []  # none\n# end\n", f"# top\nfailures:  # none\n{NEW}# end\n"),
        ("failures:\n  []\n", f"failures:\n{NEW}"),
        ("failures: []\r\n", f"failures:\n{NEW}".replace("\n", "\r\n")),
        ("failures: [{cases: [U/one], why: x}]\n", f"failures:\n  - cases:\n      - U/one\n    why: x\n{NEW}"),
        (
            "failures:\n- cases: [U/one]\n  why: x",
            "failures:\n- cases: [U/one]\n  why: x\n" + NEW.replace("\n  ", "\n")[2:],
        ),
        (
            "failures:\r\n  - cases:\r\n      - U/one\r\n      - U/two\r\n    why: x\r\n",
            f"failures:\n  - cases:\n      - U/one\n    why: x\n{NEW}".replace("\n", "\r\n"),
        ),
    ],
)
def test_a_new_entry_takes_the_layout_of_the_file(text: str, expected: str) -> None:
    assert (
        updated(text, [*failed("T/one", "U/one"), *passed("U/two")] if "U/one" in text else failed("T/one")) == expected
    )


@pytest.mark.parametrize(
    "why", ["yes", "null", "2.0", "a: b", "# no", "- x", "*x", "'", "é 𝄞", "two\nlines", "\x07", "x" * 300]
)
def test_whatever_the_words_are_they_are_read_again_as_they_were(why: str) -> None:
    (entry,) = read(updated("failures: []\n", failed("T/one"), why=why), "known.yaml").entries
    assert entry.why == why


def test_a_pattern_of_every_check_stays_where_a_run_selected_a_few() -> None:
    text = 'failures:\n  - cases: ["T/t*"]\n    reason: /usage is dropped\n    why: x\n'
    verdicts = [*failed("T/two", finding=OTHER), *failed("T/three")]
    assert updated(text, verdicts, scope=Scope({"T/two", "T/three"}, {"accepts"})) == text


def test_what_is_wrong_with_the_implementation_as_a_whole_cannot_be_listed() -> None:
    (verdict,) = failed(str(THE_IMPLEMENTATION))
    assert updated("failures: []\n", [verdict]) == "failures: []\n"


def test_an_update_counts_what_it_did() -> None:
    verdicts = [
        *as_in_file("T/one", "T/two", "U/one"),
        *passed("T/one", "U/one"),
        *failed("T/two", finding=OTHER),
        *failed("T/four", "U/one", check="rejects"),
        verdict("U/one", "accepts", "pass"),
    ]
    scope = Scope({one.case for one in verdicts}, SELECTABLE)
    _, planned = update(FILE, verdicts, scope, "as found")
    assert str(planned) == "1 id removed, 1 reason corrected, 1 failure added"


def test_what_a_narrow_run_did_not_judge_stays() -> None:
    text = FILE + "  - cases: [T/four]\n    why: unseen\n"
    verdicts = [*passed("T/one"), *failed("T/two", finding=OTHER)]
    assert updated(text, verdicts) == without(text, 6, 8).replace("      2.0\n", f"      2.0\n{WAITING}")


def test_an_expired_entry_is_not_extended() -> None:
    text = "failures:\n  - cases: [T/one]\n    why: x\n    expires: 2020-01-01\n"
    assert updated(text, failed("T/one")) == text


def test_a_layout_that_cannot_be_edited_is_left_alone() -> None:
    text = "failures:\n  - &one\n    cases: [T/one]\n    why: x\n  - *one\n"
    with pytest.raises(UsageError, match="cannot be edited in place"):
        updated(text, failed("T/one", "T/two"))


def test_the_file_is_replaced_in_one_step_where_it_lies_with_its_mode(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    real = tmp_path / "shared" / "known.yaml"
    real.write_bytes(b"failures: []\r\n")
    real.chmod(0o640)
    link = tmp_path / "known.yaml"
    link.symlink_to(real)
    inode = real.stat().st_ino
    write_whole(link, ["failures: []\r\n# é\r\n"])
    assert link.is_symlink()
    assert real.read_bytes() == "failures: []\r\n# é\r\n".encode()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.stat().st_ino != inode
    assert [*real.parent.iterdir()] == [real]


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "known.yaml").mkdir()
    with pytest.raises(UsageError, match=r"known\.yaml: Is a directory$"):
        write_whole(tmp_path / "known.yaml", ["failures: []\n"])
    assert [*tmp_path.iterdir()] == [tmp_path / "known.yaml"]
