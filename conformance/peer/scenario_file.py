"""Files of scenarios: YAML that keeps a schema, whichever peer they are played to."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance import packed
from conformance.errors import UsageError
from conformance.jsontext import pointer


class ScenarioError(UsageError):
    """A file of scenarios is broken; the message names the file and the place."""


def read_document(path: Path, schema: Path) -> Any:
    """What a file holds.

    Raises:
        ScenarioError: it cannot be read, is not YAML, or does not keep the schema.
    """
    try:
        document = yaml.load(packed.read_bytes(path), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from None
    problem = best_match(_validator(schema).iter_errors(document))
    if problem is not None:
        raise ScenarioError(f"{path.name}#{pointer(problem.absolute_path)}: {problem.message[:300]}")
    return document


@cache
def _validator(schema: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
