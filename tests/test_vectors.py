"""Golden vectors: files that can be trusted, ids that never change their meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import vectors
from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks import CHECKS
from conformance.errors import UsageError
from conformance.oracle import Accept, Free, Open, Reject, Rule, oracle
from conformance.reference.adapter import ADAPTER
from conformance.suite.selection import ROBUST
from conformance.vectors import BrokenVector, Vector, drifted, dump, export, find, load, read, to_record
from conformance.vectors.draft import Draft, from_record
from conformance.vectors.lint import check, lint
from conformance.vectors.record import Disagreement, Recorded, expected, record
from conformance.verdict import Level

DIALECT = "async-openai"
JUDGE = oracle(DIALECT)
FILES = sorted((vectors.GOLDEN / DIALECT).glob("*/*.json"))
RECORD = {
    "id": "Error/one",
    "type": "Error",
    "level": "must",
    "why": "a test",
    "requirements": ["Error"],
    "provenance": "seed: a test",
    "input": {"code": "c", "type": "t"},
    "expect": "accept",
    "canonical": {"code": "c", "type": "t"},
    "canonical_text": '{"code":"c","type":"t"}',
}


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder in the place of the golden files."""
    monkeypatch.setattr(vectors, "GOLDEN", tmp_path)
    load.cache_clear()
    yield tmp_path
    load.cache_clear()


def write(golden: Path, content: str | dict[str, Any], name: str = "one") -> Path:
    path = golden / DIALECT / "Error" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    load.cache_clear()
    return path


def draft(slug: str = "one", text: str = '{"code":"c","type":"t"}') -> Draft:
    return Draft(f"Error/{slug}", "Error", text, "a test", ("Error",), "seed: a test")


def witness(roundtrip: Any = ADAPTER.roundtrip) -> Connection:
    return InProcess(adopt(roundtrip, "witness"))


def test_the_golden_files_have_no_problems() -> None:
    # Format, ids, drift, coverage of the spec, links to the register, and that each is written as `dump` writes it.
    assert lint(DIALECT, frozenset(CHECKS) | {ROBUST}) == []


def test_every_file_is_one_vector_and_is_found_under_its_id() -> None:
    found = load(DIALECT)
    assert len(found) == len(FILES) > 2000
    assert {f"{path.parent.name}/{path.stem}" for path in FILES} == set(found)
    assert all(find(DIALECT, vector_id) is vector for vector_id, vector in found.items())


@pytest.mark.parametrize("type_name", sorted({path.parent.name for path in FILES}))
def test_every_file_is_json_for_any_language(type_name: str) -> None:
    # Python's own reader takes NaN, and the last of a repeated name.
    for path in FILES:
        if path.parent.name == type_name:
            assert json.loads(path.read_text(encoding="utf-8"), parse_constant=_refused, object_pairs_hook=_once)


def _refused(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_the_export_carries_every_vector_whole() -> None:
    exported = [json.loads(line) for line in export(DIALECT)]
    assert exported == [{**to_record(vector), "text": vector.text} for vector in load(DIALECT).values()]


@pytest.mark.parametrize(
    ("text", "expectation"),
    [
        ('{"code":"c","type":"t"}', Accept('{"code":"c","type":"t"}')),
        (' {"type":"\\u0074","code":"c"}', Accept('{"code":"c","type":"t"}')),
        ('{"code":1.0,"type":"t"}', Reject(Rule.WRONG_TYPE, "/code")),
        ('{"code":"c","code":"c","type":"t"}', Reject(Rule.DUPLICATE_MEMBER, "/code")),
        ('{"code":"\\ud800","type":"t"}', Free(Open.LONE_SURROGATE)),
        ('{"code":', Reject(Rule.INVALID_JSON, "")),
        ('{"code":NaN,"type":"t"}', Reject(Rule.INVALID_JSON, "")),
        ("[" * 200 + "]" * 200, Free(Open.NESTING_LIMIT)),
    ],
)
def test_what_is_written_is_read_again(golden: Path, text: str, expectation: Any) -> None:
    vector = replace(expected(draft(text=text), JUDGE), aliases=("Error/zero",))
    assert vector.expectation == expectation
    assert read(write(golden, dump(vector))) == vector


def test_the_payload_is_a_value_only_where_its_text_follows_from_it() -> None:
    assert to_record(expected(draft(), JUDGE))["input"] == {"code": "c", "type": "t"}
    for text in ('{"code": "c","type":"t"}', '{"code":"\\u0063","type":"t"}', '{"code":"c","code":"c","type":"t"}'):
        shown = to_record(expected(draft(text=text), JUDGE))
        assert (shown["input_text"], "input" in shown) == (text, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not a JSON file (Expecting"),
        ("[]", "list indices must be integers"),
        ({key: value for key, value in RECORD.items() if key != "why"}, "the member 'why' is missing"),
        ({key: value for key, value in RECORD.items() if key != "input"}, "the member 'input' is missing"),
        ({**RECORD, "level": "may"}, "'may' is not a valid Level"),
        ({**RECORD, "expect": "maybe"}, "expect is 'maybe'; it is accept, reject or free"),
        ({**RECORD, "expect": "reject", "breaks": "the-law", "at": ""}, "'the-law' is not a valid Rule"),
        ({**RECORD, "expect": "free", "open": "all"}, "'all' is not a valid Open"),
        ({**RECORD, "requirements": 1}, "'int' object is not iterable"),
        ({**RECORD, "id": "Error/two"}, "its id is 'Error/two', but the file's place says otherwise"),
    ],
)
def test_a_broken_file_is_one_line_with_its_place(golden: Path, content: Any, message: str) -> None:
    path = write(golden, content)
    with pytest.raises(BrokenVector) as raised:
        read(path)
    line = str(raised.value)
    assert line.partition(": ")[0].endswith(f"{DIALECT}/Error/one.json")
    assert message in line
    assert "\n" not in line


def test_an_unknown_id_names_near_ones(golden: Path) -> None:
    write(golden, RECORD)
    with pytest.raises(UsageError, match=r"^no vector 'Error/on' in dialect async-openai; did you mean Error/one\?$"):
        find(DIALECT, "Error/on")


def test_a_former_id_still_finds_its_vector(golden: Path) -> None:
    write(golden, {**RECORD, "aliases": ["Error/first"]})
    assert find(DIALECT, "Error/first").id == "Error/one"


def test_recording_writes_what_is_new_and_keeps_what_stands(golden: Path) -> None:
    assert record([draft()], JUDGE, [witness()]) == Recorded((expected(draft(), JUDGE),), 0)
    path = golden / DIALECT / "Error" / "one.json"
    assert path.read_text() == dump(expected(draft(), JUDGE))
    before = path.stat()
    again = record([draft(), draft("two", '{"code":"d","type":"t"}')], JUDGE, [witness()])
    assert ([vector.id for vector in again.new], again.kept) == (["Error/two"], 1)
    assert path.stat() == before
    assert sorted(load(DIALECT)) == ["Error/one", "Error/two"]


def test_an_id_is_never_given_to_another_payload(golden: Path) -> None:
    record([draft()], JUDGE, [])
    with pytest.raises(UsageError, match=r"^Error/one stands with another payload; an id never changes its meaning"):
        record([draft("two", "{}"), draft(text='{"code":"other","type":"t"}')], JUDGE, [])
    assert list(load(DIALECT)) == ["Error/one"]


def test_an_id_is_never_given_out_twice(golden: Path) -> None:
    with pytest.raises(UsageError, match=r"^Error/one "):
        record([draft(), draft(text='{"code":"other","type":"t"}')], JUDGE, [])
    write(golden, {**RECORD, "aliases": ["Error/first"]})
    with pytest.raises(UsageError, match=r"^Error/first "):
        record([draft("first", '{"code":"other","type":"t"}')], JUDGE, [])
    assert list(load(DIALECT)) == ["Error/one"]


def test_a_meaning_that_would_change_is_refused(golden: Path) -> None:
    write(golden, {**RECORD, "expect": "reject", "breaks": "wrong-type", "at": "/code", "canonical": None})
    with pytest.raises(UsageError) as raised:
        record([draft(), draft("two", "{}")], JUDGE, [])
    assert str(raised.value) == (
        "Error/one would change its meaning: recorded reject (wrong-type at /code), "
        'now accept as {"code":"c","type":"t"}'
    )
    assert check(DIALECT)[:1] == [f"Error/one: {str(raised.value).partition(': ')[2]}"]
    assert list(load(DIALECT)) == ["Error/one"]


def refuses(type_name: str, text: str) -> str:
    raise ValueError("no")


@pytest.mark.parametrize(
    ("roundtrip", "text", "answered"),
    [
        (refuses, '{"code":"c","type":"t"}', "answered rejected: ValueError: no"),
        (lambda *_: '{"type":"t","code":"c"}', '{"code":"c","type":"t"}', 'answered ok: {"type":"t"'),
        (lambda *given: given[1], '{"code":"c"}', 'answered ok: {"code":"c"}'),
        (lambda *_: None, '{"code":"c","type":"t"}', "answered ignored"),
        (lambda *_: None, '{"code":"c"}', "answered ignored"),
    ],
)
def test_nothing_is_recorded_unless_every_witness_agrees(
    golden: Path, roundtrip: Any, text: str, answered: str
) -> None:
    with pytest.raises(Disagreement, match=r"^Error/one: expected ") as raised:
        record([draft("two"), draft(text=text)][::-1], JUDGE, [witness(), witness(roundtrip)])
    assert answered in str(raised.value)
    assert load(DIALECT) == {}
    assert list(golden.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"id": None}, "drafts, 1: 'NoneType' object has no attribute 'partition'"),
        ({"why": ...}, "drafts, 1: the draft has no member 'why'"),
        ({"input": ...}, "drafts, 1: the draft has no member 'input'"),
        ({"level": "may"}, "drafts, 1: 'may' is not a valid Level"),
    ],
)
def test_a_draft_that_is_none_is_one_line(members: dict[str, Any], message: str) -> None:
    given = {key: value for key, value in {**RECORD, **members}.items() if value is not ...}
    with pytest.raises(UsageError) as raised:
        from_record(given, "drafts, 1")
    assert str(raised.value) == message


def test_a_draft_has_its_type_from_its_id_and_must_by_default() -> None:
    made = from_record({key: value for key, value in RECORD.items() if key not in ("type", "level")}, "x")
    assert (made.type, made.level, made.text) == ("Error", Level.MUST, '{"code":"c","type":"t"}')


@pytest.mark.parametrize(
    ("recorded", "now", "line"),
    [
        (Accept("1"), Accept("1"), None),
        (Accept("1"), Accept("2"), "recorded accept as 1, now accept as 2"),
        (Accept("1"), Accept("1", bytes_fixed=False), "recorded accept as 1, now accept as 1"),
        (
            Accept("1"),
            Reject(Rule.WRONG_TYPE, ""),
            "recorded accept as 1, now reject (wrong-type at the whole payload)",
        ),
        (
            Reject(Rule.WRONG_TYPE, "/a"),
            Reject(Rule.WRONG_TYPE, "/b"),
            "recorded reject (wrong-type at /a), now reject (wrong-type at /b)",
        ),
        (Free(Open.TAG_AS_INDEX), Accept("1"), "recorded free (tag-as-index), now accept as 1"),
    ],
)
def test_drift_is_told_in_a_line(recorded: Any, now: Any, line: str | None) -> None:
    vector = Vector("Error/one", "Error", Level.MUST, "a test", ("Error",), "seed: a test", "1", recorded)
    assert drifted(vector, now) == line
