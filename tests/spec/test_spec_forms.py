"""Each form of schema that a document has becomes one of the dialect's forms; any other is an error with its place."""

from __future__ import annotations

from typing import Any

import pytest
from official_document import document

from conformance.errors import UsageError
from conformance.spec.importer.forms import translate

ANY = {"x-order": "any"}
FREE = {"type": "object", "additionalProperties": ANY, "x-order": "any"}
REF = "#/components/schemas/"


def struct(tag: str, value: str, **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {tag: {"type": "string", "enum": [value], "x-stainless-const": True}, **members},
        "required": [tag],
    }


def form(schema: Any, **others: Any) -> Any:
    return translate(document(T=schema, **others), ["T"], [])["T"]


def arm(tag: str, value: str, **rest: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {tag: {"const": value}}, "required": [tag], **rest}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "description": "words", "default": "x"}, {"type": "string"}),
        (
            {"type": "string", "maxLength": 512, "minLength": 1, "pattern": "^a", "format": "uri"},
            {"type": "string", "minLength": 1, "maxLength": 512, "pattern": "^a", "format": "uri"},
        ),
        ({"type": "boolean", "default": True}, {"type": "boolean"}),
        ({"type": "integer", "format": "unixtime"}, {"type": "integer", "format": "unixtime"}),
        ({"type": "integer", "maximum": 7200, "minimum": 10}, {"type": "integer", "minimum": 10, "maximum": 7200}),
        ({"type": "integer", "enum": [24000]}, {"type": "integer", "minimum": 24000, "maximum": 24000}),
        (
            {"type": "number", "minimum": 0.25, "maximum": 1.5},
            {"type": "number", "minimum": 0.25, "maximum": 1.5},
        ),
        ({"type": "string", "enum": ["one"]}, {"type": "string", "enum": ["one"]}),
        ({"type": "string", "const": "one"}, {"type": "string", "enum": ["one"]}),
        ({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"], "x-open": "tolerate"}),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ),
        ({"items": {"type": "integer"}}, {"type": "array", "items": {"type": "integer"}}),
        (
            {"type": "array", "items": {"type": "string", "enum": ["logprobs"]}},
            {"type": "array", "items": {"type": "string", "enum": ["logprobs"], "x-open": "tolerate"}},
        ),
        (
            {"type": "object", "additionalProperties": {"type": "string"}},
            {"type": "object", "additionalProperties": {"type": "string"}, "x-order": "any"},
        ),
        ({"type": "object"}, FREE),
        ({}, ANY),
        (
            {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}, "a": {}}},
            {"type": "object", "properties": {"b": {"type": "string"}, "a": ANY}, "required": ["b"]},
        ),
        (
            {"type": "object", "required": [], "properties": {}, "additionalProperties": False},
            {"type": "object", "properties": {}, "additionalProperties": False},
        ),
        ({"allOf": [{"type": "string"}]}, {"type": "string"}),
    ],
)
def test_a_schema_without_alternatives_becomes_its_form(schema: Any, expected: Any) -> None:
    translated = form(schema)
    assert translated == expected
    assert list(translated) == list(expected), "keywords in the vocabulary's order"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}),
        ({"oneOf": [{"type": "null"}, {"type": "integer"}]}, {"type": ["integer", "null"]}),
        ({"type": ["string", "null"], "maxLength": 3}, {"type": ["string", "null"], "maxLength": 3}),
        ({"type": "boolean", "nullable": True}, {"type": ["boolean", "null"]}),
        ({"type": "boolean", "nullable": False}, {"type": "boolean"}),
        ({"anyOf": [FREE | {"additionalProperties": True}, {"type": "null"}]}, FREE | {"type": ["object", "null"]}),
        (
            {"type": "string", "enum": ["a", "b"], "nullable": True},
            {"anyOf": [{"type": "string", "enum": ["a", "b"], "x-open": "tolerate"}, {"type": "null"}]},
        ),
        (
            {"nullable": True, "type": "object", "properties": {}},
            {"anyOf": [{"type": "object", "properties": {}}, {"type": "null"}]},
        ),
        ({"nullable": True}, ANY),
    ],
)
def test_null_is_allowed_in_every_spelling(schema: Any, expected: Any) -> None:
    assert form({key: value for key, value in schema.items() if key != "x-order"}) == expected


def test_a_reference_keeps_the_name_and_brings_the_type() -> None:
    types = translate(
        document(T={"$ref": REF + "U", "description": "words", "default": 1}, U={"type": "string"}, V={"not": {}}),
        ["T"],
        [],
    )
    assert types == {"T": {"$ref": "U"}, "U": {"type": "string"}}, "what no root reaches is not even read"


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_a_string_beside_its_known_values_is_an_open_enum(keyword: str) -> None:
    known = {"type": "string", "enum": ["alloy", "ash"]}
    expected = {"anyOf": [known, {"type": "string"}], "x-open": "keep"}
    assert form({keyword: [{"type": "string"}, known]}) == expected
    assert form({keyword: [{"type": "string"}, {"$ref": REF + "U"}]}, U=known) == expected


def test_a_number_or_a_word_is_an_untagged_union() -> None:
    assert form({"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["inf"]}]}) == {
        "anyOf": [{"type": "integer"}, {"type": "string", "enum": ["inf"]}],
        "x-tag": {"kind": "untagged"},
    }


def test_variants_with_a_constant_make_a_tagged_union() -> None:
    union = form({"anyOf": [{"$ref": REF + "A"}, struct("type", "b")]}, A=struct("type", "a"))
    assert union == {
        "oneOf": [arm("type", "a", **{"$ref": "A"}), arm("type", "b")],
        "x-tag": {"kind": "internal", "property": "type", "open": True},
    }


def test_a_closed_union_allows_no_unknown_variant() -> None:
    schemas = {"T": {"anyOf": [struct("type", "a"), struct("type", "b")]}}
    assert translate(document(**schemas), ["T"], ["T"])["T"]["x-tag"] == {"kind": "internal", "property": "type"}


def test_a_tag_that_need_not_be_there_is_optional() -> None:
    bare = {"type": "object", "properties": {"type": {"type": "string", "enum": ["a"]}}}
    union = form({"oneOf": [bare, struct("type", "b")]})
    assert union["x-tag"]["optional"] is True
    assert union["oneOf"][0] == arm("type", "a")


def test_a_string_beside_tagged_objects_is_the_fallback() -> None:
    mode = {"type": "string", "enum": ["auto", "none"]}
    union = form({"oneOf": [mode, struct("type", "a"), struct("type", "b")]})
    assert union["oneOf"][0] == {**mode, "x-open": "tolerate"}
    assert union["x-tag"] == {"kind": "internal", "property": "type", "open": True, "fallback": 0}


def test_variants_that_share_a_tag_become_a_named_union_by_the_next_one() -> None:
    roles = {
        f"ItemMessage{role.title()}": {
            **struct("type", "message", role={"type": "string", "enum": [role]}),
            "required": ["type", "role"],
        }
        for role in ("user", "system")
    }
    arms = [{"$ref": REF + name} for name in (*roles, "Call")]
    types = translate(document(Item={"anyOf": arms}, Call=struct("type", "call"), **roles), ["Item"], [])
    assert types["Item"]["oneOf"] == [
        arm("type", "message", **{"$ref": "ItemMessage"}),
        arm("type", "call", **{"$ref": "Call"}),
    ]
    assert types["ItemMessage"] == {
        "oneOf": [arm("role", role, **{"$ref": f"ItemMessage{role.title()}"}) for role in ("user", "system")],
        "x-tag": {"kind": "internal", "property": "role", "open": True},
    }


def test_a_union_inside_a_union_is_spread_out() -> None:
    inner = {"anyOf": [struct("type", "a"), struct("type", "b")]}
    union = form({"anyOf": [{"$ref": REF + "U"}, struct("type", "c")]}, U=inner)
    assert [one["properties"]["type"]["const"] for one in union["oneOf"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("schema", "where"),
    [
        ({"type": "zebra"}, ""),
        ({"type": ["string", "integer"]}, ""),
        ({"type": "string", "contentEncoding": "base64"}, ""),
        ({"type": "string", "enum": ["a", 1]}, ""),
        ({"type": "string", "pattern": "("}, ""),
        ({"type": "integer", "enum": [1, 2]}, ""),
        ({"type": "integer", "minimum": 0.5}, ""),
        ({"type": "integer", "exclusiveMinimum": 0}, ""),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, ""),
        ({"type": "object", "properties": {"m": {"not": {}}}}, "/properties/m"),
        ({"type": "object", "properties": {"a/b~c": 5}}, "/properties/a~1b~0c"),
        ({"type": "object", "properties": {}, "required": ["ghost"]}, ""),
        ({"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}, ""),
        ({"type": "object", "patternProperties": {"x": {}}}, ""),
        ({"allOf": [{"type": "string"}, {"type": "string"}]}, ""),
        ({"anyOf": [{"type": "null"}]}, ""),
        ({"anyOf": [{"type": "string"}], "minLength": 1}, ""),
        ({"anyOf": []}, ""),
        ({"$ref": "other.json#/T"}, ""),
        ({"$ref": REF + "T", "maxLength": 1}, ""),
        ({"$ref": REF + "Missing"}, ""),
        ({"$ref": REF + "T"}, ""),
        ({"anyOf": [{"$ref": REF + "T"}, {"type": "integer"}]}, ""),
        ({"anyOf": [struct("type", "a"), struct("type", "a")]}, ""),
        ("text", ""),
    ],
)
def test_any_other_form_is_an_error_with_file_and_pointer(schema: Any, where: str) -> None:
    with pytest.raises(UsageError) as raised:
        form(schema)
    assert str(raised.value).startswith(f"api.json#/components/schemas/T{where}: ")
    assert "\n" not in str(raised.value)


def test_variants_that_nothing_tells_apart_are_an_error() -> None:
    role = {"role": {"type": "string", "enum": ["user"]}}
    users = {f"ItemMessageUser{letter}": struct("type", "message", **role) for letter in "AB"}
    with pytest.raises(UsageError, match="variants with the same type that nothing tells apart"):
        form({"anyOf": [{"$ref": REF + name} for name in users]}, **users)


def test_the_name_of_a_group_is_its_own() -> None:
    roles = {
        f"ItemMessage{role.title()}": struct("type", "message", role={"type": "string", "enum": [role]})
        for role in ("user", "system")
    }
    with pytest.raises(UsageError, match="the name 'ItemMessage' for them is taken"):
        form({"anyOf": [{"$ref": REF + name} for name in roles]}, **roles, ItemMessage={"type": "string"})


def test_references_in_a_circle_are_an_error() -> None:
    with pytest.raises(UsageError, match=r"T/anyOf/0: .*a reference that leads back to itself"):
        form({"anyOf": [{"$ref": REF + "A"}, {}]}, A={"$ref": REF + "B"}, B={"$ref": REF + "A"})
