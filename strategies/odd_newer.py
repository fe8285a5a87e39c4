"""Edges that test tolerance: what a later API version, a vendor's gateway or another JSON writer may send."""

from __future__ import annotations

from typing import Any, Final

from conformance.spec.model import Enum, Float, Integer, OpenEnum, Tagged
from strategies.odd import Base, among
from strategies.positions import Pick
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
    """An unknown enum value: a new word, or a known one with a suffix."""
    if (position := base.any_position(pick, lambda one: isinstance(one.node, Enum | OpenEnum))) is None:
        return None
    return base.with_value(position.path, among((*_NEW_NAMES, f"{position.value}.v2", f"{position.value}_2"), pick))


def unknown_tag(base: Base, pick: Pick) -> str | None:
    """An unknown variant, with the members of a known one, with members of its own, or with none."""
    if (position := base.any_position(pick, lambda one: one.unions)) is None:
        return None
    union: Tagged = among(position.unions, pick)
    known = position.value[union.property]
    new = {union.property: among((*_NEW_NAMES, f"{known}.v2", f"{known}_2"), pick)}
    others: tuple[dict[str, Any], ...] = (
        {},
        position.value,
        {"x-new": among(_VENDOR_VALUES, pick), "sequence_number": 7},
    )
    return base.with_value(position.path, {**among(others, pick), **new})


def vendor_member(base: Base, pick: Pick) -> str | None:
    """Members that a vendor adds: one of them, or several, at the start or the end."""
    if (position := base.any_object(pick)) is None:
        return None
    start = pick(len(_VENDOR_NAMES))
    extra = {name: among(_VENDOR_VALUES, pick) for name in _VENDOR_NAMES[start : start + 1 + pick(3)]}
    members = {**extra, **position.value} if pick(2) else {**position.value, **extra}
    return base.with_value(position.path, members)


def whole_fraction(base: Base, pick: Pick) -> str | None:
    """A whole number written as ``1``, ``1.0`` or ``1e0``, in place of any number."""
    if (position := base.any_of(pick, Integer, Float)) is None:
        return None
    whole = int(position.value)
    return base.with_value(position.path, Raw(among((f"{whole}", f"{whole}.0", f"{whole}e0", f"{whole}.00"), pick)))
