"""The published format of a vector, ``vector.schema.json``, as a check of one record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

_SCHEMA = Path(__file__).with_name("vector.schema.json")


def problems(record: Mapping[str, Any]) -> Iterator[str]:
    """What the schema has against a vector's record, one line per problem."""
    for error in _validator().iter_errors(record):
        at = "/".join(map(str, error.instance_path))
        yield f"{f'{at}: ' if at else ''}{error.message}"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))
