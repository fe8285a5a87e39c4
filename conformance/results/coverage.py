"""What of the wire an implementation has: events, client and server apart, the types inside them, and HTTP bodies.

One rule for unions: a union of named types is nothing to have, its variants are. An event counts as had if its own type
is, or if the union of events takes or builds it. Everything that an event contains is a nested type; a root of the
dialect that no event contains is the body of a request or of its answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from conformance.checks.verdict import Status
from conformance.jsontext import readable
from conformance.results.record import Results
from conformance.results.shares import Share
from conformance.spec import load_dialect
from conformance.spec.loader import reached
from conformance.spec.model import Dialect, Ref, Side, Tagged, Untagged
from conformance.vectors import load_type


@dataclass(frozen=True, slots=True)
class Coverage:
    """The types of a run that an implementation has, by what they are."""

    client_events: Share
    server_events: Share
    nested: Share
    bodies: Share


def coverage(results: Results) -> Coverage:
    """The types of the run that the implementation answers for."""
    dialect = load_dialect(results.header.dialect)
    kinds = _kinds(results.header.dialect)
    answered = {verdict.subject for verdict in results.verdicts if verdict.answered}
    had = answered | set(_through_unions(results, dialect))
    asked = [name for name in results.header.options["types"] if name in dialect.types]

    def share(kind: str) -> Share:
        names = [name for name in asked if kinds.get(name) == kind]
        return Share(sum(name in had for name in names), len(names))

    return Coverage(share(Side.CLIENT), share(Side.SERVER), share("nested"), share("bodies"))


@cache
def _kinds(name: str) -> dict[str, str]:
    """What each type of a dialect is; unions are nothing."""
    dialect = load_dialect(name)
    events = {one for names in dialect.events.values() for one in names} - set(dialect.roots)
    inside = reached(dialect.types, events)
    kinds: dict[str, str] = {}
    for type_name in dialect.types:
        if _is_union(dialect, type_name):
            continue
        if type_name in events:
            kinds[type_name] = Side.CLIENT if Side.CLIENT in dialect.sides[type_name] else Side.SERVER
        else:
            is_body = type_name in dialect.roots and type_name not in inside
            kinds[type_name] = "bodies" if is_body else "nested"
    return kinds


def _is_union(dialect: Dialect, type_name: str) -> bool:
    match dialect.bare(dialect.node(type_name)):
        case Tagged(variants=variants):
            return all(isinstance(variant.node, Ref) for variant in variants)
        case Untagged(variants):
            return all(isinstance(variant, Ref) for variant in variants)
    return False


def _through_unions(results: Results, dialect: Dialect) -> Iterator[str]:
    """The types of events that a union of events takes or builds."""
    unions = {name for name in dialect.roots if name.endswith("Event") and _is_union(dialect, name)}
    for verdict in results.verdicts:
        if verdict.subject in unions and verdict.check in ("accepts", "build") and verdict.status is Status.PASS:
            vector = load_type(dialect.name, verdict.subject).get(verdict.case)
            node = dialect.resolve(dialect.node(verdict.subject))
            variant = node.variant(readable(vector.text)) if vector is not None and isinstance(node, Tagged) else None
            if variant is not None and isinstance(variant.node, Ref):
                yield variant.node.name
