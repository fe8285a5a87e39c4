"""Every correction of the official document is still needed, does what it says, and leaves with its cause."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from official_document import document, official, written

from conformance.cli import main
from conformance.errors import UsageError
from conformance.spec.importer.dialect import errata, import_plan
from conformance.spec.importer.document import Document
from conformance.spec.importer.errata import Erratum, corrected, fixed_upstream, read_errata, with_new_types
from conformance.spec.importer.forms import translate
from conformance.spec.loader import SPEC

HOME = SPEC / "openai-ga"
ERRATA = {erratum.id: erratum for erratum in errata("openai-ga")}
PLACES = [
    pytest.param(erratum, at, id=f"{id_}-{i}") for id_, erratum in ERRATA.items() for i, at in enumerate(erratum.at)
]
PAPER = {"example"}  # It changes no schema.
REF = "#/components/schemas/"


def erratum(op: str, at: str, value: Any = None, trips: Any = None, **more: Any) -> Erratum:
    evidence = {"why": "why", "evidence": "evidence", "provenance": "recorded", "trips": trips or {"accepts": None}}
    return Erratum("an-id", (f"/components/schemas/{at}",), op, value, **{**evidence, **more})


def with_types() -> Document:
    """The official document with the types that it lacks."""
    return with_new_types(official(), ERRATA.values())


def translated(before: Document, *corrections: Erratum) -> dict[str, Any]:
    return translate(corrected(before, corrections), ["T"], [])


# The official document


@pytest.mark.parametrize(("row", "at"), PLACES)
def test_the_document_still_needs_the_correction(row: Erratum, at: str) -> None:
    before = official() if row.op == "add-type" else with_types()
    assert not fixed_upstream(before, row, at), (
        f"upstream fixed {at}: take {row.id} out of errata.json and import again"
    )


@pytest.mark.parametrize(("row", "at"), [place for place in PLACES if place.values[0].op not in PAPER])
def test_the_correction_does_what_it_waits_for(row: Erratum, at: str) -> None:
    before = official() if row.op == "add-type" else with_types()
    # At its best level it becomes part of the schema, whatever its evidence is worth.
    firm = replace(row, at=(at,), provenance="recorded", at_most="must")
    assert fixed_upstream(corrected(before, (firm,)), row, at)
    assert not fixed_upstream(before, row, at), "the document itself is left as it was"


@pytest.mark.parametrize(("row", "at"), [place for place in PLACES if place.values[0].op in PAPER])
def test_words_that_change_trip(row: Erratum, at: str) -> None:
    content = json.dumps(official().content, ensure_ascii=False)
    phrase = json.dumps(row.trips["lacks"], ensure_ascii=False)[1:-1]
    assert phrase in content or " " in phrase
    changed = json.loads(content.replace(phrase, ""))
    for schema in changed["components"]["schemas"].values():
        _forget(schema, row.trips["lacks"])
    assert fixed_upstream(Document("changed.json", changed), row, at)


def _forget(value: Any, phrase: str) -> None:
    """Take a phrase out of every description, wherever its lines break."""
    if isinstance(value, dict):
        if isinstance(value.get("description"), str):
            value["description"] = " ".join(value["description"].split()).replace(phrase, "")
        for inner in value.values():
            _forget(inner, phrase)
    elif isinstance(value, list):
        for inner in value:
            _forget(inner, phrase)


def test_a_mended_document_is_not_imported_over_a_needless_correction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = official()
    details = changed.schemas["RealtimeResponse"]["properties"]["status_details"]
    changed.schemas["RealtimeResponse"]["properties"]["status_details"] = {"anyOf": [details, {"type": "null"}]}
    path = written(tmp_path, changed.content)
    assert main(["spec", "import", str(path), "--into", str(tmp_path / "new")]) == 4
    assert capsys.readouterr().err == (
        f"realtime-conformance: {path}#/components/schemas/RealtimeResponse/properties/status_details: "
        "erratum 'response-status-details-null' is not needed here: the document is right\n"
    )
    assert not (tmp_path / "new").exists()


# Evidence, side and level


@pytest.mark.parametrize("row", [row for row in ERRATA.values() if row.op != "prose"], ids=lambda row: row.id)
def test_every_correction_has_evidence_a_side_and_the_level_of_its_evidence(row: Erratum) -> None:
    assert row.side in ("client", "server", "both")
    best = {"recorded": "must", "document": "must", "example": "must", "prose": "must", "reported": "should",
            "sdk": "should", "inferred": "free"}[row.provenance]  # fmt: skip
    if row.op == "add-member":
        assert row.level == "should", "what no document has never gates"
    else:
        assert row.level == (row.at_most if best != "free" and row.at_most != "must" else best)


def test_no_correction_rests_on_an_implementation_that_is_judged_by_it() -> None:
    """A library's own behaviour says nothing about the wire, but a member that OpenAI's SDKs declare may be there."""
    assert "mcp-error-code-string" not in ERRATA
    of_sdks = {row.id for row in ERRATA.values() if row.provenance == "sdk" and row.op != "add-member"}
    assert of_sdks == {"approval-response-without-id", "client-null-for-unset"}, "which take nothing away"


@pytest.mark.parametrize(
    ("id_", "level", "side"),
    [
        ("delta-obfuscation", "should", "server"),
        ("assistant-phase", "should", "server"),
        ("usage-reasoning-tokens", "should", "server"),
        ("status-details-error-message", "should", "server"),
        ("response-usage-null", "must", "server"),
        ("request-transcription-null", "must", "client"),
        ("server-custom-voice", "should", "server"),
        ("server-null-for-unset", "free", "server"),
        ("client-null-for-unset", "free", "client"),
    ],
)
def test_the_level_of_a_correction(id_: str, level: str, side: str) -> None:
    assert (ERRATA[id_].level, ERRATA[id_].side) == (level, side)


OTHER = {"erratum": "an-id", "level": "should", "form": "null"}


@pytest.mark.parametrize(
    ("correction", "expected"),
    [
        (erratum("nullable", "T/properties/m", provenance="sdk"), OTHER),
        (erratum("nullable", "T/properties/m", provenance="inferred"), {**OTHER, "level": "free"}),
        (erratum("nullable", "T/properties/m", provenance="reported", at_most="free"), {**OTHER, "level": "free"}),
        (erratum("make-optional", "T", "m", {"accepts": {}}, provenance="sdk"), {**OTHER, "form": "absent"}),
        (
            erratum("add-variant", "T/properties/m", {"type": "boolean"}, provenance="reported", side="server"),
            {**OTHER, "side": "server", "form": {"type": "boolean"}},
        ),
    ],
)
def test_a_form_without_firm_evidence_stays_beside_what_the_document_has(correction: Erratum, expected: Any) -> None:
    before = document(T={"type": "object", "properties": {"m": {"type": "integer"}}, "required": ["m"]})
    types = translated(before, correction)
    member = {"type": "integer", "x-errata": ["an-id"], "x-also": [expected]}
    assert types["T"] == {"type": "object", "properties": {"m": member}, "required": ["m"]}


def test_a_form_of_one_side_stays_beside_a_type_that_both_write() -> None:
    before = document(T={"type": "object", "properties": {"m": {"type": "string"}}})
    correction = erratum("nullable", "T/properties/m", side="server")
    alone, shared = (
        translate(corrected(before, (correction,), names), ["T"], [])["T"]["properties"]["m"]
        for names in (set(), {"T"})
    )
    assert alone == {"type": ["string", "null"], "x-errata": ["an-id"]}
    assert shared["x-also"] == [{"erratum": "an-id", "level": "must", "side": "server", "form": "null"}]


def test_a_member_of_one_side_says_so() -> None:
    before = document(T={"type": "object", "properties": {}})
    value = {"name": "m", "schema": {"type": "string"}}
    types = translated(before, erratum("add-member", "T", value, {"declares": "m"}, side="server"))
    member = {"type": "string", "x-errata": ["an-id"], "x-level": "should", "x-side": "server"}
    assert types["T"]["properties"]["m"] == member


def test_a_type_that_the_imported_part_lacks_is_added_and_corrected_like_any_other() -> None:
    new = erratum("add-type", "New", {"type": "object", "properties": {"m": {"type": "string"}}})
    types = translate(corrected(document(), (new, erratum("nullable", "New/properties/m"))), ["New"], [])
    member = {"type": ["string", "null"], "x-errata": ["an-id"]}
    assert types["New"] == {"type": "object", "properties": {"m": member}, "x-errata": ["an-id"]}
    with pytest.raises(UsageError, match="erratum 'an-id' is not needed here: the document is right"):
        corrected(document(New={"type": "object"}), (new,))


# What is exported


def _marks(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_marks, value))
    if isinstance(value, dict):
        return set(value.get("x-errata", ())).union(*(_marks(inner) for inner in value.values()))
    return set()


def test_every_corrected_place_names_its_correction() -> None:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in HOME.glob("*.json") if path.name != "errata.json"]
    assert set().union(*map(_marks, files)) == {id_ for id_, row in ERRATA.items() if row.op not in PAPER}


def test_what_the_wire_carries_is_legal_after_the_corrections_and_was_not_before() -> None:
    before = official()
    after = corrected(before, tuple(ERRATA.values()))
    response = REF.removeprefix("#") + "RealtimeResponse"
    probe = erratum("nullable", "RealtimeResponse", trips={"accepts": {"status_details": None, "usage": None}})
    assert not fixed_upstream(before, probe, response)
    assert fixed_upstream(after, probe, response)


def test_the_plan_and_the_errata_speak_of_the_same_document() -> None:
    reached = translate(corrected(official(), tuple(ERRATA.values())), import_plan("openai-ga").roots, ())
    for row in ERRATA.values():
        assert {at.split("/")[3] for at in row.at} <= set(reached), row.id


# Operations


def test_null_goes_around_the_schema_and_what_is_said_of_the_place_stays_outside() -> None:
    prose = [{"requirement": "T.m.range", "schema": {"minimum": 1}}]
    before = document(
        T={"type": "object", "properties": {"m": {"type": "integer", "x-prose": prose}}, "required": ["m"]}
    )
    member = translated(before, erratum("nullable", "T/properties/m"))["T"]["properties"]["m"]
    assert member == {"type": ["integer", "null"], "x-prose": prose, "x-errata": ["an-id"]}


def test_the_innermost_place_is_corrected_first() -> None:
    before = document(
        T={"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}}}}
    )
    types = translated(
        before, erratum("nullable", "T/properties/a"), erratum("nullable", "T/properties/a/properties/b")
    )
    outer = types["T"]["properties"]["a"]
    assert outer["anyOf"][1] == {"type": "null"}
    assert outer["anyOf"][0]["properties"]["b"] == {"type": ["string", "null"], "x-errata": ["an-id"]}


@pytest.mark.parametrize(
    ("schema", "correction", "expected"),
    [
        (
            {"type": "object", "properties": {"a": {"type": "string"}}},
            erratum("add-member", "T", {"name": "b", "schema": {"type": "integer"}}, {"declares": "b"}),
            {
                "type": "object",
                "properties": {
                    "a": {"type": "string"},
                    "b": {"type": "integer", "x-errata": ["an-id"], "x-level": "should"},
                },
            },
        ),
        (
            {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a", "b"]},
            erratum("make-optional", "T", "a", {"accepts": {"b": 1}}),
            {
                "type": "object",
                "properties": {"a": {"x-order": "any"}, "b": {"x-order": "any"}},
                "required": ["b"],
                "x-errata": ["an-id"],
            },
        ),
        (
            {"type": "string", "enum": ["a", "b"]},
            erratum("add-values", "T", ["c"], {"accepts": "c"}),
            {"type": "string", "enum": ["a", "b", "c"], "x-open": "tolerate", "x-errata": ["an-id"]},
        ),
        (
            {"type": "string"},
            erratum("add-variant", "T", {"type": "integer"}, {"accepts": 1}),
            {
                "anyOf": [{"type": "string"}, {"type": "integer"}],
                "x-tag": {"kind": "untagged"},
                "x-errata": ["an-id"],
            },
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            erratum("add-variant", "T", {"type": "boolean"}, {"accepts": True}),
            {
                "anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}],
                "x-tag": {"kind": "untagged"},
                "x-errata": ["an-id"],
            },
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "string", "enum": ["auto"]}]},
            erratum("any-of", "T", None, {"accepts": "auto"}),
            {
                "anyOf": [{"type": "string", "enum": ["auto"]}, {"type": "string"}],
                "x-open": "keep",
                "x-errata": ["an-id"],
            },
        ),
        (
            {"type": "string", "contentEncoding": "base64"},
            erratum(
                "replace",
                "T",
                {"from": {"type": "string", "contentEncoding": "base64"}, "to": {"type": ["string", "null"]}},
            ),
            {"type": ["string", "null"], "x-errata": ["an-id"]},
        ),
    ],
)
def test_an_operation_corrects_the_place_and_marks_it(schema: Any, correction: Erratum, expected: Any) -> None:
    assert translated(document(T=schema), correction)["T"] == expected


@pytest.mark.parametrize(
    ("correction", "problem"),
    [
        (erratum("nullable", "Missing"), "#/components/schemas/Missing: the document has nothing there"),
        (erratum("nullable", "T/type"), "#/components/schemas/T/type: a schema is an object"),
        (erratum("add-values", "T", ["c"], {"accepts": 1}), "erratum 'an-id' (add-values) does not apply here"),
        (erratum("any-of", "T", None, {"accepts": 1}), "erratum 'an-id' (any-of) does not apply here"),
        (erratum("replace", "T", {"from": {}, "to": {}}), "erratum 'an-id' (replace) does not apply here"),
        (erratum("nullable", "T", None, {"accepts": "text"}), "is not needed here: the document is right"),
        (erratum("example", "T/x-oaiMeta/example", None, {"lacks": "x"}), "the document has nothing there"),
    ],
)
def test_a_correction_without_a_place_or_a_cause_is_an_error(correction: Erratum, problem: str) -> None:
    with pytest.raises(UsageError) as raised:
        corrected(document(T={"type": "string", "description": "words"}), (correction,))
    assert problem in str(raised.value)
    assert str(raised.value).startswith("api.json#/components/schemas/")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"op": "delete"}, "'delete' is not one of"),
        ({"at": "/paths/x"}, "/errata/0/at"),
        ({"why": ""}, "/errata/0/why"),
        ({"provenance": "rumour"}, "/errata/0/provenance"),
        ({"trips": {}}, "/errata/0/trips"),
        ({"value": 1}, "/errata/0"),
        ({"side": "proxy"}, "/errata/0/side"),
        ({"side": None}, "/errata/0/side"),
        ({"at_most": "must"}, "/errata/0/at_most"),
        ({"op": "any-of", "provenance": "sdk"}, "/errata/0/op"),
        (
            {"op": "add-member", "provenance": "inferred", "value": {"name": "m", "schema": {}}},
            "/errata/0",
        ),
        ({"op": "add-values", "value": "c"}, "/errata/0/value"),
        ({"typo": 1}, "'typo' was unexpected"),
    ],
)
def test_the_file_of_corrections_is_checked(change: Any, problem: str, tmp_path: Path) -> None:
    row = {
        "id": "an-id", "at": "/components/schemas/T", "op": "nullable", "why": "w", "evidence": "e",
        "provenance": "recorded", "side": "both", "trips": {"accepts": None},
    }  # fmt: skip
    assert len(read_errata(written(tmp_path, {"errata": [row]}))) == 1
    path = written(tmp_path, {"errata": [row | change]})
    with pytest.raises(UsageError) as raised:
        read_errata(path)
    assert problem in str(raised.value)
    assert str(raised.value).startswith(f"{path}#")
    with pytest.raises(UsageError, match="'an-id' is given twice"):
        read_errata(written(tmp_path, {"errata": [row, row]}))
