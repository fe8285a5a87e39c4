"""Files of scenarios: YAML that keeps a schema, whichever peer they are played to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from conformance import packed
from conformance.errors import UsageError
from conformance.jsontext import pointer
from conformance.schemas import problem


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
    if wrong := problem(schema, document):
        raise ScenarioError(f"{path.name}#{pointer(wrong.absolute_path)}: {wrong.message[:300]}")
    return document
