"""The alternatives for texts, numbers and open JSON: boundaries first, then realistic values from a pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.spec.model import Float, Integer, Text
from strategies import patterns, pools
from strategies.forms import Const, Sample, Whole
from strategies.patterns import Alternative

# Whole numbers up to here are whole numbers in every language.
_COUNTS = 2**31 - 1
# All the digits that a double and a float have, numbers close to zero, and one beyond 24 bits.
_DIGITS = (0.123456789012345, 0.123456789, -1.2345e-7, 1.2345e-7, 16777217)


def _const(value: Any) -> Alternative:
    return str(value), 1, Const(value)


def text(node: Text, name: str, limits: Mapping[str, Any], where: str) -> list[Alternative]:
    """Texts for a member called ``name``, within the limits of the node and of the documentation."""
    of_node = {"minLength": node.min_length, "maxLength": node.max_length, "pattern": node.pattern}
    limits = {**{keyword: limit for keyword, limit in of_node.items() if limit is not None}, **limits}
    if "const" in limits:
        return [_const(limits["const"])]
    if "enum" in limits:
        return [_const(value) for value in limits["enum"]]
    longest = limits.get("maxLength")
    if "pattern" in limits:
        return patterns.matching(limits["pattern"], limits.get("minLength", 0), longest, where)
    pool, prefix = pools.text_pool(name)
    empty: list[Alternative] = [("empty", 1, Const(""))] if limits.get("minLength", 0) == 0 else []
    return [
        *empty,
        ("ordinary", 12, Sample(pool, prefix, longest)),
        ("unicode", 1, Sample("unicode", "", longest)),
        ("lookalike", 1, Sample("lookalike", "", longest)),
    ]


def integer(node: Integer, limits: Mapping[str, Any]) -> list[Alternative]:
    """The bounds and their inner neighbours, 0 and 1, the first number beyond the signed type, and ordinary ones."""
    if "const" in limits:
        return [_const(limits["const"])]
    # Where the dialect sets no bounds, take those of the counts and positions on the wire.
    type_low = 0 if node.minimum is None else node.minimum
    type_high = _COUNTS if node.maximum is None else node.maximum
    low = max(type_low, limits.get("minimum", type_low))
    high = min(type_high, limits.get("maximum", type_high))
    start = max(low, 0)
    boundaries = {low, low + 1, start, start + 1, type_high // 2 + 1, high}
    inside = [number for number in sorted(boundaries) if low <= number <= high]
    ordinary = Whole(min(start + 2, high), min(start + 4000, high))
    return [*map(_const, inside), ("ordinary", 20, ordinary)]


def floating(node: Float, limits: Mapping[str, Any]) -> list[Alternative]:
    """The bounds, numbers that are exact in binary or common in sessions, and those that need all their digits."""
    low = _tighter(max, node.minimum, limits.get("minimum"))
    high = _tighter(min, node.maximum, limits.get("maximum"))
    bounds = [bound for bound in (low, high) if bound is not None]
    numbers = dict.fromkeys([*bounds, 0, 1, 0.5, 0.8, 1.25, -1, 24000, *_DIGITS])
    return [_const(n) for n in numbers if (low is None or n >= low) and (high is None or n <= high)]


def _tighter(choose: Callable[..., float], *bounds: float | None) -> float | None:
    return choose((bound for bound in bounds if bound is not None), default=None)


def json(name: str) -> list[Alternative]:
    """One value of each kind of JSON, and ordinary ones for a member called ``name``."""
    constants: list[Alternative] = [
        ("{}", 1, Const({})),
        ("null", 1, Const(None)),
        ("true", 1, Const(True)),
        ("0", 1, Const(0)),
        ("-1.5", 1, Const(-1.5)),
        ("text", 1, Const("text")),
        ("[]", 1, Const([])),
    ]
    return [*constants, ("ordinary", 20, Sample(pools.json_pool(name)))]
