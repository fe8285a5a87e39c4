"""Values for JSON Schema work with the installed Hypothesis; and we notice when upstream does by itself."""

from __future__ import annotations

import json
import sys
from typing import Any

import hypothesis_jsonschema
import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import utils

from conformance.spec.bundle import bundle
from strategies import open_schema
from strategies.pools import SCHEMAS

OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
quiet = settings(max_examples=40, derandomize=True, database=None, deadline=None)


def test_upstream_still_needs_the_adapter() -> None:
    @quiet
    @given(hypothesis_jsonschema.from_schema(dict(OBJECT)))
    def upstream(_: Any) -> None:
        pass

    try:
        upstream()
    except AttributeError as error:
        assert "more" in str(error)  # noqa: PT017 - it is the outcome that is asserted
    else:
        pytest.fail(
            "hypothesis-jsonschema works with the installed Hypothesis again: delete _Many and "
            "_from_schema_module from strategies/open_schema.py, call hypothesis_jsonschema.from_schema in "
            "from_schema there, raise the version in pyproject.toml, and delete this test"
        )


def test_neither_hypothesis_nor_upstream_is_patched() -> None:
    open_schema.from_schema(OBJECT)
    upstream = sys.modules["hypothesis_jsonschema._from_schema"]
    assert upstream.cu is utils
    assert not hasattr(utils.many, "more")


@pytest.mark.parametrize(
    "schema",
    [
        OBJECT,
        *SCHEMAS,
        {"type": "object", "minProperties": 2, "maxProperties": 2, "additionalProperties": {"type": "integer"}},
        {"type": "object", "patternProperties": {"^x-": {"type": "boolean"}}, "additionalProperties": False},
        {"type": "object", "dependencies": {"a": ["b"], "c": {"required": ["d"]}}, "properties": {"a": {}, "c": {}}},
        {"type": "array", "items": OBJECT, "uniqueItems": True, "maxItems": 3},
    ],
)
def test_values_fit_their_schema(schema: dict[str, Any]) -> None:
    @settings(quiet, suppress_health_check=list(HealthCheck))
    @given(open_schema.from_schema(schema))
    def check(value: Any) -> None:
        jsonschema.validate(value, schema)

    check()


def test_findings_in_values_shrink() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    smallest = find(
        open_schema.from_schema(schema),
        lambda value: sum(value.values()) > 10 and len(value) >= 2,
        settings=settings(quiet, max_examples=2000),
    )
    assert sorted(smallest.values()) == [0, 11]


def test_a_bundled_type_is_a_schema_like_any_other() -> None:
    schema = bundle("async-openai", "RealtimeResponseUsage")
    validator = jsonschema.Draft202012Validator(schema)

    @settings(quiet, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(open_schema.from_schema(schema))
    def check(value: Any) -> None:
        validator.validate(value)

    check()


@quiet
@given(open_schema.tool_parameters())
def test_tool_parameters_are_schemas_of_objects(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"


@quiet
@given(st.data())
def test_call_arguments_are_objects_in_text(data: st.DataObject) -> None:
    assert isinstance(json.loads(data.draw(open_schema.call_arguments())), dict)
