"""Edges of tolerance: what a later version of the API, a vendor's gateway or another JSON writer may send."""

from __future__ import annotations

from typing import Any, Final

from conformance.spec.model import Enum, Float, Integer, OpenEnum, Tagged
from strategies.odd import Base, among
from strategies.places import Pick
from strategies.writing import Raw

_NEW_NAMES: Final = ("future", "x-unknown", "realtime.v3", "Neu_2", "", "未知")
_VENDOR_NAMES: Final = (
    "x-vendor",
    "x_request_id",
    "_meta",
    "content_filter_results",
    "vendor.example/trace",
    "$origin",
)
_VENDOR_VALUES: Final[tuple[Any, ...]] = (
    None,
    "7f3a",
    0.5,
    False,
    [],
    {"filtered": False, "severity": "safe"},
    {"x-vendor": {"type": "message", "ids": [1, None]}},
)


def unknown_value(base: Base, pick: Pick) -> str | None:
    """An enum value that is not known: a new word, or a known one with something behind it."""
    found = [place for place in base.places if isinstance(place.node, Enum | OpenEnum)]
    if not found:
        return None
    place = among(found, pick)
    return base.with_value(place.path, among((*_NEW_NAMES, f"{place.value}.v2", f"{place.value}_2"), pick))


def unknown_tag(base: Base, pick: Pick) -> str | None:
    """A variant that is not known, with the members of a known one, with some of its own, or with nothing else."""
    found = [place for place in base.places if place.unions]
    if not found:
        return None
    place = among(found, pick)
    union: Tagged = among(place.unions, pick)
    known = place.value[union.property]
    new = {union.property: among((*_NEW_NAMES, f"{known}.v2", f"{known}_2"), pick)}
    others: tuple[dict[str, Any], ...] = ({}, place.value, {"x-new": among(_VENDOR_VALUES, pick), "sequence_number": 7})
    return base.with_value(place.path, {**among(others, pick), **new})


def vendor_member(base: Base, pick: Pick) -> str | None:
    """Members that a vendor adds: one of them, or several, at the start or the end."""
    if (place := base.any_object(pick)) is None:
        return None
    start = pick(len(_VENDOR_NAMES))
    extra = {name: among(_VENDOR_VALUES, pick) for name in _VENDOR_NAMES[start : start + 1 + pick(3)]}
    members = {**extra, **place.value} if pick(2) else {**place.value, **extra}
    return base.with_value(place.path, members)


def whole_fraction(base: Base, pick: Pick) -> str | None:
    """The same whole number as ``1``, ``1.0`` and ``1e0``, where an integer stands or any number may."""
    if (place := base.any_place(pick, Integer, Float)) is None:
        return None
    whole = int(place.value)
    return base.with_value(place.path, Raw(among((f"{whole}", f"{whole}.0", f"{whole}e0", f"{whole}.00"), pick)))
