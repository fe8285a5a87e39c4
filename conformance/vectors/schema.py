"""Checks records against the published formats of vectors and examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

_FOLDER = Path(__file__).parent


def problems(record: Mapping[str, Any], schema: str = "vector") -> Iterator[str]:
    """Where a record breaks ``<schema>.schema.json``, one line per problem."""
    for error in _validator(schema).iter_errors(record):
        at = "/".join(map(str, error.instance_path))
        yield f"{f'{at}: ' if at else ''}{error.message}"


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    text = (_FOLDER / f"{schema}.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text))
