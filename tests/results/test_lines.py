"""A verdict as a line of a results file: nothing is lost on the way, and the schema says what is written."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from result_files import refused, results, verdict

import conformance.results
from conformance.checks.case import CaseId
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level
from conformance.results.lines import from_line, to_line

EVERY_KIND: dict[str, Verdict] = {
    "a pass": verdict("RealtimeResponse/a"),
    "a pass with a note": verdict("RealtimeResponse/generated/accepts", "pass", "30 payloads"),
    "in a shard": verdict("RealtimeResponse/a", index=0),
    "unsupported": verdict("RealtimeResponse/a", "unsupported", "no such type", level="should"),
    "open": verdict("RealtimeResponse/a", "free", "accepted", check="behaviour", level="free", actual="[1]"),
    "one of many payloads": verdict("RealtimeResponse/generated/accepts", "fail", refused(), failing=3, judged=9),
    "of the implementation": verdict("(the implementation)", "fail", Finding(What.OTHER_DIALECT, got="it speaks beta")),
    "everything": verdict(
        "RealtimeResponse/robust/empty",
        "untestable",
        *(
            Finding(what, f"/a/{number}", '"\ud800"', "\x00\u2028 é 😀", requirement=f"decode.{what}")
            for number, what in enumerate(What)
        ),
        Finding(What.TOO_DEEP),
        Finding(What.CHANGED, "", "", ""),
        failing=0,
        judged=0,
        requirements=(("decode.x", "It is so."), ("decode.y", "")),
        sent="",
        expected="\ud800",
        actual="x" * 2_000,
        reproduce="y" * 9_000,
        known="https://example.org/1",
        index=7,
    ),
}


@pytest.mark.parametrize("what", EVERY_KIND)
def test_a_verdict_is_the_same_after_it_was_written(tmp_path: Path, what: str) -> None:
    written = EVERY_KIND[what]
    assert from_line(to_line(written)) == written
    assert results(tmp_path, written).verdicts == [written]


def test_every_member_of_a_verdict_and_of_a_finding_is_written() -> None:
    line = to_line(EVERY_KIND["everything"])
    names = {field.name for field in fields(Verdict)} - {"note", "index"} | {"reason", "place"}
    assert set(line) == names
    assert set(line["findings"][0]) == {field.name for field in fields(Finding)}
    assert line["reason"] == EVERY_KIND["everything"].reason


@pytest.mark.parametrize("length", [1_990, 2_000, 2_001, 15_999, 16_000, 16_001, 200_000])
def test_a_text_that_was_cut_is_not_cut_again(length: int) -> None:
    """As where a process of pytest-xdist sends a verdict to the one that writes."""
    text = "x" * length
    found = Finding(What.CHANGED, "/a", text, text)
    line = to_line(verdict("RealtimeResponse/a", "fail", found, sent=text, expected=text, reproduce=text))
    assert to_line(from_line(line)) == line
    (finding,) = line["findings"]
    for shown, most in ((line["sent"], 16_000), (line["expected"], 2_000), (finding["got"], 2_000)):
        assert len(shown) == min(length, most)
        assert shown == text or shown.endswith(f"x… ({length} characters)")


def _lines_by_schema() -> Draft202012Validator:
    schema = json.loads((Path(conformance.results.__file__).parent / "results.schema.json").read_text("utf-8"))
    return Draft202012Validator(schema)


@pytest.mark.parametrize("what", EVERY_KIND)
def test_the_schema_accepts_what_is_written_and_nothing_else(what: str) -> None:
    schema = _lines_by_schema()
    line = {"kind": "verdict", **to_line(EVERY_KIND[what])}
    assert list(schema.iter_errors(line)) == []
    for name in ("type", "differences", "note", "x"):
        assert not schema.is_valid({**line, name: "RealtimeResponse"}), name
    for name in ("case", "subject", "check", "level", "status"):
        assert not schema.is_valid({key: value for key, value in line.items() if key != name}), name
    for found in line.get("findings", ()):
        for wrong in ({**found, "x": "1"}, {**found, "what": "dropped"}, {**found, "at": None}, {**found, "got": 1}):
            assert not schema.is_valid({**line, "findings": [wrong]}), wrong
    assert not schema.is_valid({**line, "findings": []})
    assert not schema.is_valid({**line, "failing": "3"})
    assert not schema.is_valid({**line, "judged": 0.5})


def test_the_schema_knows_every_kind_of_finding_level_and_status() -> None:
    parts = _lines_by_schema().schema["$defs"]
    assert parts["finding"]["properties"]["what"]["enum"] == [str(what) for what in What]
    assert parts["verdict"]["properties"]["level"]["enum"] == [str(level) for level in Level]
    assert sorted(parts["verdict"]["properties"]["status"]["enum"]) == sorted(map(str, Status))


CASES = ("T/a", "T.b_1/a b", "T/generated/accepts", "T/robust/15-mib-base64", "(the implementation)")
NO_CASES = ("", "T", "/a", "T/", "T/a/b", "T/generated/", "T/generated/a/b", "T/other/a", "1/a", "(another)", "dialect")


@pytest.mark.parametrize("case", [*CASES, *NO_CASES])
def test_the_schema_knows_the_ids_of_cases(case: str) -> None:
    line = {"kind": "verdict", **to_line(EVERY_KIND["a pass"]), "case": case}
    assert _lines_by_schema().is_valid(line) is (case in CASES)
    if case in CASES:
        assert str(CaseId.parse(case)) == case
