"""The linter for ``marks.json``: its form, and that no row claims what is another's."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.jsontext import pointer
from conformance.spec import load_dialect
from conformance.spec.model import Dialect, Node, Nullable, Struct, Tagged, Untagged
from conformance.spec.wires import MARKS, Place, Wire, wires

_SCHEMA = MARKS.with_name("marks.schema.json")
_OFFICIAL = "openai-ga"


def lint_marks() -> list[str]:
    """Every problem of ``marks.json``, one line per problem."""
    document = json.loads(MARKS.read_text(encoding="utf-8"))
    error = best_match(Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8"))).iter_errors(document))
    if error is not None:
        return [f"{MARKS.name}#{pointer(error.absolute_path)}: {error.message[:300]}"]
    ids = [row["id"] for row in document["wires"]]
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    problems = [f"{MARKS.name}: the wire {one!r} is given twice" for one in doubled]
    return problems + [
        f"{MARKS.name}: {wire.id}: {problem}" for wire in wires().values() for problem in _problems(wire)
    ]


def _problems(wire: Wire) -> Iterator[str]:
    official = load_dialect(_OFFICIAL)
    for one in sorted(wire.shares):
        if one not in wires():
            yield f"shares the names of {one!r}, which has no row"
        elif wire.id in wires()[one].shares:
            yield f"shares the names of {one!r}, which shares its own: neither could be told from the other"
    for event in sorted(wire.events):
        for other in wires().values():
            if other.id != wire.id and event in other.events:
                yield f"{event} is also an event of {other.id}"
        if (event in official.events) is not (wire.id == _OFFICIAL):
            yield f"{event} is {'not ' if wire.id == _OFFICIAL else ''}an event of {_OFFICIAL}"
    for place in wire.members:
        holders = _holders(official, place)
        if wire.id == _OFFICIAL and not holders:
            yield f"{pointer(place.path)} is not a member of {_OFFICIAL}"
        elif wire.id != _OFFICIAL and holders:
            yield f"{pointer(place.path)} is a member of {_OFFICIAL} too, in {holders[0]}"


def _holders(dialect: Dialect, place: Place) -> list[str]:
    """The events of the dialect that declare a member there."""
    events = dialect.events if place.event is None else {place.event: dialect.events.get(place.event, ())}
    return [
        event
        for event, types in events.items()
        if any(_declares(dialect, dialect.node(one), place.path) for one in types)
    ]


def _declares(dialect: Dialect, node: Node, path: tuple[str, ...]) -> bool:
    if not path:
        return True
    match dialect.resolve(node):
        case Nullable(inner):
            return _declares(dialect, inner, path)
        case Tagged(_, variants, fallback):
            arms = [variant.node for variant in variants] + ([] if fallback is None else [fallback])
            return any(_declares(dialect, arm, path) for arm in arms)
        case Untagged(variants):
            return any(_declares(dialect, arm, path) for arm in variants)
        case Struct(members):
            return any(member.name == path[0] and _declares(dialect, member.node, path[1:]) for member in members)
        case _:
            return False
