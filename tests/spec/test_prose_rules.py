"""What the official document states in words alone hangs on its schemas, and leaves with its words."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from official_document import document, official, written

from conformance.cli import main
from conformance.errors import UsageError
from conformance.spec import SpecError, load_dialect
from conformance.spec.importer.dialect import errata, import_plan, prose_rules
from conformance.spec.importer.document import Document
from conformance.spec.importer.errata import corrected, fixed_upstream
from conformance.spec.importer.forms import translate
from conformance.spec.importer.prose import Rule, read_rules, with_rules
from conformance.spec.loader import SPEC

HOME = SPEC / "openai-ga"
RULES = prose_rules("openai-ga")
PLACES = [pytest.param(rule, at, id=f"{rule.id}-{i}") for rule in RULES for i, at in enumerate(rule.at)]


def rule(at: str, requirement: str = "T.m.range", **prose: Any) -> Rule:
    whole = {"requirement": requirement, **(prose or {"schema": {"minimum": 1}})}
    return Rule("an-id", (f"/components/schemas/{at}",), whole, "why", "evidence", {"lacks": "up to 1"})


def words(schema: Any) -> dict[str, Any]:
    return {**schema, "description": "up to 1"}


# The official document


@pytest.mark.parametrize(("row", "at"), PLACES)
def test_the_document_still_says_it_and_only_in_words(row: Rule, at: str) -> None:
    assert not fixed_upstream(official(), row, at), f"take {row.id} out of prose.json and import again"


@pytest.mark.parametrize(("row", "at"), PLACES)
def test_words_that_change_trip(row: Rule, at: str) -> None:
    changed = official()
    for schema in changed.schemas.values():
        _forget(schema, row.trips["lacks"])
    assert fixed_upstream(changed, row, at)


def _forget(value: Any, phrase: str) -> None:
    """Take a phrase out of every description, wherever its lines break."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _forget(inner, phrase)
    if isinstance(value, dict) and isinstance(value.get("description"), str):
        value["description"] = " ".join(value["description"].split()).replace(phrase, "")


def test_every_rule_is_at_each_of_its_places_and_nowhere_else() -> None:
    names = load_dialect("openai-ga").modules.values()
    files = [json.loads((HOME / f"{name}.json").read_text(encoding="utf-8")) for name in dict.fromkeys(names)]
    stated = Counter(row.prose["requirement"] for row in RULES for _ in row.at)
    assert Counter(one for file in files for one in _requirements(file)) == stated


def _requirements(value: Any) -> list[str]:
    if isinstance(value, list):
        return [one for inner in value for one in _requirements(inner)]
    if isinstance(value, dict):
        here = [one["requirement"] for one in value.get("x-prose", ())]
        return here + [one for inner in value.values() for one in _requirements(inner)]
    return []


def test_the_rules_speak_of_what_is_imported() -> None:
    reached = translate(corrected(official(), errata("openai-ga")), import_plan("openai-ga").roots, ())
    for row in RULES:
        assert {at.split("/")[3] for at in row.at} <= set(reached), row.id


def test_a_document_without_the_words_is_not_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = official()
    changed.schemas["RealtimeServerEventResponseCreated"]["description"] = "A new response."
    path = written(tmp_path, changed.content)
    assert main(["spec", "import", str(path), "--into", str(tmp_path / "new")]) == 4
    assert capsys.readouterr().err == (
        f"realtime-conformance: {path}#/components/schemas/RealtimeServerEventResponseCreated: "
        "rule 'response-created-status' is not needed: the words are not here\n"
    )


# Where a rule hangs


def hung(before: Document, *rules: Rule) -> dict[str, Any]:
    return translate(with_rules(before, rules), ["T"], [])


def test_rules_of_a_member_and_of_its_object_hang_where_they_belong() -> None:
    before = document(T=words({"type": "object", "properties": {"m": words({"type": ["integer", "null"]})}}))
    one, other = rule("T/properties/m"), rule("T", "T.sum", sum={"total": "/m", "parts": ["/m"], "relation": "="})
    (form,) = hung(before, one, other).values()
    assert form["properties"]["m"]["x-prose"] == [one.prose]
    assert form["x-prose"] == [other.prose]
    assert "x-prose" not in before.schemas["T"], "the document itself is left as it was"


def test_several_rules_hang_at_one_place_in_their_order() -> None:
    before = document(T=words({"type": "object", "properties": {}}))
    rules = [rule("T", f"T.{name}") for name in "ba"]
    assert [one["requirement"] for one in hung(before, *rules)["T"]["x-prose"]] == ["T.b", "T.a"]


def test_a_rule_inside_what_an_erratum_wraps_stays_where_it_is() -> None:
    inner = {"type": "object", "properties": {"m": words({"type": "integer"})}}
    before = document(T={"type": "object", "properties": {"o": inner}})
    (erratum,) = (one for one in errata("openai-ga") if one.id == "response-usage-null")
    moved = replace(erratum, at=("/components/schemas/T/properties/o",))
    types = translate(corrected(with_rules(before, (rule("T/properties/o/properties/m"),)), (moved,)), ["T"], [])
    wrapped = types["T"]["properties"]["o"]["anyOf"][0]
    assert wrapped["properties"]["m"]["x-prose"] == [{"requirement": "T.m.range", "schema": {"minimum": 1}}]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ([rule("Missing")], "#/components/schemas/Missing: the document has nothing there"),
        ([rule("T/properties/n")], "rule 'an-id' is not needed: the words are not here"),
        ([rule("T"), rule("T")], "rule 'an-id': another rule of its requirement is at this place"),
    ],
)
def test_a_rule_without_a_place_or_words_is_an_error(rules: list[Rule], problem: str) -> None:
    before = document(T=words({"type": "object", "properties": {"n": {"type": "string", "description": "none"}}}))
    with pytest.raises(UsageError) as raised:
        with_rules(before, tuple(rules))
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"schema": {}, "sum": {}}, "/rules/0"),
        ({}, "/rules/0"),
        ({"schema": {}, "trips": {"accepts": 1}}, "/rules/0/trips"),
        ({"schema": {}, "op": "prose"}, "/rules/0"),
    ],
)
def test_a_row_that_is_no_rule_is_an_error(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    row = {"id": "a", "at": "/components/schemas/T", "requirement": "T.a", "why": "w", "evidence": "e"}
    path = written(tmp_path, {"rules": [{**row, "trips": {"lacks": "x"}, **change}]}, "prose.json")
    with pytest.raises(UsageError, match=problem):
        read_rules(path)


def test_a_rule_that_hangs_on_neither_a_member_nor_an_object_is_an_error(tmp_path: Path, monkeypatch: Any) -> None:
    from conformance.spec import loader

    text = {"type": "string", "x-prose": [{"requirement": "A.a", "schema": {"minLength": 1}}]}
    (tmp_path / "own").mkdir()
    manifest = {"dialect": "own", "version": 1, "title": "t", "source": "s", "roots": ["A"], "modules": ["m"]}
    written(tmp_path / "own", {**manifest, "nesting_limit": 8, "reading": "document"}, "dialect.json")
    written(tmp_path / "own", {"$defs": {"A": {"type": "array", "items": text}}}, "m.json")
    monkeypatch.setattr(loader, "SPEC", tmp_path)
    with pytest.raises(SpecError, match=r"own/m.json#/\$defs/A/items: x-prose belongs to a member or to an object"):
        load_dialect.__wrapped__("own")
