"""Whether a document keeps a JSON Schema of ours: quickly where it does; only what is wrong is put into words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

if TYPE_CHECKING:
    from jsonschema import ValidationError


def problem(schema: Path, document: Any) -> ValidationError | None:
    """What is wrong with a document, or None; ``schema`` is a file of the package."""
    try:
        if _quick(schema).is_valid(document):
            return None
    except ValueError:  # YAML has what JSON has not, such as numbers as keys
        pass
    # Slow to import, and to validate with: a run of one scenario takes a fifth less without it.
    import jsonschema
    from jsonschema.exceptions import best_match

    wrong: ValidationError | None = best_match(jsonschema.Draft202012Validator(_content(schema)).iter_errors(document))
    return wrong


@cache
def _quick(schema: Path) -> Draft202012Validator:
    return Draft202012Validator(_content(schema))


@cache
def _content(schema: Path) -> Any:
    return json.loads(schema.read_text(encoding="utf-8"))
