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
from conformance.checks.register import CHECKS
from conformance.errors import UsageError
from conformance.oracle import Accept, Free, FreeReason, Oracle, Reject, Rule, oracle
from conformance.reference.adapter import ADAPTER
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.vectors import (
    BrokenVector,
    Vector,
    drifted,
    dump,
    example,
    export,
    find,
    ledger,
    line_of,
    load_type,
    load_vectors,
    read,
    to_record,
)
from conformance.vectors.draft import Draft
from conformance.vectors.lint import check, lint
from conformance.vectors.recording import Disagreement, Recorded, expected, record

DIALECT = "async-openai"
JUDGE = oracle(DIALECT)
FILES = sorted((vectors.GOLDEN / DIALECT).glob("[A-Z]*.json"))
RECORD = {
    "id": "Error/one",
    "type": "Error",
    "level": "must",
    "why": "a test",
    "requirements": ["Error"],
    "provenance": "seed: a test",
    "input": {"code": "c", "type": "t"},
    "expect": "accept",
    "canonical_text": '{"code":"c","type":"t"}',
}


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder in the place of the golden files."""
    monkeypatch.setattr(vectors, "GOLDEN", tmp_path)
    load_type.cache_clear()
    yield tmp_path
    load_type.cache_clear()


def write(golden: Path, *content: str | dict[str, Any]) -> Path:
    """The file of the type Error: these records, or one text."""
    path = golden / DIALECT / "Error.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content[0] if isinstance(content[0], str) else json.dumps(content))
    load_type.cache_clear()
    return path


def draft(slug: str = "one", text: str = '{"code":"c","type":"t"}') -> Draft:
    return Draft(f"Error/{slug}", "Error", text, "a test", ("Error",), "seed: a test")


def witness(roundtrip: Any = ADAPTER.roundtrip) -> Connection:
    return InProcess(adopt(roundtrip, "witness"))


def test_the_golden_files_have_no_problems() -> None:
    # Format, ids, drift, coverage of the spec, links to the register, and that each is written as `dump` writes it.
    assert lint(DIALECT, CHECKS.keys()) == []


def test_every_vector_is_in_the_file_of_its_type_and_is_found_under_its_id() -> None:
    found = load_vectors(DIALECT)
    assert len(found) > 5000
    assert list(found) == sorted(found)
    assert (
        {path.stem for path in FILES} == {vector.type for vector in found.values()} == set(load_dialect(DIALECT).types)
    )
    assert all(find(DIALECT, vector_id) is vector for vector_id, vector in found.items())


def test_to_find_a_vector_only_the_file_of_its_type_is_read(golden: Path) -> None:
    write(golden, RECORD)
    (golden / DIALECT / "Conversation.json").write_text("broken")
    assert find(DIALECT, "Error/one").id == "Error/one"
    with pytest.raises(BrokenVector):
        load_vectors(DIALECT)


@pytest.mark.parametrize("name", ["../async-openai/Error/one", "examples/one", "Error", ""])
def test_what_names_no_type_reads_no_file(golden: Path, name: str) -> None:
    write(golden, RECORD)
    (golden / DIALECT / example.NAME).write_text("broken")
    with pytest.raises(UsageError, match=r"^no vector "):
        find(DIALECT, name)


def test_the_line_of_a_vector_is_the_one_with_its_id() -> None:
    lines = (vectors.GOLDEN / DIALECT / "Error.json").read_text(encoding="utf-8").split("\n")
    for name in load_type(DIALECT, "Error"):
        assert lines[line_of(DIALECT, name) - 1] == f'    "id": "{name}",'
    assert line_of(DIALECT, "Error/there-is-none") == line_of(DIALECT, "NoType/x") == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_json_for_any_language(path: Path) -> None:
    # Python's own reader takes NaN, and the last of a repeated name.
    assert json.loads(path.read_text(encoding="utf-8"), parse_constant=_refused, object_pairs_hook=_once)


def _refused(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_the_export_carries_every_vector_whole() -> None:
    exported = [json.loads(line) for line in export(DIALECT)]
    entries = ledger.read(DIALECT)
    assert exported == [
        {**to_record(vector), "text": vector.text, "version": entries[vector.id].version}
        for vector in load_vectors(DIALECT).values()
    ]


def test_what_is_written_back_is_a_value_in_the_export_alone() -> None:
    vector = expected(draft(), JUDGE)
    assert to_record(vector)["canonical"] == {"code": "c", "type": "t"}
    assert '"canonical_text"' in dump([vector])
    assert '"canonical":' not in dump([vector])


@pytest.mark.parametrize(
    ("text", "expectation"),
    [
        ('{"code":"c","type":"t"}', Accept('{"code":"c","type":"t"}')),
        (' {"type":"\\u0074","code":"c"}', Accept('{"code":"c","type":"t"}')),
        ('{"code":1.0,"type":"t"}', Reject(Rule.WRONG_TYPE, "/code")),
        ('{"code":"c","code":"c","type":"t"}', Reject(Rule.DUPLICATE_MEMBER, "/code")),
        ('{"code":"\\ud800","type":"t"}', Free(FreeReason.LONE_SURROGATE)),
        ('{"code":', Reject(Rule.INVALID_JSON, "")),
        ('{"code":NaN,"type":"t"}', Reject(Rule.INVALID_JSON, "")),
        ("[" * 200 + "]" * 200, Free(FreeReason.NESTING_LIMIT)),
    ],
)
def test_what_is_written_is_read_again(golden: Path, text: str, expectation: Any) -> None:
    vector = replace(expected(draft(text=text), JUDGE), aliases=("Error/zero",))
    assert vector.expectation == expectation
    another = expected(draft("other", "{}"), JUDGE)
    assert read(write(golden, dump([vector, another]))) == {"Error/one": vector, "Error/other": another}
    assert dump([another, vector]) == dump([vector, another])


def test_the_payload_is_a_value_only_where_its_text_follows_from_it() -> None:
    assert to_record(expected(draft(), JUDGE))["input"] == {"code": "c", "type": "t"}
    for text in ('{"code": "c","type":"t"}', '{"code":"\\u0063","type":"t"}', '{"code":"c","code":"c","type":"t"}'):
        shown = to_record(expected(draft(text=text), JUDGE))
        assert (shown["input_text"], "input" in shown) == (text, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", ": not a JSON file (Expecting"),
        ("{}", ": expected a list of vectors"),
        ("[[]]", ", vector 1: list indices must be integers"),
        ({key: value for key, value in RECORD.items() if key != "why"}, ", vector 2: the member 'why' is missing"),
        ({key: value for key, value in RECORD.items() if key != "input"}, ", vector 2: the member 'input' is missing"),
        ({**RECORD, "level": "may"}, ", vector 2: 'may' is not a valid Level"),
        ({**RECORD, "expect": "maybe"}, ", vector 2: expect is 'maybe'; it is accept, reject or free"),
        ({**RECORD, "expect": "reject", "breaks": "the-law", "at": ""}, ", vector 2: 'the-law' is not a valid Rule"),
        ({**RECORD, "expect": "free", "open": "all"}, ", vector 2: 'all' is not a valid FreeReason"),
        ({**RECORD, "requirements": 1}, ", vector 2: 'int' object is not iterable"),
        ({**RECORD, "id": "Audio/one"}, ", vector 2: its id is 'Audio/one', which belongs to another file"),
        (RECORD, ", vector 2: the id 'Error/one' is given twice"),
    ],
)
def test_a_broken_file_is_one_line_with_its_place(golden: Path, content: Any, message: str) -> None:
    path = write(golden, content) if isinstance(content, str) else write(golden, RECORD, content)
    with pytest.raises(BrokenVector) as raised:
        read(path)
    line = str(raised.value)
    assert f"{DIALECT}/Error.json{message}" in line
    assert "\n" not in line


def test_an_unknown_id_names_near_ones(golden: Path) -> None:
    write(golden, RECORD)
    with pytest.raises(UsageError, match=r"^no vector 'Error/on' in dialect async-openai; did you mean Error/one\?$"):
        find(DIALECT, "Error/on")


def test_a_former_id_still_finds_its_vector(golden: Path) -> None:
    write(golden, {**RECORD, "aliases": ["Error/first"]})
    assert find(DIALECT, "Error/first").id == "Error/one"


def test_a_former_id_of_another_type_is_found_too(golden: Path) -> None:
    write(golden, {**RECORD, "aliases": ["OldName/first"]})
    assert find(DIALECT, "OldName/first").id == "Error/one"


def test_recording_writes_what_is_new_and_keeps_what_is_there(golden: Path) -> None:
    assert record([draft()], JUDGE, [witness()]) == Recorded((expected(draft(), JUDGE),), (), (), 0)
    path = golden / DIALECT / "Error.json"
    assert path.read_text() == dump([expected(draft(), JUDGE)])
    two = draft("two", '{"code":"d","type":"t"}')
    again = record([draft(), two], JUDGE, [witness()])
    assert ([vector.id for vector in again.new], again.unchanged) == (["Error/two"], 1)
    assert path.read_text() == dump([expected(draft(), JUDGE), expected(two, JUDGE)])
    before = path.stat()
    assert record([draft(), two], JUDGE, [witness()]).unchanged == 2
    assert path.stat() == before
    assert sorted(load_vectors(DIALECT)) == ["Error/one", "Error/two"] == sorted(ledger.read(DIALECT))


def test_another_level_or_requirement_is_written_and_moves_no_meaning(golden: Path) -> None:
    record([draft()], JUDGE, [])
    before = ledger.read(DIALECT)
    better = replace(draft(), level=Level.SHOULD, requirements=("decode.strict-types",), why="said better")
    done = record([better], JUDGE, [])
    (now,) = done.relinked
    assert (done.new, done.moved, done.unchanged) == ((), (), 0)
    assert find(DIALECT, "Error/one") == now
    # The sentence of a vector stays: it may count what has grown since.
    assert (now.level, now.requirements, now.why) == (Level.SHOULD, ("decode.strict-types",), "a test")
    assert ledger.read(DIALECT) == before


def test_a_must_on_requirements_that_leave_it_open_is_a_problem(golden: Path) -> None:
    write(golden, RECORD | {"requirements": ["free.behaviour"]})
    said = "Error/one: it is a must, but none of its requirements is more than a free"
    assert said in lint(DIALECT, CHECKS.keys())


OTHER = '{"code":"other","type":"t"}'
NOW = load_dialect(DIALECT).version
LATER = NOW + 1
MOVES = (
    "1 vector would change its meaning (Error/one), which only a new version of the dialect may do: take new ids, or "
    f"raise the version in conformance/spec/async-openai/dialect.json to {LATER} and record with "
    f"--dialect-version={LATER}"
)


def test_an_id_is_never_given_to_another_payload(golden: Path) -> None:
    record([draft()], JUDGE, [])
    with pytest.raises(UsageError) as raised:
        record([draft("two", "{}"), draft(text=OTHER)], JUDGE, [])
    assert str(raised.value) == MOVES
    assert list(load_vectors(DIALECT)) == ["Error/one"]


def test_an_id_is_never_given_out_twice(golden: Path) -> None:
    with pytest.raises(UsageError, match=r"^Error/one "):
        record([draft(), draft(text=OTHER)], JUDGE, [])
    write(golden, {**RECORD, "aliases": ["Error/first"]})
    with pytest.raises(UsageError, match=r"^Error/first "):
        record([draft("first", OTHER)], JUDGE, [])
    assert list(load_vectors(DIALECT)) == ["Error/one"]


def test_a_meaning_that_would_change_is_refused(golden: Path) -> None:
    changed = {key: value for key, value in RECORD.items() if key != "canonical_text"}
    write(golden, {**changed, "expect": "reject", "breaks": "wrong-type", "at": "/code"})
    with pytest.raises(UsageError) as raised:
        record([draft(), draft("two", "{}")], JUDGE, [])
    assert str(raised.value) == MOVES
    assert check(DIALECT)[:1] == [
        'Error/one: recorded reject (wrong-type at /code), now accept as {"code":"c","type":"t"}'
    ]
    assert list(load_vectors(DIALECT)) == ["Error/one"]


def at_version(number: int) -> Oracle:
    return Oracle(replace(load_dialect(DIALECT), version=number))


def test_a_meaning_moves_with_a_new_version_of_the_dialect_alone(golden: Path) -> None:
    two = draft("two", "{}")
    record([draft(), two], JUDGE, [])
    (kept,) = (entry for name, entry in ledger.read(DIALECT).items() if name == "Error/two")
    moving = [draft(text=OTHER), two]
    other = f"--dialect-version={LATER}: the dialect async-openai is at version {NOW}; its version is changed in conf"
    way = f"take new ids, or record with --dialect-version={LATER} (once {LATER} is released, raise it in conf"
    for judge, version, message in (
        (JUDGE, LATER, other),
        (JUDGE, NOW, "1 vector would change its meaning (Error/one), which only a new version of the dialect may do"),
        (at_version(LATER), None, way),
    ):
        with pytest.raises(UsageError) as raised:
            record(moving, judge, [], version=version)
        assert message in str(raised.value)
    done = record(moving, at_version(LATER), [], version=LATER)
    assert ([vector.text for vector in done.moved], done.new, done.unchanged) == ([OTHER], (), 1)
    entries = ledger.read(DIALECT)
    assert entries["Error/one"] == ledger.LedgerEntry(LATER, ledger.meaning(find(DIALECT, "Error/one")))
    assert entries["Error/two"] == kept
    after = LATER + 1
    with pytest.raises(
        UsageError, match=rf"raise the version in .* to {after} and record with --dialect-version={after}$"
    ):
        record([draft()], at_version(LATER), [], version=LATER)


def test_a_witness_is_asked_about_what_moves(golden: Path) -> None:
    record([draft()], JUDGE, [])
    with pytest.raises(Disagreement, match=r"^Error/one: expected "):
        record([draft(text=OTHER)], at_version(LATER), [witness(refuses)], version=LATER)
    assert find(DIALECT, "Error/one").text == draft().text


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"id": "Error/Not_A_Slug"}, "id: "),
        ({"id": "Error/../../x"}, "id: "),
        ({"provenance": "somewhere"}, "provenance: "),
        ({"requirements": ()}, "requirements: "),
        ({"requirements": ("Eror",)}, "Error/one: no requirement 'Eror'; did you mean "),
        ({"why": "\ud800"}, "holds half of a surrogate pair"),
    ],
)
def test_what_the_linter_would_refuse_is_not_recorded(golden: Path, members: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        record([draft("two", "{}"), replace(draft(), **members)], JUDGE, [])
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert list(golden.iterdir()) == []


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
        record([draft("two", OTHER), draft(text=text)][::-1], JUDGE, [witness(), witness(roundtrip)])
    assert answered in str(raised.value)
    assert load_vectors(DIALECT) == {}
    assert list(golden.iterdir()) == []


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
        (Free(FreeReason.TAG_AS_INDEX), Accept("1"), "recorded free (tag-as-index), now accept as 1"),
    ],
)
def test_drift_is_told_in_a_line(recorded: Any, now: Any, line: str | None) -> None:
    vector = Vector("Error/one", "Error", "1", "a test", ("Error",), "seed: a test", expectation=recorded)
    assert drifted(vector, now) == line
