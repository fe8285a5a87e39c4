"""Payloads that break one rule at one position and are otherwise legal.

What the dialect leaves open or tolerates is not a break: for serde, arrays for objects, ``{"variant": null}`` for
enums and numbers for tags; elsewhere repeated names, ``1.0`` for a whole number, unknown enum values and tags;
everywhere a value that another variant of an untagged union would take. Inside such a union any break is reported
as ``no-variant`` at the union.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from conformance.jsontext import load, pointer
from conformance.spec import Dialect
from conformance.spec.model import (
    Array,
    Boolean,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Nullable,
    OpenEnum,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from strategies.payload import Payload
from strategies.positions import Path, Pick, Position, at, changed, positions
from strategies.refusal import refused
from strategies.writing import Doubled, Raw, written

_Break: TypeAlias = tuple[Path, Any, Path]
"""Where the value is changed, to what, and where the oracle reports the fault."""

_Breaker: TypeAlias = Callable[[Dialect, Position], Iterator[_Break]]

_SCALARS: Final = (None, True, 5, "5", 1.5)
# To serde a number from 0 up may be the index of a variant, so none of these is one.
_NO_TAGS: Final = (None, True, -1, 1.5)
_NO_TEXTS: Final[tuple[Any, ...]] = (*_NO_TAGS, 0, [], ["5"], {})
_FRACTIONS: Final = ("1.0", "0.5", "1e2", "1E+2", "-0", "-0.0", "0e0", "1.50", "25e-1", "1e400", "0.1e1")
_HUGE: Final = 10**30


def invalid_payload(spec: Dialect, type_name: str, text: str, pick: Pick) -> Payload:
    """Break the legal payload ``text`` of a type once; ``pick`` decides how."""
    value = json.loads(text)
    where = list(positions(spec, Ref(type_name), value))
    first = pick(len(_RULES) + 1)
    # If a rule cannot be broken in this value, the next one is tried; after the last one comes text that is not JSON.
    for rule in _RULES[first:] + _RULES[:first] if first < len(_RULES) else ():
        start = pick(len(where))
        for position in where[start:] + where[:start]:
            if breaks := _breaks(spec, rule, value, position):
                path, new, fault = breaks[pick(len(breaks))]
                broken = written(changed(value, path, new))
                return Payload(type_name, "invalid", broken, rule, pointer(fault))
    ways = list(_malformed(text))
    return Payload(type_name, "invalid", ways[pick(len(ways))], "invalid-json", "")


def _breaks(spec: Dialect, rule: str, value: Any, position: Position) -> list[_Break]:
    """The ways to break ``rule``, and it alone, at ``position``."""
    if rule != "no-variant":
        return (
            []
            if position.untagged
            else [one for one in _BREAKERS[rule](spec, position) if _broken(spec, position, one)]
        )
    if position.untagged is None:
        return []
    union, node = position.untagged
    inside = at(value, union)
    return [
        (path, new, union)
        for breaker in _BREAKERS.values()
        for path, new, _ in breaker(spec, position)
        if refused(spec, node, changed(inside, path[len(union) :], new))
    ]


def _broken(spec: Dialect, position: Position, found: _Break) -> bool:
    """Whether no other form that corrections know takes the new value."""
    path, new, _ = found
    if position.member is None or path != position.path:
        return True
    return all(refused(spec, other.form, new) for other in position.member.also if not isinstance(other.form, str))


def _wrong_type(spec: Dialect, position: Position) -> Iterator[_Break]:
    fits: tuple[type, ...]
    others: list[Any] = [{}, {"unexpected": 1}, [], ["5"]]
    match position.node:
        case Text() | OpenEnum() | Enum():
            fits = (str,)
        case Boolean():
            fits = (bool,)
        case Integer() | Float():
            fits = (int, float)
            others.append("")
        case Array():
            fits, others = (), others[:2]
        case Map():
            fits, others = (), others[2:]
        case Struct() | Tagged(fallback=None):
            fits, others = (), [] if spec.serde else others[2:]
        case Tagged():
            # Other values may fit the fallback; objects have to be tagged all the same.
            fits, others = (str,), [] if spec.serde else others[2:]
        case Json() | Untagged() | Nullable():
            return
    for scalar in _SCALARS:
        if type(scalar) in fits or (scalar is None and position.nullable):
            continue
        yield position.path, scalar, position.path
    for other in others:
        yield position.path, other, position.path
    for tag in position.tags:
        for no_tag in _NO_TAGS if spec.serde else _NO_TEXTS:
            yield (*position.path, tag), no_tag, (*position.path, tag)


def _missing_member(_: Dialect, position: Position) -> Iterator[_Break]:
    for member in position.members:
        if member.required and all(other.form != "absent" for other in member.also):
            rest = {name: item for name, item in position.value.items() if name != member.name}
            yield position.path, rest, (*position.path, member.name)


def _duplicate_member(spec: Dialect, position: Position) -> Iterator[_Break]:
    if position.struct is None or not spec.serde:
        return
    declared = {member.name for member in position.struct.members}.union(position.tags)
    for name, item in position.value.items():
        if name in declared:
            for again in (item, None, "other"):
                for first in (False, True):
                    yield position.path, Doubled(position.value, name, again, first=first), (*position.path, name)


def _unknown_value(spec: Dialect, position: Position) -> Iterator[_Break]:
    node = position.node
    if isinstance(node, Tagged) and node.fallback is not None:
        node = spec.resolve(node.fallback)
    if isinstance(node, Enum) and not node.open:
        for wrong in _misspelled(node.values):
            yield position.path, wrong, position.path


def _misspelled(values: tuple[str, ...]) -> list[str]:
    candidates = ["", "unknown", "null"]
    for value in values:
        candidates += [value.upper(), value.capitalize(), f"{value} ", value[:-1], value.replace("_", "-")]
    return [candidate for candidate in dict.fromkeys(candidates) if candidate not in values]


def _missing_tag(_: Dialect, position: Position) -> Iterator[_Break]:
    for tag in (union.property for union in position.unions if not union.optional):
        rest = {name: item for name, item in position.value.items() if name != tag}
        yield position.path, rest, (*position.path, tag)


def _unknown_tag(_: Dialect, position: Position) -> Iterator[_Break]:
    for union in (union for union in position.unions if not union.open):
        for wrong in _misspelled(tuple(variant.tag for variant in union.variants)):
            yield (*position.path, union.property), wrong, (*position.path, union.property)


def _out_of_range(_: Dialect, position: Position) -> Iterator[_Break]:
    if isinstance(position.node, Integer | Float):
        low, high = position.node.minimum, position.node.maximum
        below = () if low is None else (low - 1, -_HUGE)
        beyond = () if high is None else (high + 1, _HUGE, max(2**63, high + 2), max(2**64, high + 3))
        for number in (*below, *beyond):
            # Numbers that no machine integer holds are left open where the integer type is not named.
            if position.node.kind != "integer" or -(2**63) <= number < 2**64:
                yield position.path, number, position.path


def _not_an_integer(_: Dialect, position: Position) -> Iterator[_Break]:
    if isinstance(position.node, Integer):
        for lexeme in _FRACTIONS if position.node.kind != "integer" else ("0.5", "1.50", "25e-1", "12.5", "-0.5"):
            yield position.path, Raw(lexeme), position.path


def _string_length(_: Dialect, position: Position) -> Iterator[_Break]:
    if isinstance(position.node, Text):
        if position.node.min_length > 0:
            yield position.path, position.value[: position.node.min_length - 1], position.path
        if position.node.max_length is not None:
            yield position.path, position.value.ljust(position.node.max_length + 1, "x"), position.path


def _pattern(_: Dialect, position: Position) -> Iterator[_Break]:
    node = position.node
    if isinstance(node, Text) and node.pattern is not None:
        for other in (position.value.swapcase(), f" {position.value}", position.value[1:], "?" * len(position.value)):
            fits = node.min_length <= len(other) and (node.max_length is None or len(other) <= node.max_length)
            if fits and not re.search(node.pattern, other):
                yield position.path, other, position.path


def _too_few_items(_: Dialect, position: Position) -> Iterator[_Break]:
    if isinstance(position.node, Array) and position.node.min_items > 0:
        yield position.path, position.value[: position.node.min_items - 1], position.path


_BREAKERS: Final[dict[str, _Breaker]] = {
    "wrong-type": _wrong_type,
    "missing-member": _missing_member,
    "duplicate-member": _duplicate_member,
    "unknown-value": _unknown_value,
    "missing-tag": _missing_tag,
    "unknown-tag": _unknown_tag,
    "out-of-range": _out_of_range,
    "not-an-integer": _not_an_integer,
    "string-length": _string_length,
    "pattern": _pattern,
    "too-few-items": _too_few_items,
}
_RULES: Final = (*_BREAKERS, "no-variant")


def _malformed(text: str) -> Iterator[str]:
    """Texts that are not JSON, each the legal ``text`` with one thing wrong, so that nothing else is refused."""
    broken = [way(text) for way in _AROUND]
    for pattern, others in _INSIDE:
        broken += [re.sub(pattern, other, text, count=1) for other in others if re.search(pattern, text)]
    # What looks like a number or a name may be part of a text, and half a number is one.
    return (one for one in broken if not _is_json(one))


def _is_json(text: str) -> bool:
    try:
        load(text)
    except ValueError:
        return False
    return True


_AROUND: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: text[: len(text) // 2],
    lambda text: f"{text},",
    lambda text: f"{text} {text}",
    lambda text: f"{text};",
    lambda text: f"{text}]",
    lambda text: f"({text})",
    lambda text: f"{text} // as sent",
    lambda text: f"/* as sent */{text}",
    lambda text: f"\ufeff{text}",
    lambda text: f"\xa0{text}",
    lambda text: f"{text}\x00",
)

_INSIDE: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    # The last character, and the end of an object or list.
    (r'["\]}]\Z', ("",)),
    (r"(?<=[^\[{,])([\]}])", (r",\1", r"/**/\1")),
    # A name.
    (r'(?<=[{,])"(\w+)":', (r"'\1':", r"\1:", r'"\1"=', r'"\1" ', r',"\1":', '"\\1":\xa0')),
    # A number and a literal.
    (r"((?<=[:\[,])|\A)-?\d+(\.\d+)?(?=[,\]}]|\Z)", ("NaN", "Infinity", "01", "+1", ".5", "1.", "1e", "0x10")),
    (r"(?<=[:\[,])(true|false|null)(?=[,\]}])", ("True", "None", "undefined")),
    # A text, and its end.
    (r'(?<=:)"([\w .-]*)"(?=[,}])', (r"'\1'", r"\1_")),
    (r'(?<=[^\\])"(?=[,\]}]|\Z)', ('\t"', '\x00"', r'\\x41"', r'\\u12"', r'\\u{41}"', r"\\'" + '"')),
)
