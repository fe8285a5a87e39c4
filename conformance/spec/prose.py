"""The rules that only the documentation states, apart from decoding: which apply to a value, and which it breaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, TypeAlias

from conformance import jsontext
from conformance.spec.loader import load_dialect
from conformance.spec.model import (
    Array,
    Dialect,
    Map,
    Node,
    Nullable,
    Prose,
    Ref,
    Struct,
    Sum,
    Tagged,
    Untagged,
    within,
)

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule, and a place at which it applies: the path from the root of the payload, and the value there."""

    prose: Prose
    path: Path
    value: Any

    @property
    def kept(self) -> bool:
        """Whether the value keeps the rule."""
        return keeps(self.prose, self.value)


@dataclass(frozen=True, slots=True)
class BrokenProse:
    """The id of the requirement that a payload breaks, and the JSON Pointer of the rule's place in it."""

    requirement: str
    at: str


def broken_prose(dialect: Dialect, type_name: str, canonical_text: str) -> tuple[BrokenProse, ...]:
    """The rules that a valid payload breaks, each place once.

    ``canonical_text`` is the payload in canonical form, so its tags and names are known to be right.
    """
    if type_name not in with_prose(dialect.name):
        return ()
    broken = broken_rules(dialect, dialect.node(type_name), json.loads(canonical_text))
    return tuple(dict.fromkeys(BrokenProse(one.prose.requirement, jsontext.pointer(one.path)) for one in broken))


def broken_rules(dialect: Dialect, node: Node, value: Any) -> list[Placed]:
    """The rules that a legal value of ``node`` breaks, the outermost places first."""
    return _walked(dialect, node, value, named=True, broken=True)


@cache
def with_prose(dialect: str) -> frozenset[str]:
    """The types of a dialect whose values some rule may apply to."""
    return ruled(load_dialect(dialect).types, _every)


def _every(_: Prose) -> bool:
    return True


def ruled(types: Mapping[str, Node], counts: Callable[[Prose], bool]) -> frozenset[str]:
    """The types whose values a rule that counts may apply to, however deep inside."""
    found = {name for name, node in types.items() if any(map(counts, _rules(node)))}
    inside = {name: {one.name for one in within(node) if isinstance(one, Ref)} for name, node in types.items()}
    while more := {name for name, names in inside.items() if name not in found and not names.isdisjoint(found)}:
        found |= more
    return frozenset(found)


def _rules(node: Node) -> Iterator[Prose]:
    """The rules that a node states itself."""
    for one in within(node):
        if isinstance(one, Struct):
            yield from chain(one.prose, *(member.prose for member in one.members))


def placed_rules(dialect: Dialect, node: Node, value: Any, *, named: bool = True) -> list[Placed]:
    """The rules that apply to a value and what is inside, the outermost places first.

    Without ``named``, what belongs to other named types is left to them.
    """
    return _walked(dialect, node, value, named=named, broken=False)


def sums_of(dialect: Dialect, node: Node, left_out: frozenset[str]) -> Callable[[Any], bool] | None:
    """What tells whether a value of ``node`` adds up; ``None`` where nothing has to, ``left_out`` aside."""

    def counts(rule: Prose) -> bool:
        return isinstance(rule.rule, Sum) and rule.requirement not in left_out

    walk = _Compiler(dialect.types, True, True, counts, ruled(dialect.types, counts)).walk(node)
    if walk is None:
        return None

    def add_up(value: Any) -> bool:
        found: list[Placed] = []
        walk(value, (), found)
        return not found

    return add_up


def _walked(dialect: Dialect, node: Node, value: Any, *, named: bool, broken: bool) -> list[Placed]:
    """The rules that apply to a value, or those of them that are ``broken``."""
    # Keyed by identity, with what is identified beside it: a dialect is not hashable.
    key = id(dialect), id(node), named, broken
    if key not in _walks:
        _walks[key] = dialect, node, _compiler(dialect, named, broken).walk(node)
    found: list[Placed] = []
    if (walk := _walks[key][2]) is not None:
        walk(value, (), found)
    return found


_Walk: TypeAlias = Callable[[Any, Path, list[Placed]], None]
"""Adds the rules that apply to a value, at its path, to a list."""

_walks: dict[tuple[int, int, bool, bool], tuple[Dialect, Node, _Walk | None]] = {}

_compilers: dict[tuple[int, bool, bool], tuple[Dialect, _Compiler]] = {}


def _compiler(dialect: Dialect, named: bool, broken: bool) -> _Compiler:
    """The one compiler of a dialect for all rules or the broken ones: what two types contain is walked alike."""
    key = id(dialect), named, broken
    if key not in _compilers:
        _compilers[key] = dialect, _Compiler(dialect.types, named, broken, _every, ruled(dialect.types, _every))
    return _compilers[key][1]


_Row: TypeAlias = tuple[Prose, Callable[[Any], bool]]
"""A rule, and whether it is left out of what is found at a value."""


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Makes the walks of one dialect: to all rules that apply and count, or to the ``broken`` ones."""

    types: Mapping[str, Node]
    named: bool
    broken: bool
    counts: Callable[[Prose], bool]
    ruled: frozenset[str]
    walks: dict[str, _Walk] = field(default_factory=dict)

    def walk(self, node: Node) -> _Walk | None:
        """The walk through values of ``node``; ``None`` where nothing in them has a rule."""
        match node:
            case Ref(name):
                return self._named(name) if self.named else None
            case Array(inner) | Map(inner):
                return _walk_items(self.walk(inner))
            case Nullable(inner):
                return self.walk(inner)
            case Struct(members, rules):
                inside = [(one.name, self._rows(one.prose), self.walk(one.node)) for one in members]
                return _walk_struct(self._rows(rules), [row for row in inside if row[1] or row[2]])
            case Tagged(property_, variants, fallback):
                arms = {variant.tag: self.walk(variant.node) for variant in variants}
                other = None if fallback is None else self.walk(fallback)
                return _walk_tagged(property_, arms, other)
            case Untagged(variants):
                walks = [walk for variant in variants if (walk := self.walk(variant))]
                return _walk_each(walks) if walks else None
            case _:
                return None

    def _rows(self, rules: Sequence[Prose]) -> list[_Row]:
        return [(rule, keeper(rule) if self.broken else _never) for rule in rules if self.counts(rule)]

    def _named(self, name: str) -> _Walk | None:
        if name in self.ruled and name not in self.walks:
            # Only once it is needed: a type may contain itself.
            walk = cache(lambda: self.walk(self.types[name]))

            def named(value: Any, path: Path, found: list[Placed]) -> None:
                if (inner := walk()) is not None:
                    inner(value, path, found)

            self.walks[name] = named
        return self.walks.get(name)


def _never(_: Any) -> bool:
    return False


def _walk_items(walk: _Walk | None) -> _Walk | None:
    if walk is None:
        return None

    def items(value: Any, path: Path, found: list[Placed]) -> None:
        steps = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
        for step, item in steps:
            walk(item, (*path, step), found)

    return items


def _walk_struct(rules: Sequence[_Row], members: Sequence[tuple[str, Sequence[_Row], _Walk | None]]) -> _Walk | None:
    if not rules and not members:
        return None

    def struct(value: Any, path: Path, found: list[Placed]) -> None:
        if not isinstance(value, dict):
            return
        for rule, left_out in rules:
            if not left_out(value):
                found.append(Placed(rule, path, value))
        for name, rows, walk in members:
            if (item := value.get(name)) is not None:
                for rule, left_out in rows:
                    if not left_out(item):
                        found.append(Placed(rule, (*path, name), item))
                if walk is not None:
                    walk(item, (*path, name), found)

    return struct


def _walk_tagged(property_: str, arms: Mapping[str, _Walk | None], other: _Walk | None) -> _Walk | None:
    if other is None and not any(arms.values()):
        return None

    def tagged(value: Any, path: Path, found: list[Placed]) -> None:
        tag = value.get(property_) if isinstance(value, dict) else None
        walk = arms.get(tag, other) if isinstance(tag, str) else other
        if walk is not None:
            walk(value, path, found)

    return tagged


def _walk_each(walks: Sequence[_Walk]) -> _Walk:
    def each(value: Any, path: Path, found: list[Placed]) -> None:
        for walk in walks:
            walk(value, path, found)

    return each


def keeps(prose: Prose, value: Any) -> bool:
    """Whether a value that is not ``null`` keeps the rule."""
    return keeper(prose)(value)


def keeper(prose: Prose) -> Callable[[Any], bool]:
    """What tells whether a value that is not ``null`` keeps the rule, for values by the thousand."""
    # Keyed by the rule's identity, with the rule beside it: a schema is not hashable.
    if id(prose) not in _keepers:
        _keepers[id(prose)] = prose, _adder(prose.rule) if isinstance(prose.rule, Sum) else _validator(prose.rule)
    return _keepers[id(prose)][1]


_keepers: dict[int, tuple[Prose, Callable[[Any], bool]]] = {}


def _validator(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    @cache
    def is_valid() -> Callable[[Any], bool]:
        from jsonschema_rs import Draft202012Validator  # only once it is needed: who reads a vector waits for none

        return Draft202012Validator(dict(schema)).is_valid

    def valid(value: Any) -> bool:
        try:
            return is_valid()(value)
        except UnicodeEncodeError:
            # Half of a surrogate pair has no UTF-8, which the validator reads; what such a text means is left open.
            return True

    return valid


def _adder(rule: Sum) -> Callable[[Any], bool]:
    total_of, exact = number_of(rule.total), rule.relation == "="
    # What is needed is among the parts.
    parts_of = [(number_of(part), part in rule.needs) for part in rule.parts]

    def adds_up(value: Any) -> bool:
        if (total := total_of(value)) is None:
            return True
        parts = 0
        for part_of, needed in parts_of:
            if (part := part_of(value)) is not None:
                parts += part
            elif needed:
                return True
        return bool(total == parts if exact else total >= parts)

    return adds_up


def number_of(pointer: str) -> Callable[[Any], Any]:
    """What finds the number at a JSON Pointer in a value, or ``None``."""
    *into, last = jsontext.tokens(pointer)

    def number(value: Any) -> Any:
        for token in into:
            if not isinstance(value, dict):
                return None
            value = value.get(token)
        found = value.get(last) if isinstance(value, dict) else None
        # Most are whole, and true is none.
        return found if type(found) is int or isinstance(found, float) else None

    return number
