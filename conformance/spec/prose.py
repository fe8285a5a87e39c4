"""Checks the rules that only the documentation states, apart from decoding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from conformance.spec import load_dialect
from conformance.spec.bundle import reached
from conformance.spec.model import Array, Dialect, Map, Node, Nullable, Prose, Ref, Struct, Tagged, Untagged, children


def broken_prose(dialect: Dialect, type_name: str, canonical_text: str) -> list[str]:
    """The ids of the requirements whose prose rule a valid payload breaks, each once.

    ``canonical_text`` is the payload in canonical form, so its tags and names are known to be right.
    """
    if type_name not in _with_prose(dialect.name):
        return []
    value = json.loads(canonical_text)
    return list(dict.fromkeys(_broken(dialect, dialect.node(type_name), value)))


@cache
def _with_prose(dialect: str) -> frozenset[str]:
    spec = load_dialect(dialect)
    own = {name for name, node in spec.types.items() if _has_prose(node)}
    return frozenset(name for name in spec.types if own & reached(dialect, name))


def _has_prose(node: Node) -> bool:
    if isinstance(node, Struct) and any(member.prose for member in node.members):
        return True
    return any(_has_prose(child) for child in children(node))


# Keyed by the rule's identity, with the rule beside it: a schema is not hashable, and serialising it each time would
# cost more than the validation.
_validators: dict[int, tuple[Prose, jsonschema_rs.Draft202012Validator]] = {}


def _valid(prose: Prose, value: Any) -> bool:
    if id(prose) not in _validators:
        _validators[id(prose)] = prose, jsonschema_rs.Draft202012Validator(dict(prose.schema))
    return _validators[id(prose)][1].is_valid(value)


def _broken(dialect: Dialect, node: Node, value: Any) -> Iterator[str]:
    match node:
        case Ref(name):
            yield from _broken(dialect, dialect.types[name], value)
        case Array(items) if isinstance(value, list):
            for item in value:
                yield from _broken(dialect, items, item)
        case Map(values) if isinstance(value, dict):
            for item in value.values():
                yield from _broken(dialect, values, item)
        case Nullable(inner):
            yield from _broken(dialect, inner, value)
        case Struct(members) if isinstance(value, dict):
            for member in members:
                item = value.get(member.name)
                if item is None:
                    continue
                if member.prose and not _valid(member.prose, item):
                    yield member.prose.requirement
                yield from _broken(dialect, member.node, item)
        case Tagged(property_, variants, fallback):
            tag = value.get(property_) if isinstance(value, dict) else None
            arm = next((variant.node for variant in variants if variant.tag == tag), fallback)
            if arm is not None:
                yield from _broken(dialect, arm, value)
        case Untagged(variants):
            for variant in variants:
                yield from _broken(dialect, variant, value)
        case _:
            return
