"""Whether a document keeps a schema of ours: the quick validator and the telling one say the same."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import conformance
from conformance.schemas import problem

SCHEMA = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 3}}
ROOT = Path(conformance.__file__).parent


@pytest.mark.parametrize("document", [{}, {"a": "b"}, {"a": "ü€𝄞"}])
def test_what_keeps_it_has_no_problem(document: Any, tmp_path: Path) -> None:
    assert problem(written(tmp_path), document) is None


@pytest.mark.parametrize(
    ("document", "at", "says"),
    [
        ({"a": "b", "c": 1}, ["c"], "1 is not of type 'string'"),
        ({"a": "long"}, ["a"], "'long' is too long"),
        ([], [], "[] is not of type 'object'"),
        # What only YAML has.
        ({1: 2}, [1], "2 is not of type 'string'"),
        ({"a": datetime.date(2026, 1, 1)}, ["a"], "datetime.date(2026, 1, 1) is not of type 'string'"),
    ],
    ids=str,
)
def test_what_does_not_is_told_with_its_place(document: Any, at: list[Any], says: str, tmp_path: Path) -> None:
    wrong = problem(written(tmp_path), document)
    assert wrong is not None
    assert (list(wrong.absolute_path), wrong.message) == (at, says)


def written(folder: Path) -> Path:
    path = folder / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    return path


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.schema.json")), ids=lambda path: path.name)
def test_every_schema_of_ours_is_one(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))
