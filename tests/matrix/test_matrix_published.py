"""What the matrix publishes: numbers of a row, tables made of them, and the same ones when all is asked anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from result_files import gone, refused, results, verdict

from conformance.adapter.contract import Connection
from conformance.adapters.open import open_implementation
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.errors import UsageError
from conformance.matrix import publish, summary
from conformance.matrix.rows import Row, rows
from conformance.matrix.run import RowOutcome, RunOptions, run
from conformance.oracle import oracle
from conformance.requirements.register import load_register
from conformance.results.words import complete
from conformance.vectors import load_type
from conformance.vectors.judging import judged
from conformance.vectors.steady import Steady
from tests.adapters.asking import require

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"

SECONDS = 60
"""For one answer, on a busy machine."""
CODECS = [one for one in rows() if one.role == "codec"]
REFERENCE = next(one for one in rows(["reference"]) if one.dialect == "openai-ga")


def measured(folder: Path, *verdicts: Verdict, **changed: Any) -> dict[str, Any]:
    """The numbers of a row that ran with these verdicts."""
    ran = RowOutcome(REFERENCE, results(folder, *verdicts, dialect={"name": "openai-ga"}, **changed), 12.3)
    (made,) = summary.summary([summary.Measured(ran, 7)], RunOptions(0))["rows"]
    return made


def test_a_row_tells_each_cause_once(tmp_path: Path) -> None:
    lost = gone("/usage", requirement="class.lossy-round-trip")
    row = measured(
        tmp_path,
        verdict("RealtimeResponse/a", "fail", lost),
        verdict("RealtimeResponse/a", "fail", lost, check="canonical"),
        verdict("RealtimeResponseUsage/b", "fail", lost),
        verdict("RealtimeResponse/c", "fail", refused(), check="accepts"),
        verdict("RealtimeResponse/d", "fail", gone("/soft"), level="should"),
        verdict("RealtimeResponse/generated/accepts"),
    )
    assert (row["failing"], row["speed"], row["seconds"]) == (2, 7, 12)
    assert row["coverage"]["types"] == [2, 2]
    assert row["coverage"]["vectors"] == [4, 4]
    assert (row["read"], row["sent"]) == ({"right": 0, "of": 3}, {"right": 0, "of": 1})
    assert row["tolerated"] == {"right": 0, "of": 0}
    assert row["correct"] == [0, 3]
    none = {"have": 0, "of": 0}
    assert row["coverage"]["events"] == {"client": none, "server": none}
    assert row["golden"] == {"accepts": {"fail": 1}, "canonical": {"fail": 1}, "round-trip": {"fail": 2, "warn": 1}}
    assert row["generated"] == {"accepts": {"pass": 1}}
    assert row["reasons"] == [
        {
            "says": "/usage is dropped",
            "checks": ["round-trip", "canonical"],
            "requirement": "class.lossy-round-trip",
            "count": 2,
            "example": "RealtimeResponse/a",
        },
        {
            "says": "a valid payload is not decoded (rejected: no)",
            "checks": ["accepts"],
            "requirement": "accepts",
            "count": 1,
            "example": "RealtimeResponse/c",
        },
    ]


def test_an_implementation_of_another_dialect_covers_no_type(tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta")
    row = measured(tmp_path, verdict("(the implementation)", "fail", spoken))
    assert row["coverage"]["types"] == [0, 2]
    assert row["coverage"]["vectors"] == [0, 0]
    assert (row["golden"], row["generated"]) == ({}, {"dialect": {"fail": 1}})
    assert [reason["says"] for reason in row["reasons"]] == ["it speaks openai-beta"]
    vendor = measured(
        tmp_path,
        verdict("(the implementation)", "fail", spoken),
        implementation={"dialect": "azure-voicelive", "version": "2"},
    )
    assert (vendor["speaks"], vendor["version"]) == ("azure-voicelive", "2")
    assert "reasons" not in vendor


def served(folder: Path, *verdicts: Verdict) -> dict[str, Any]:
    """The numbers of a server that ran with these verdicts."""
    (row,) = rows(["server:aimock"])
    ran = RowOutcome(row, results(folder, *verdicts, dialect={"name": "openai-ga"}), 12.3)
    return summary.summary([summary.Measured(ran, None)], RunOptions(0))


def test_a_server_is_told_by_scenarios_and_rules_in_a_table_of_its_own(tmp_path: Path) -> None:
    def broken(rule: str) -> Finding:
        return Finding(What.BREAKS_RULE, got="so", requirement=rule)

    numbers = served(
        tmp_path,
        verdict("session/scenario/a", check="scenario"),
        verdict("session/scenario/a", "fail", broken("event.shape"), check="session-must"),
        verdict("session/scenario/b", "fail", broken("event.shape"), check="session-must"),
        verdict("session/scenario/b", "fail", broken("item.insert"), check="scenario", level="should"),
        verdict("session/scenario/c", check="scenario"),
        verdict("session/scenario/d", "unsupported", check="scenario"),
    )
    (row,) = numbers["rows"]
    assert row["role"] == "server"
    assert row["scenarios"] == {
        "of": 4, "played": 3, "right": 1,
        "broken": ["session/scenario/a", "session/scenario/b"], "warned": [],
    }  # fmt: skip
    assert row["rules"] == {"must": ["event.shape"], "should": ["item.insert"]}
    assert "coverage" not in row
    assert "| aimock 1.0.0 | javascript | 3 of 4 | 1 | 0 | 2 | `event.shape` | 1 |" in publish.markdown(numbers)
    assert list(publish.table(numbers, "openai-ga"))[2:] == []


@pytest.mark.parametrize("made", ["where they are", "elsewhere"])
def test_no_folder_of_the_machine_is_published(made: str, tmp_path: Path) -> None:
    folder = tmp_path if made == "where they are" else tmp_path.parent / "moved"
    kept, cached = folder / "transcripts/a.jsonl", Path.home() / ".cache/lib/x.js"
    broken = Finding(What.BREAKS_RULE, got=f"{kept} at {cached}:24", requirement="event.shape")
    (row,) = rows(["server:aimock"])
    failing = verdict("session/scenario/a", "fail", broken, check="session-must")
    ran = RowOutcome(row, results(tmp_path, failing, dialect={"name": "openai-ga"}), 12.3)
    measured = [summary.Measured(ran, None)]
    written = dict(publish.files(summary.summary(measured, RunOptions(0)), measured, tmp_path))
    assert ">.conformance/transcripts/a.jsonl at ~/.cache/lib/x.js:24" in "".join(written.values())
    assert [name for name, text in written.items() if str(tmp_path.parent) in text or str(Path.home()) in text] == []


def test_what_is_published_names_no_folder_of_a_machine() -> None:
    pages = [path for path in REPORTS.rglob("*") if path.suffix in (".html", ".json", ".md")]
    assert len(pages) > 30
    named = re.compile(r"/(?:root|tmp|home/\w+|Users/\w+)/")
    assert [path.name for path in pages if named.search(path.read_text(encoding="utf-8"))] == []


def test_a_server_of_another_wire_is_told_as_such(tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="This is the retired beta: `/a` and `/b`.")
    numbers = served(tmp_path, verdict("(the implementation)", "fail", spoken, check="dialect"))
    assert numbers["rows"][0]["scenarios"] == {"of": 0, "played": 0, "right": 0, "broken": [], "warned": []}
    assert "| javascript | This is the retired beta | – | – | – | – | – |" in publish.markdown(numbers)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return summary.read(REPORTS / publish.SUMMARY)


def test_every_row_is_published(published: dict[str, Any]) -> None:
    named = {(one.get("role"), one["name"], one["profile"], one["dialect"]) for one in published["rows"]}
    assert named == {(one.role, one.entry.name, one.profile, one.dialect) for one in rows()}
    assert [one["name"] for one in published["rows"] if "trouble" in one] == []


def test_the_published_tables_are_made_of_the_published_numbers(published: dict[str, Any]) -> None:
    assert (REPORTS / "matrix.md").read_text(encoding="utf-8") == publish.markdown(published)


def test_the_vendor_dialect_is_published_as_such(published: dict[str, Any]) -> None:
    (azure,) = (one for one in published["rows"] if one["name"] == "azure-voicelive")
    assert azure["speaks"] == "azure-voicelive"
    assert "reasons" not in azure


def test_a_row_is_published_for_each_codec(published: dict[str, Any]) -> None:
    codecs = {(one["name"], one["profile"], one["dialect"]) for one in published["rows"] if one["role"] == "codec"}
    assert {(one.name, one.profile, one.dialect) for one in CODECS} == codecs


@pytest.mark.parametrize("row", CODECS, ids=lambda one: f"{one.impl}-{one.dialect}")
def test_every_vector_shows_what_is_published(row: Row, published: dict[str, Any]) -> None:
    """Of every codec that this machine can run, asked and judged here; servers and clients take minutes."""
    require(row.entry)
    (its,) = (
        one
        for one in published["rows"]
        if (one["role"], one["name"], one["profile"], one["dialect"]) == ("codec", row.name, row.profile, row.dialect)
    )
    with open_implementation(row.impl, timeout=SECONDS, dialect=row.dialect) as opened:
        assert opened.hello.version == its["version"]
        speaks = opened.hello.dialect
        if speaks in ("*", row.dialect):
            assert summary.golden(verdicts_on_vectors(opened, row)) == its["golden"]
        else:
            assert its["speaks"] == speaks


def verdicts_on_vectors(opened: Connection, row: Row) -> Iterator[Verdict]:
    judge_by, register = oracle(row.dialect), load_register(row.dialect)
    connection = Steady(opened, judge_by)
    for name in judge_by.dialect.types:
        for vector in load_type(row.dialect, name).values():
            verdicts, case = judged(connection, vector, judge_by)
            yield from (complete(verdict, case, register, row.impl, row.dialect) for verdict in verdicts)


def test_a_difference_from_what_is_published_is_told(tmp_path: Path, published: dict[str, Any]) -> None:
    (ran,) = run([REFERENCE], RunOptions(generated=0), tmp_path, [].append)
    its = [one for one in published["rows"] if (one["name"], one["dialect"]) == ("reference", "openai-ga")]
    assert list(summary.drift({**published, "rows": its}, [ran])) == []
    ours = summary.summary([summary.Measured(ran, None)], RunOptions(generated=0))["rows"]
    assert list(summary.drift({"rows": ours}, [ran])) == []
    (other,) = json.loads(json.dumps(ours))
    other["golden"]["accepts"]["pass"] += 1
    (line,) = summary.drift({"rows": [other]}, [ran])
    assert line.startswith("reference:default, openai-ga: accepts was ")
    (line,) = summary.drift({"rows": [{**other, "version": "0.0.9"}]}, [ran])
    assert "published for 0.0.9" in line
    lines = list(summary.drift({"rows": [{**other, "name": "gone"}]}, [ran]))
    assert [line.partition(": ")[2] for line in lines] == ["not published", "published, but no longer plugged in"]
    (line,) = summary.drift({"rows": ours}, [replace(ran, results=None, trouble="stopped")])
    assert line == "reference:default, openai-ga: stopped"


NO_SUMMARIES = ["", "{", "[]", '{"format": 1, "rows": []}', '{"format": 3, "rows": []}', '{"format": 2}']


@pytest.mark.parametrize("content", NO_SUMMARIES)
def test_a_file_that_is_not_a_summary_is_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "summary.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"summary\.json: not "):
        summary.read(path)
