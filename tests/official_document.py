"""The Realtime part of the official OpenAPI document, where it is beside the checkout, and small ones made here."""

from __future__ import annotations

import copy
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.spec.importer.document import Document

BESIDE = Path(__file__).parents[2] / "shared" / "openai-openapi" / "realtime.json"


def official_file() -> Path:
    """The document's file; the test skips where there is none, and fails where CI means to have it."""
    if not BESIDE.is_file():
        reason = f"the official document is not beside the checkout ({BESIDE.parent.name}/{BESIDE.name})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return BESIDE


@cache
def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


def official() -> Document:
    """The document, in a copy that the test may change."""
    path = official_file()
    return Document(path.name, copy.deepcopy(_content(path)))


def document(**schemas: Any) -> Document:
    """A document of these schemas."""
    return Document("api.json", {"openapi": "3.1.0", "components": {"schemas": schemas}})


def written(folder: Path, content: Any, name: str = "api.json") -> Path:
    """The content as a file: JSON, unless it is text already."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path
