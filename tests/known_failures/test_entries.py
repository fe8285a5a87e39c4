"""A file of known failures says what is known; a mistake in it is one line."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from conformance import known_failures
from conformance.errors import UsageError
from conformance.known_failures.cases import cases_of
from conformance.known_failures.entries import FailureEntry, load_known_failures, read
from conformance.known_failures.match import file_problems
from tests.known_failures.listings import (
    SCHEMA,
    TODAY,
    entry,
    file,
    listing,
)

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


def test_entries_compare_by_what_they_say_not_by_where() -> None:
    moved = read("\n\n" + WHOLE, "other.yaml").entries
    assert moved == read(WHOLE, "known.yaml").entries
    assert isinstance(moved[0], FailureEntry)
