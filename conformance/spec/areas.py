"""The areas of a dialect: what of the API each type is about, in words that people know.

``areas.json`` in the folder of a dialect lists its types under titles, each type once, in the order in which they are
shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conformance.spec.loader import dialects

UNKNOWN = "unknown"
"""The area of payloads with something that the dialect has never heard of, whatever their types."""
OTHER = "other"
"""What is about none of the rest."""
_LEFT = "Other"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the API. ``id`` is part of addresses, ``title`` a heading, ``types`` are those about it."""

    id: str
    title: str
    types: tuple[str, ...] = ()


@cache
def load_areas(dialect: str) -> tuple[Area, ...]:
    """The areas of a dialect in their order: those of its types, that of unknown things, and what is left."""
    path = Path(__file__).parent / dialect / "areas.json"
    if dialect not in dialects() or not path.is_file():
        return (Area(OTHER, _LEFT),)
    listed = json.loads(path.read_text(encoding="utf-8"))
    areas = [Area(one["id"], one["title"], tuple(one["types"])) for one in listed]
    left = next((one for one in areas if one.id == OTHER), Area(OTHER, _LEFT))
    return (*(one for one in areas if one.id != OTHER), Area(UNKNOWN, "The unknown"), left)
