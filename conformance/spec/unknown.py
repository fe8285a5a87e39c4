"""Members of a payload that its dialect does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance import jsontext
from conformance.difference import Path
from conformance.spec import Dialect
from conformance.spec.locate import declares


def has_unknown_members(type_name: str, text: str, canonical_text: str, dialect: Dialect) -> bool:
    """Whether an accepted payload carries members that its dialect does not declare."""
    if text == canonical_text:
        return False
    value, canonical = jsontext.load(text), jsontext.load(canonical_text)
    if value == canonical:
        return False
    added = _added(canonical, value, ())
    return any(not declares(dialect, type_name, value, path) for path in added)


def _added(canonical: Any, value: Any, path: Path) -> Iterator[Path]:
    """The paths of the members of ``value`` that the canonical form of the same payload does not have."""
    if isinstance(value, dict) and isinstance(canonical, dict):
        for name, item in value.items():
            if name in canonical:
                yield from _added(canonical[name], item, (*path, name))
            else:
                yield (*path, name)
    elif isinstance(value, list) and isinstance(canonical, list):
        for index, (left, right) in enumerate(zip(canonical, value, strict=False)):
            yield from _added(left, right, (*path, index))
