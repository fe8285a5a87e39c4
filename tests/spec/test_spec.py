"""The spec files keep to their vocabulary, and any JSON Schema validator can use them."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

import strategies
from conformance.errors import UsageError
from conformance.oracle import Accept, Reject, Rule
from conformance.spec import SpecError, dialects, load_dialect, loader
from conformance.spec.bundle import bundle
from conformance.spec.lint import lint, lint_document
from conformance.spec.loader import reached
from conformance.spec.locate import declares
from conformance.vectors import Vector, load_vectors

DIALECT = "async-openai"
SPEC = load_dialect(DIALECT)

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0, "maximum": 2**32 - 1, "x-number": "u32"}
ARM = {"type": "object", "properties": {"type": {"const": "a"}}, "required": ["type"]}
TAG = {"kind": "internal", "property": "type"}
SUM = {"total": "/a", "parts": ["/b"], "relation": ">="}
EVEN = {"set": {"": 2}}


def struct(required: tuple[str, ...] = ("a",), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def problems(schema: Any) -> list[str]:
    return lint_document("d/m.json", {"$defs": {"A": schema}})


@pytest.mark.parametrize("dialect", dialects())
def test_the_files_have_no_problems(dialect: str) -> None:
    assert lint(dialect) == []


@pytest.mark.parametrize(
    "schema",
    [
        TEXT,
        COUNT,
        struct(a=TEXT),
        struct((), a={**TEXT, "x-absent": "null"}),
        struct((), a={**TEXT, "x-absent": {"default": "x"}}),
        struct(a={**TEXT, "x-prose": [{"requirement": "A.a", "schema": {"pattern": "^a"}}]}),
        {**struct(("a", "b"), a=COUNT, b=COUNT), "x-prose": [{"requirement": "A.sum", "sum": SUM}]},
        {"oneOf": [{**ARM, "x-prose": [{"requirement": "A.sum", "sum": SUM}]}], "x-tag": TAG},
        {"type": "array", "items": {"$ref": "#/$defs/A"}},
        {"type": "object", "additionalProperties": TEXT, "x-order": "any"},
        {"x-order": "sorted"},
        {"oneOf": [ARM], "x-tag": TAG},
        {"anyOf": [TEXT, COUNT], "x-tag": {"kind": "untagged"}},
        {"anyOf": [{"type": "string", "enum": ["a"]}, TEXT], "x-open": "keep"},
    ],
)
def test_every_form_of_the_vocabulary_is_allowed(schema: Any) -> None:
    assert problems(schema) == []


BROKEN = [
    ({**TEXT, "x-flavour": 1}, "#/$defs/A: {'type': 'string', 'x-flavour': 1} is not valid"),
    ({**TEXT, "contentEncoding": "base64"}, "#/$defs/A: {'type': 'string', 'contentEncoding': 'base64'} is not valid"),
    (struct(a={**TEXT, "title": "x"}), "#/$defs/A/properties/a: {'type': 'string', 'title': 'x'} is not valid"),
    ({}, "#/$defs/A: {} is not valid"),
    ({"type": "null"}, "#/$defs/A: {'type': 'null'} is not valid"),
    ({"type": "text"}, "#/$defs/A/type: not a JSON Schema: 'text' is not valid"),
    ({"type": "array"}, "#/$defs/A: {'type': 'array'} is not valid"),
    ({"type": "string", "enum": []}, "#/$defs/A/enum: [] should be non-empty"),
    ({"type": "string", "enum": ["a", "a"]}, "#/$defs/A/enum: ['a', 'a'] has non-unique elements"),
    ({"type": "string", "enum": [1]}, "#/$defs/A/enum/0: 1 is not of type 'string'"),
    ({"type": "object", "additionalProperties": TEXT}, "#/$defs/A"),
    ({"$ref": "https://example.com/x.json"}, "#/$defs/A/$ref: 'https://example.com/x.json' does not match"),
    (struct((), a={**TEXT, "x-absent": "never"}), "#/$defs/A/properties/a: "),
    (struct((), a=TEXT), "#/$defs/A/properties/a: an optional property needs x-absent"),
    (struct(a={**TEXT, "x-absent": "omit"}), "#/$defs/A/properties/a: x-absent is for optional properties"),
    (struct(("a", "b"), a=TEXT), "#/$defs/A/required: b is required, but not a property"),
    (struct(a={**TEXT, "x-prose": [{"schema": {}}]}), "#/$defs/A/properties/a: "),
    (struct(a={**TEXT, "x-prose": [{"requirement": "A.a"}]}), "#/$defs/A/properties/a: "),
    (
        {**struct(a=TEXT), "x-prose": [{"requirement": "A.a", "schema": {}, "broken": {"drop": ["/a"]}}]},
        "#/$defs/A/x-prose/0: the rule A.a needs `repair`, which makes a payload keep it",
    ),
    (
        struct(a={**COUNT, "x-prose": [{"requirement": "A.a", "schema": {"multipleOf": 2}, "repair": EVEN}]}),
        "#/$defs/A/properties/a/x-prose/0: the rule A.a needs `broken`, which makes a payload break it",
    ),
    (struct(a={**COUNT, "maximum": 2**16}), "#/$defs/A/properties/a: minimum and maximum are not the range of u32"),
    ({"oneOf": [ARM], "x-tag": {**TAG, "kind": "adjacent"}}, "#/$defs/A/x-tag/kind: "),
    ({"oneOf": [ARM, ARM], "x-tag": TAG}, "#/$defs/A/oneOf/1: the tag 'a' is taken by another variant"),
    (
        {"oneOf": [ARM, struct(("type",), type=TEXT)], "x-tag": TAG},
        "#/$defs/A/oneOf/1: a variant requires its tag type as a const",
    ),
    ({"anyOf": [TEXT], "x-tag": {"kind": "untagged"}}, "#/$defs/A/anyOf"),
]


@pytest.mark.parametrize(("schema", "line"), BROKEN, ids=lambda value: value if isinstance(value, str) else "")
def test_a_broken_document_is_one_line_with_file_and_pointer(schema: Any, line: str) -> None:
    (problem,) = problems(schema)
    assert problem.startswith(f"d/m.json{line}")
    assert "\n" not in problem


def a_dialect(home: Path, *modules: dict[str, Any]) -> None:
    """Write a dialect ``own`` whose modules have these types."""
    folder = home / "own"
    folder.mkdir()
    names = [f"module_{number}" for number in range(len(modules))]
    manifest = {"dialect": "own", "version": 1, "title": "t", "source": "s", "roots": ["A"]}
    manifest |= {"sides": {"client": ["A"], "server": list(modules[0])}, "nesting_limit": 8, "reading": "serde"}
    (folder / "dialect.json").write_text(json.dumps({**manifest, "modules": names}))
    for name, types in zip(names, modules, strict=True):
        (folder / f"{name}.json").write_text(json.dumps({"$defs": types}))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loader, "SPEC", tmp_path)
    load_dialect.cache_clear()
    return tmp_path


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ([{"A": {"type": "null"}}], "own/module_0.json#/$defs/A: not a form of the vocabulary"),
        ([{"A": {"type": "array", "items": {}}}], "own/module_0.json#/$defs/A/items: not a form of the vocabulary"),
        ([{"A": struct((), a=TEXT)}], "own/module_0.json#/$defs/A/properties/a: an optional member needs x-absent"),
        ([{"A": TEXT}, {"A": TEXT}], "own/module_1.json#/$defs/A: the name is taken by module_0.json"),
        ([{"A": {"$ref": "#/$defs/B"}}], "own: A: refers to B, which no module defines"),
        ([{"A": struct(a={"$ref": "m.json#/$defs/B"})}], "own: A: refers to B, which no module defines"),
    ],
)
def test_a_document_that_cannot_be_compiled_is_named(home: Path, modules: list[Any], message: str) -> None:
    a_dialect(home, *modules)
    with pytest.raises(SpecError) as raised:
        load_dialect("own")
    assert str(raised.value).startswith(message)
    load_dialect.cache_clear()


def test_a_dialect_is_a_folder(home: Path) -> None:
    a_dialect(home, {"A": struct(a=TEXT), "B": {"$ref": "#/$defs/A"}})
    assert dialects() == ["own"]
    assert list(load_dialect("own").types) == ["A", "B"]
    assert lint("own") == []
    load_dialect.cache_clear()


def test_an_unknown_dialect_or_type_names_near_ones() -> None:
    with pytest.raises(UsageError, match=r"no dialect 'async-openia'; did you mean async-openai\? \(known: "):
        load_dialect("async-openia")
    with pytest.raises(UsageError, match=r"no type 'RealtimeResponce'; did you mean RealtimeResponse"):
        bundle(DIALECT, "RealtimeResponce")


schema_of = cache(lambda type_name: bundle(DIALECT, type_name))


@cache
def validators(type_name: str) -> tuple[Any, Any]:
    schema = schema_of(type_name)
    return jsonschema_rs.Draft202012Validator(schema), Draft202012Validator(schema)


def takes(type_name: str, value: Any) -> bool:
    """Whether the schema takes the value; the two validators have to agree."""
    fast, slow = validators(type_name)
    told = fast.is_valid(value)
    assert slow.is_valid(value) is told, f"jsonschema and jsonschema-rs disagree about {type_name} {value!r:.200}"
    return bool(told)


def beyond_json_schema(vector: Vector) -> bool:
    """What JSON Schema cannot say: it sees values, not what they were written as, and the last of a repeated name."""
    assert isinstance(vector.expectation, Reject)
    rule, slug = vector.expectation.rule, vector.slug
    return (
        rule is Rule.DUPLICATE_MEMBER
        # 12.0, 1e2 and -0 are integers there; 1.5 is not.
        or (
            rule is Rule.NOT_AN_INTEGER
            and slug.endswith(("-fraction", "-exponent", "-negative-zero"))
            and not slug.endswith("-from-fraction")
        )
        # Open JSON has no range.
        or (rule is Rule.OUT_OF_RANGE and slug.endswith("-number-overflow"))
        # The value that breaks the rule is not the last one of its name.
        or (rule is Rule.WRONG_TYPE and slug.endswith("-repeated-other-type"))
    )


def not_json(constant: str) -> None:
    raise ValueError(constant)


def test_the_schemas_agree_with_every_golden_vector() -> None:
    wrong = []
    beyond: set[Rule] = set()
    for vector in load_vectors(DIALECT).values():
        try:
            # Without NaN and Infinity, which Python's parser takes.
            value = json.loads(vector.text, parse_constant=not_json)
        except ValueError:
            assert vector.expectation == Reject(Rule.INVALID_JSON, "")
            continue
        match vector.expectation:
            case Accept():
                expected = True
            case Reject(rule):
                expected = beyond_json_schema(vector)
                beyond |= {rule} if expected else set()
            case _:
                continue
        if takes(vector.type, value) is not expected:
            wrong.append(vector.id)
    assert wrong == []
    assert beyond == {Rule.DUPLICATE_MEMBER, Rule.NOT_AN_INTEGER, Rule.OUT_OF_RANGE, Rule.WRONG_TYPE}


@pytest.mark.parametrize("type_name", SPEC.types)
def test_the_schemas_take_what_is_made_from_the_spec(type_name: str) -> None:
    fast, _ = validators(type_name)
    payloads = [payload.text for payload in strategies.seeded(type_name, "valid", 0, 40, DIALECT)]
    assert [text for text in payloads if not fast.is_valid(json.loads(text))] == []


@pytest.mark.parametrize("type_name", SPEC.types)
def test_a_type_s_schema_stands_alone(type_name: str) -> None:
    schema = schema_of(type_name)
    Draft202012Validator.check_schema(schema)
    assert schema["$ref"] == f"#/$defs/{type_name}"
    assert set(schema["$defs"]) == reached(load_dialect(DIALECT).types, [type_name])
    references = {line.partition('"$ref": ')[2].rstrip(",") for line in json.dumps(schema, indent=1).splitlines()}
    assert references - {""} <= {json.dumps(f"#/$defs/{name}") for name in schema["$defs"]}


def test_the_command_prints_the_schemas() -> None:
    program = Path(sys.executable).with_name("realtime-conformance")
    for arguments, expected in ([], bundle(DIALECT)), (["Error"], bundle(DIALECT, "Error")):
        finished = subprocess.run([program, "schema", *arguments], capture_output=True, text=True, check=True)
        assert json.loads(finished.stdout) == expected
    assert set(bundle(DIALECT)["$defs"]) == set(SPEC.types)


@pytest.mark.parametrize(
    ("type_name", "value", "path", "declared"),
    [
        ("Error", {}, ["code"], True),
        ("Error", {}, ["param"], False),
        ("Error", {}, ["code", "x"], False),
        ("RealtimeResponse", {}, ["metadata", "anything"], True),
        ("RealtimeResponse", {}, ["usage", "input_token_details", "cached_token_details", "audio_tokens"], True),
        ("RealtimeResponse", {}, ["usage", "input_token_details", "cached_tokens_details"], False),
        ("RealtimeFunctionTool", {}, ["parameters", "any", 0, "thing"], True),
        ("RealtimeAudioFormats", {"type": "audio/pcm"}, ["rate"], True),
        ("RealtimeAudioFormats", {"type": "audio/pcmu"}, ["rate"], False),
        ("RealtimeAudioFormats", {"type": "audio/pcmu"}, ["type"], True),
        ("RealtimeResponse", {"output": [{"type": "message", "role": "user"}]}, ["output", 0, "role"], True),
        ("RealtimeResponse", {"output": [{"type": "message", "role": "user"}]}, ["output", 0, "name"], False),
    ],
)
def test_a_path_leads_to_something_declared_or_not(
    type_name: str, value: Any, path: list[str | int], declared: bool
) -> None:
    assert declares(SPEC, type_name, value, path) is declared


@pytest.mark.parametrize(
    ("inside", "path", "declared"),
    [
        ({"tool_names": ["a"], "x": 1}, ["x"], False),
        ({"tool_names": ["a"], "x": 1}, ["tool_names"], True),
        ({"tool_names": ["a"]}, ["tool_names", 0], True),
        (["a"], [0], True),
    ],
)
def test_a_name_is_no_item_of_the_list_that_may_stand_there_instead(
    inside: Any, path: list[str | int], declared: bool
) -> None:
    tool = {"type": "mcp", "server_label": "s", "allowed_tools": inside}
    assert declares(load_dialect("openai-ga"), "MCPTool", tool, ["allowed_tools", *path]) is declared
