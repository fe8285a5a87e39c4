"""Ids are for ever: what a vector means, it means until a new version of the dialect says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import vectors
from conformance.cli import main
from conformance.errors import UsageError
from conformance.oracle import Accept
from conformance.spec import dialects, load_dialect
from conformance.vectors import Vector, changes, dump, export, ledger, load_type, load_vectors
from conformance.vectors.lint import check

DIALECT = "async-openai"
WAS = next(vector for vector in load_vectors(DIALECT).values() if isinstance(vector.expectation, Accept))


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of golden files with one vector, which is in the ledger."""
    monkeypatch.setattr(vectors, "GOLDEN", tmp_path)
    load_type.cache_clear()
    put(WAS)
    enter()
    yield tmp_path
    load_type.cache_clear()


def put(*given: Vector) -> None:
    """Write a file for the type with these vectors, beside those that it has under other ids."""
    path = vectors.path_of(DIALECT, WAS.type)
    path.parent.mkdir(parents=True, exist_ok=True)
    now = dict(load_type(DIALECT, WAS.type)) | {vector.id: vector for vector in given}
    path.write_text(dump(now.values()), encoding="utf-8")
    load_type.cache_clear()


def take_away(vector: Vector) -> None:
    left = [one for one in load_vectors(DIALECT).values() if one.id != vector.id]
    vectors.path_of(DIALECT, vector.type).write_text(dump(left) if left else "[]")
    load_type.cache_clear()


def enter(version: int = 1) -> None:
    """Enter every vector into the ledger at that version, whatever it says of them."""
    entries = ledger.entered(ledger.read(DIALECT), load_vectors(DIALECT).values(), version)
    ledger.path_of(DIALECT).write_text(ledger.text(entries))


def another_meaning(vector: Vector) -> Vector:
    assert isinstance(vector.expectation, Accept)
    return replace(vector, expectation=Accept("{}", vector.expectation.bytes_fixed, vector.expectation.unknown_value))


@pytest.mark.parametrize("dialect", dialects())
def test_every_vector_is_in_the_ledger_with_its_meaning(dialect: str) -> None:
    assert list(ledger.check(dialect)) == []
    assert ledger.read(dialect).keys() >= load_vectors(dialect).keys()


def test_another_expectation_under_the_same_id_is_told(golden: Path) -> None:
    put(another_meaning(WAS))
    assert list(ledger.check(DIALECT)) == [
        f"{WAS.id}: changed its meaning (restore it and take a new id; docs/vectors.md explains new versions)"
    ]


def test_another_payload_under_the_same_id_is_told(golden: Path) -> None:
    put(replace(WAS, text=WAS.text.replace(":", ": ", 1)))
    assert len(list(ledger.check(DIALECT))) == 1


def test_a_better_sentence_is_no_other_meaning(golden: Path) -> None:
    put(replace(WAS, why="said better", requirements=(), provenance="elsewhere"))
    assert list(ledger.check(DIALECT)) == []


def test_an_id_that_is_gone_is_told_unless_it_left_an_alias(golden: Path) -> None:
    take_away(WAS)
    (line,) = ledger.check(DIALECT)
    assert line.startswith(f"{WAS.id}: withdrawn, but ids are kept for ever")
    put(replace(WAS, id=f"{WAS.type}/successor", aliases=(WAS.id,)))
    assert list(ledger.check(DIALECT)) == [
        f"{WAS.type}/successor: not in the ledger (`realtime-conformance golden record` enters it)"
    ]


def test_an_alias_that_means_something_else_is_told(golden: Path) -> None:
    take_away(WAS)
    put(replace(another_meaning(WAS), id=f"{WAS.type}/successor", aliases=(WAS.id,)))
    assert f"{WAS.id}: changed its meaning" in next(ledger.check(DIALECT))


def test_the_digests_of_the_first_release_are_the_digests_of_today() -> None:
    # The line that this id has had since it was recorded; a digest that is made in another way breaks every line.
    entry = ledger.read(DIALECT)["RealtimeClientEventInputAudioBufferClear/all-members"]
    assert entry == ledger.LedgerEntry(1, "6acfe103bb3acde0")


def test_a_version_that_the_dialect_has_not_reached_is_told(golden: Path) -> None:
    now = load_dialect(DIALECT).version
    enter(version=now + 1)
    told = f"{WAS.id}: recorded at version {now + 1} of the dialect, which is at version {now}"
    assert list(ledger.check(DIALECT)) == [told]


@pytest.mark.parametrize(
    "line", ["Error/x", "Error/x 1 123", "Error/x 0123456789abcdef", "Error/x 1 0123456789abcdef more"]
)
def test_a_broken_ledger_is_one_line_with_its_place(golden: Path, line: str) -> None:
    path = ledger.path_of(DIALECT)
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(
        UsageError, match=rf"^golden/{DIALECT}/ledger.txt, line 2: expected `Type/slug version digest`, once per id$"
    ):
        ledger.read(DIALECT)


def test_the_linter_and_the_check_tell_it(golden: Path) -> None:
    put(another_meaning(WAS))
    assert any("changed its meaning" in line for line in check(DIALECT))


@pytest.fixture
def released(golden: Path, tmp_path: Path) -> Path:
    """What `golden export` wrote of the one vector."""
    path = tmp_path / "released.jsonl"
    path.write_text("".join(f"{line}\n" for line in export(DIALECT)), encoding="utf-8")
    return path


def told(released: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["golden", "check", "--against", str(released)])
    return code, capsys.readouterr().out.splitlines()


def test_nothing_changed_since_a_release(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(released, capsys) == (0, ["1 vectors are as recorded; oracle and reference agree"])


def test_what_changed_since_a_release_is_told_by_vector(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(replace(WAS, why="said better"))
    put(replace(WAS, id=f"{WAS.type}/new-one", text=f" {WAS.text}"))
    enter()
    code, lines = told(released, capsys)
    assert (code, lines[:2]) == (0, [f"{WAS.id}: another why", f"{WAS.type}/new-one: new"])


def test_a_changed_meaning_and_a_withdrawn_id_are_problems(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(another_meaning(WAS))
    code, lines = told(released, capsys)
    assert (code, lines[0]) == (1, f"{WAS.id}: changed its meaning (canonical_text)")
    take_away(WAS)
    code, lines = told(released, capsys)
    assert (code, lines[0]) == (1, f"{WAS.id}: withdrawn")


def test_a_meaning_that_moved_with_a_version_is_a_note(released: Path) -> None:
    put(another_meaning(WAS))
    enter(version=2)
    line = f"{WAS.id}: changed its meaning (canonical_text) with version 2 of the dialect"
    assert changes.since(released, DIALECT) == changes.Changes((), (line,))


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "line 1: not JSON"), ("[]", "line 1: not a vector"), ('{"id":1}', "line 1: not a vector")],
)
def test_a_file_that_is_no_export_is_one_line(
    released: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    released.write_text(content)
    assert main(["golden", "check", "--against", str(released)]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert f"released.jsonl, {message}" in line


def test_the_digest_is_of_the_meaning_alone() -> None:
    digests: dict[str, Any] = {
        vector.id: ledger.meaning(vector) for vector in list(load_vectors(DIALECT).values())[:200]
    }
    assert len(set(digests.values())) == len(digests)
    assert json.loads(json.dumps(digests)) == digests
