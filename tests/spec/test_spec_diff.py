"""What a new document changes: each rule, as breaking or compatible, by type and member."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from official_document import document, official, official_file, written

from conformance.cli import main
from conformance.errors import UsageError
from conformance.spec.importer.compare import compare_documents

REF = "#/components/schemas/"
TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def struct(required: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(required)}


def tagged(*values: str) -> dict[str, Any]:
    return {"anyOf": [struct(("type",), type={"type": "string", "const": value}) for value in values]}


def enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def known(*values: str) -> dict[str, Any]:
    return {"anyOf": [TEXT, enum(*values)]}


def changes(old: Any, new: Any, **types: Any) -> list[str]:
    before = document(T=struct(m=old), **types)
    after = document(T=struct(m=new), **types)
    return [
        f"{'breaking' if change.breaking else 'compatible'} {change.where}: {change.what}"
        for change in compare_documents(before, after, ("T",))
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Members
        (struct(a=TEXT), struct(), "breaking T.m.a: member removed"),
        (struct(), struct(a=TEXT), "compatible T.m.a: optional member added"),
        (struct(), struct(("a",), a=TEXT), "breaking T.m.a: required member added"),
        (struct(a=TEXT), struct(("a",), a=TEXT), "breaking T.m.a: is required"),
        (struct(("a",), a=TEXT), struct(a=TEXT), "compatible T.m.a: is optional"),
        (struct(), struct() | {"additionalProperties": False}, "breaking T.m: other members are no longer allowed"),
        (struct() | {"additionalProperties": False}, struct(), "compatible T.m: other members are allowed"),
        # Values
        (enum("a", "b"), enum("a"), 'breaking T.m: enum value "b" removed'),
        (enum("a"), enum("a", "b"), 'compatible T.m: enum value "b" added'),
        (known("a", "b"), known("a"), 'breaking T.m: enum value "b" removed'),
        (known("a"), known("a", "b"), 'compatible T.m: enum value "b" added'),
        (TEXT, nullable(TEXT), "compatible T.m: null is allowed"),
        (nullable(TEXT), TEXT, "breaking T.m: null is no longer allowed"),
        (nullable(struct()), struct(), "breaking T.m: null is no longer allowed"),
        # Limits
        (WHOLE, WHOLE | {"minimum": 1}, "breaking T.m: minimum none to 1"),
        (WHOLE | {"minimum": 1}, WHOLE, "compatible T.m: minimum 1 to none"),
        (WHOLE | {"minimum": 1}, WHOLE | {"minimum": 2}, "breaking T.m: minimum 1 to 2"),
        (WHOLE | {"maximum": 1}, WHOLE | {"maximum": 2}, "compatible T.m: maximum 1 to 2"),
        (TEXT | {"maxLength": 512}, TEXT | {"maxLength": 64}, "breaking T.m: maxLength 512 to 64"),
        (TEXT, TEXT | {"pattern": "^a"}, "breaking T.m: pattern none to ^a"),
        (TEXT | {"format": "uri"}, TEXT, "compatible T.m: format uri to none"),
        ({"items": TEXT}, {"items": TEXT, "minItems": 1}, "breaking T.m: minItems none to 1"),
        # Kinds
        (TEXT, WHOLE, "breaking T.m: changed from text to a whole number"),
        (WHOLE, {"type": "number"}, "compatible T.m: widened from a whole number to a number"),
        ({"type": "number"}, WHOLE, "breaking T.m: narrowed from a number to a whole number"),
        (enum("a", "b"), TEXT, "compatible T.m: widened from an enum to text"),
        (TEXT, enum("a", "b"), "breaking T.m: narrowed from text to an enum"),
        (enum("a", "b"), known("a"), "compatible T.m: widened from an enum to an open enum"),
        (known("a"), enum("a", "b"), "breaking T.m: narrowed from an open enum to an enum"),
        (WHOLE, {}, "compatible T.m: widened from a whole number to any JSON"),
        ({}, WHOLE, "breaking T.m: narrowed from any JSON to a whole number"),
        # Inside
        ({"items": TEXT}, {"items": WHOLE}, "breaking T.m[]: changed from text to a whole number"),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": nullable(TEXT)},
            "compatible T.m{}: null is allowed",
        ),
        (nullable(struct(a=TEXT)), nullable(struct()), "breaking T.m.a: member removed"),
        # Unions
        (tagged("a", "b"), tagged("a"), "breaking T.m: narrowed from a tagged union to an object"),
        (tagged("a", "b", "c"), tagged("a", "b"), "breaking T.m: variant c removed"),
        (tagged("a", "b"), tagged("a", "b", "c"), "compatible T.m: variant c added"),
        ({"anyOf": [WHOLE, TEXT]}, {"anyOf": [WHOLE, TEXT, {"type": "boolean"}]}, "compatible T.m: takes a boolean"),
        ({"anyOf": [WHOLE, TEXT]}, {"anyOf": [TEXT, {"type": "boolean"}]}, None),
        (WHOLE, {"anyOf": [WHOLE, TEXT]}, "compatible T.m: widened from a whole number to a union"),
        ({"anyOf": [WHOLE, TEXT]}, WHOLE, "breaking T.m: narrowed from a union to a whole number"),
        (
            {"anyOf": [WHOLE, enum("inf")]},
            {"anyOf": [WHOLE, enum("inf", "all")]},
            'compatible T.m: enum value "all" added',
        ),
    ],
)
def test_a_change_is_told_with_its_place(old: Any, new: Any, expected: str | None) -> None:
    told = changes(old, new)
    if expected is None:
        assert told == ["breaking T.m: no longer takes a whole number", "compatible T.m: takes a boolean"]
    else:
        assert told == [expected]


def test_a_variant_is_named_by_its_tag() -> None:
    old, new = tagged("a", "b"), tagged("a", "b")
    new["anyOf"][1]["properties"]["x"] = TEXT
    assert changes(old, new) == ["compatible T.m<b>.x: optional member added"]


def test_a_type_that_comes_or_goes_is_told_and_what_uses_it_too() -> None:
    old = document(
        T={"anyOf": [{"$ref": REF + "A"}, {"$ref": REF + "B"}]}, A=tagged("a")["anyOf"][0], B=tagged("b")["anyOf"][0]
    )
    new = document(
        T={"anyOf": [{"$ref": REF + "B"}, {"$ref": REF + "C"}]}, B=tagged("b")["anyOf"][0], C=tagged("c")["anyOf"][0]
    )
    told = [(change.breaking, change.where, change.what) for change in compare_documents(old, new, ("T",))]
    assert told == [
        (True, "A", "type removed"),
        (False, "C", "type added"),
        (True, "T", "variant a removed"),
        (False, "T", "variant c added"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, TEXT | {"description": "other words", "default": "x"}),
        (struct(a=TEXT, b=WHOLE), struct(b=WHOLE, a=TEXT)),
        ({"anyOf": [WHOLE, TEXT]}, {"oneOf": [TEXT, WHOLE]}),
        (nullable(TEXT), {"type": ["string", "null"]}),
        (nullable(TEXT), TEXT | {"nullable": True}),
        ({"$ref": REF + "U"}, {"allOf": [{"$ref": REF + "U"}]}),
        (tagged("a", "b"), {"anyOf": list(reversed(tagged("a", "b")["anyOf"]))}),
    ],
)
def test_what_says_the_same_is_no_change(old: Any, new: Any) -> None:
    assert changes(old, new, U=TEXT) == []


def test_a_schema_that_gets_a_name_is_only_a_new_type() -> None:
    assert changes({"$ref": REF + "U"}, {"$ref": REF + "V"}, U=struct(a=TEXT), V=struct(a=TEXT)) == [
        "breaking U: type removed",
        "compatible V: type added",
    ]
    assert changes(struct(a=TEXT), {"$ref": REF + "U"}, U=struct(a=TEXT)) == ["compatible U: type added"]


def test_types_that_contain_themselves_come_to_an_end() -> None:
    old = document(T={"$ref": REF + "A"}, A=struct(next={"$ref": REF + "A"}))
    new = document(T={"$ref": REF + "B"}, B=struct(next={"$ref": REF + "B"}))
    assert [change.where for change in compare_documents(old, new, ("T",))] == ["A", "B"]


# The command


def test_the_official_document_against_itself_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", "diff", str(official_file()), str(official_file())]) == 0
    assert capsys.readouterr().out == "no changes\n"


def test_changes_of_the_official_document_are_told_and_are_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = official()
    response = changed.schemas["RealtimeResponse"]["properties"]
    response["status"]["enum"].remove("incomplete")
    response["latency_ms"] = WHOLE
    changed.schemas["RealtimeServerEvent"]["anyOf"].append({"$ref": REF + "RealtimeServerEventPing"})
    changed.schemas["RealtimeServerEventPing"] = tagged("ping")["anyOf"][0]
    del changed.schemas["RealtimeCallReferRequest"]
    changed.schemas["RealtimeBetaResponse"] = {"type": "string"}
    assert main(["spec", "diff", str(official_file()), str(written(tmp_path, changed.content))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "breaking    RealtimeCallReferRequest: type removed",
        'breaking    RealtimeResponse.status: enum value "incomplete" removed',
        "compatible  RealtimeResponse.latency_ms: optional member added",
        "compatible  RealtimeServerEvent: variant ping added",
        "compatible  RealtimeServerEventPing: type added",
        "2 breaking, 3 compatible",
    ]


def test_a_document_without_the_types_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, document(Other=TEXT).content)
    assert main(["spec", "diff", str(path), str(path)]) == 4
    assert capsys.readouterr().err.endswith("#/components/schemas: the document has no Realtime schemas\n")
    with pytest.raises(UsageError, match="a form that the importer does not know"):
        changes(TEXT, {"not": {}})


def test_a_yaml_document_and_a_json_schema_are_compared_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(
        """
openapi: 3.1.0
components:
  schemas:
    RealtimeResponse: {type: object, properties: {id: {$ref: "#/components/schemas/Id"}}}
    Id: {type: string}
""",
        encoding="utf-8",
    )
    new = tmp_path / "new.json"
    types = {"RealtimeResponse": struct(id={"$ref": "#/$defs/Id"}, status=TEXT), "Id": TEXT}
    new.write_text(json.dumps({"$defs": types}), encoding="utf-8")
    assert main(["spec", "diff", str(old), str(new)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["compatible  RealtimeResponse.status: optional member added", "0 breaking, 1 compatible"]


def test_what_is_not_yaml_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", encoding="utf-8")
    assert main(["spec", "diff", str(broken), str(broken)]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "broken.yaml: is not YAML: " in line
