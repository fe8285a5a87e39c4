"""What the spec allows and forbids is shown by a vector: every member, value, variant, null and bound of every type.

The facts are counted on the spec itself, and looked for in the payloads: no slug and no recipe is believed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

import pytest

from conformance.oracle import Accept
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Node,
    Nullable,
    OpenEnum,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from conformance.vectors import load_vectors

Fact: TypeAlias = tuple[str, str, str]
"""The kind of fact, the place in the spec, and which value or variant."""

# Facts that a vector shows by being accepted at must; the others are shown by any payload.
LEGAL = ("present", "absent", "null", "value", "variant")
# A type's own bound may be beyond what the prose wants, which makes accepting it less than a must.
ACCEPTED = ("at-bound",)


def facts(dialect: Dialect, node: Node, at: str) -> Iterator[Fact]:
    """What a type's own schema says; what a named type inside says belongs to that type."""
    match node:
        case Nullable(inner):
            yield "null", at, ""
            yield from facts(dialect, inner, at)
        case Struct(members):
            for member in members:
                place = f"{at}/{member.name}"
                yield "present", place, ""
                yield ("required-absent" if member.required else "absent"), place, ""
                if member.nullable or isinstance(dialect.resolve(member.node), Nullable):
                    yield "null", place, ""
                yield from facts(dialect, member.node, place)
        case Array(items, low):
            if low:
                yield from (("at-bound", at, "low"), ("beyond", at, "low"))
            yield from facts(dialect, items, f"{at}/[]")
        case Map(values):
            yield from facts(dialect, values, f"{at}/{{}}")
        case Enum(values, _) | OpenEnum(values):
            yield from (("value", at, value) for value in values)
        case Tagged(_, variants, fallback, is_open):
            yield from (("variant", at, variant.tag) for variant in variants)
            if fallback is not None:
                yield "variant", at, "untagged"
            if is_open:
                yield "unknown-variant", at, ""
            for variant in variants:
                yield from facts(dialect, variant.node, f"{at}={variant.tag}")
        case Untagged(variants):
            for index, variant in enumerate(variants):
                yield "variant", at, str(index)
                yield from facts(dialect, variant, f"{at}|{index}")
        case Integer(_, low, high) | Float(_, low, high):
            for side, bound in (("low", low), ("high", high)):
                if bound is not None:
                    yield from (("at-bound", at, side), ("beyond", at, side))
        case Text(_, high, pattern):
            if high is not None:
                yield from (("at-bound", at, "high"), ("beyond", at, "high"))
            if pattern is not None:
                yield from (("at-bound", at, "pattern"), ("beyond", at, "pattern"))
        case _:
            return


def weakly_known(node: Node, at: str) -> Iterator[str]:
    """The places of members that only a correction knows, whose vectors are no must."""
    if isinstance(node, Struct):
        for member in node.members:
            if member.level != "must":
                yield f"{at}/{member.name}"
            yield from weakly_known(member.node, f"{at}/{member.name}")


def shown(dialect: Dialect, node: Node, value: Any, at: str) -> Iterator[Fact]:
    """The facts that a payload shows."""
    match node, value:
        case Nullable(inner), _:
            if value is None:
                yield "null", at, ""
            else:
                yield from shown(dialect, inner, value, at)
        case Struct(members), dict():
            for member in members:
                place = f"{at}/{member.name}"
                if member.name not in value:
                    yield ("required-absent" if member.required else "absent"), place, ""
                    continue
                yield "present", place, ""
                if value[member.name] is None:
                    yield "null", place, ""
                yield from shown(dialect, member.node, value[member.name], place)
        case Array(items, low), list():
            if low:
                yield ("at-bound" if len(value) == low else "beyond" if len(value) < low else "inside"), at, "low"
            for item in value:
                yield from shown(dialect, items, item, f"{at}/[]")
        case Map(values), dict():
            for item in value.values():
                yield from shown(dialect, values, item, f"{at}/{{}}")
        case Enum() | OpenEnum(), str():
            yield "value", at, value
        case Tagged(property_, variants, fallback), _:
            tag = value.get(property_) if isinstance(value, dict) else None
            chosen = [variant for variant in variants if variant.tag == tag]
            for variant in chosen:
                yield "variant", at, variant.tag
                yield from shown(dialect, variant.node, value, f"{at}={variant.tag}")
            if isinstance(tag, str) and not chosen:
                yield "unknown-variant", at, ""
            if fallback is not None and fits(dialect, fallback, value):
                yield "variant", at, "untagged"
        case Untagged(variants), _:
            objects = [
                index for index, one in enumerate(variants) if isinstance(one, Struct) and isinstance(value, dict)
            ]
            for index in ([index for index, one in enumerate(variants) if fits(dialect, one, value)] or objects)[:1]:
                yield "variant", at, str(index)
                yield from shown(dialect, variants[index], value, f"{at}|{index}")
        case ((Integer(_, low, high) | Float(_, low, high)), int() | float()):
            if low is not None and value <= low:
                yield ("at-bound" if value == low else "beyond"), at, "low"
            if high is not None and value >= high:
                yield ("at-bound" if value == high else "beyond"), at, "high"
        case Text(_, high, pattern), str():
            if high is not None and len(value) >= high:
                yield ("at-bound" if len(value) == high else "beyond"), at, "high"
            if pattern is not None:
                yield ("at-bound" if re.search(pattern, value) else "beyond"), at, "pattern"
        case _:
            return


def fits(dialect: Dialect, node: Node, value: Any) -> bool:
    """Whether a value has the form of a node, as far as variants differ by it."""
    match dialect.resolve(node):
        case Struct(members):
            return isinstance(value, dict) and all(one.name in value for one in members if one.required)
        case Tagged(property_, variants):
            return isinstance(value, dict) and value.get(property_) in {variant.tag for variant in variants}
        case Enum(values, _):
            return value in values
        case Text() | OpenEnum():
            return isinstance(value, str)
        case Integer():
            return isinstance(value, int) and not isinstance(value, bool)
        case Float():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Array():
            return isinstance(value, list)
        case Map():
            return isinstance(value, dict)
        case Boolean():
            return isinstance(value, bool)
        case Json():
            return True
        case other:
            raise AssertionError(f"no variant is a {type(other).__name__}")


@cache
def counted(name: str) -> tuple[frozenset[Fact], frozenset[Fact]]:
    """All facts of a dialect, and those that its vectors show."""
    dialect = load_dialect(name)
    wanted = frozenset(
        fact
        for type_name, node in dialect.types.items()
        for fact in facts(dialect, node, type_name)
        # A null that is the whole payload is judged by nobody (`free.bare-null`); each member that may be one shows it.
        if fact != ("null", type_name, "")
    )
    weak = {at for type_name, node in dialect.types.items() for at in weakly_known(node, type_name)}
    found: set[Fact] = set()
    for vector in load_vectors(name).values():
        try:
            value = json.loads(vector.text)
        except (ValueError, RecursionError):
            continue
        of_vector = shown(dialect, dialect.types[vector.type], value, vector.type)
        accepted = isinstance(vector.expectation, Accept)
        must = accepted and vector.level is Level.MUST
        for fact in of_vector:
            if must or (accepted and (fact[0] in ACCEPTED or fact[1] in weak)) or fact[0] not in (*LEGAL, *ACCEPTED):
                found.add(fact)
    return wanted, frozenset(found)


@pytest.mark.parametrize("name", ["async-openai", "openai-ga"])
@pytest.mark.parametrize("kind", [*LEGAL, *ACCEPTED, "required-absent", "unknown-variant", "beyond"])
def test_every_fact_of_the_spec_is_shown(name: str, kind: str) -> None:
    wanted, found = counted(name)
    missing = sorted(fact for fact in wanted - found if fact[0] == kind)
    assert not missing, f"{len(missing)} of {sum(fact[0] == kind for fact in wanted)}: {missing[:5]}"


def test_the_counts_are_of_the_whole_spec() -> None:
    wanted, _ = counted("openai-ga")
    counts = Counter(kind for kind, _, _ in wanted)
    assert counts["absent"] > 300
    assert counts["required-absent"] > 300
    assert all(counts[kind] > 20 for kind in (*LEGAL, *ACCEPTED, "unknown-variant", "beyond"))
