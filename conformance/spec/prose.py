"""The rules that only the documentation states, apart from decoding: which apply to a value, and which it breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import jsonschema_rs

from conformance import jsontext
from conformance.spec.loader import load_dialect, reached
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
    children,
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
    return [one for one in placed_rules(dialect, node, value) if not one.kept]


@cache
def with_prose(dialect: str) -> frozenset[str]:
    """The types of a dialect whose values some rule may apply to."""
    types = load_dialect(dialect).types
    own = {name for name, node in types.items() if _has_prose(node)}
    return frozenset(name for name in types if own & reached(types, name))


def _has_prose(node: Node) -> bool:
    if isinstance(node, Struct) and (node.prose or any(member.prose for member in node.members)):
        return True
    return any(_has_prose(child) for child in children(node))


def placed_rules(dialect: Dialect, node: Node, value: Any, path: Path = (), *, named: bool = True) -> Iterator[Placed]:
    """The rules that apply to a value and what is inside, the outermost places first.

    Without ``named``, what belongs to other named types is left to them.
    """
    match node:
        case Ref(name) if named:
            yield from placed_rules(dialect, dialect.types[name], value, path)
        case Array(items) if isinstance(value, list):
            for index, item in enumerate(value):
                yield from placed_rules(dialect, items, item, (*path, index), named=named)
        case Map(values) if isinstance(value, dict):
            for name, item in value.items():
                yield from placed_rules(dialect, values, item, (*path, name), named=named)
        case Nullable(inner):
            yield from placed_rules(dialect, inner, value, path, named=named)
        case Struct(members, rules) if isinstance(value, dict):
            yield from (Placed(rule, path, value) for rule in rules)
            for member in members:
                item = value.get(member.name)
                if item is not None:
                    yield from (Placed(rule, (*path, member.name), item) for rule in member.prose)
                    yield from placed_rules(dialect, member.node, item, (*path, member.name), named=named)
        case Tagged(property_, variants, fallback):
            tag = value.get(property_) if isinstance(value, dict) else None
            arm = next((variant.node for variant in variants if variant.tag == tag), fallback)
            if arm is not None:
                yield from placed_rules(dialect, arm, value, path, named=named)
        case Untagged(variants):
            for variant in variants:
                yield from placed_rules(dialect, variant, value, path, named=named)
        case _:
            return


def keeps(prose: Prose, value: Any) -> bool:
    """Whether a value that is not ``null`` keeps the rule."""
    if isinstance(prose.rule, Sum):
        return _adds_up(prose.rule, value)
    # Keyed by the rule's identity, with the rule beside it: a schema is not hashable, and serialising it each time
    # would cost more than the validation.
    if id(prose) not in _validators:
        _validators[id(prose)] = prose, jsonschema_rs.Draft202012Validator(dict(prose.rule))
    return _validators[id(prose)][1].is_valid(value)


_validators: dict[int, tuple[Prose, jsonschema_rs.Draft202012Validator]] = {}


def _adds_up(rule: Sum, value: Any) -> bool:
    total = number_at(value, rule.total)
    if total is None or any(number_at(value, part) is None for part in rule.needs):
        return True
    parts = sum(number_at(value, part) or 0 for part in rule.parts)
    return bool(total == parts if rule.relation == "=" else total >= parts)


def number_at(value: Any, pointer: str) -> Any:
    """The number at a JSON Pointer, or ``None``."""
    for token in tokens(pointer):
        value = value.get(token) if isinstance(value, dict) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def tokens(pointer: str) -> list[str]:
    """The reference tokens of a JSON Pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
