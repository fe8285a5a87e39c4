"""The twin of a payload: the same without the members that its dialect does not know."""

from __future__ import annotations

from typing import Any

from conformance import jsontext


def without_unknown(text: str, canonical_text: str) -> str:
    """A legal payload without the members that its canonical form does not have."""
    return jsontext.text_of(_common(jsontext.load(text), jsontext.load(canonical_text)))


def _common(value: Any, canonical: Any) -> Any:
    if isinstance(value, dict) and isinstance(canonical, dict):
        return {name: _common(item, canonical[name]) for name, item in value.items() if name in canonical}
    if isinstance(value, list) and isinstance(canonical, list):
        return [_common(item, other) for item, other in zip(value, canonical, strict=False)]
    return value
