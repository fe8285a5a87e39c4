"""Derived vectors about the rules that only the documentation states: both sides of each, in every place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from conformance.files import slugged
from conformance.spec.bounds import beyond, within
from conformance.spec.mending import breaking, replaced
from conformance.spec.model import Dialect, Node, Struct, Sum, Tagged
from conformance.spec.prose import Placed, placed_rules
from conformance.vectors.example import ExampleEntry, bare_node
from conformance.vectors.sketch import Sketch

_WITHIN = "decode.within-prose"
_BEYOND = "encode.beyond-prose"


def prose_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Sketch]:
    """The last value within each limit of the type's own places, the first one beyond, and each other rule broken."""
    node, seen = bare_node(dialect, type_name), set[str]()
    for prefix, value in _wholes(node, entry):
        for placed in placed_rules(dialect, node, value, named=False):
            for sketch in _sketches(dialect, node, prefix, value, placed):
                if sketch.slug not in seen:
                    seen.add(sketch.slug)
                    yield sketch


def _wholes(node: Node, entry: ExampleEntry) -> Iterator[tuple[str, Any]]:
    """The examples of a type, each with what its slugs start with."""
    if isinstance(node, Struct):
        yield from (("", value) for value in entry["all-members"])
    elif isinstance(node, Tagged):
        for tag, one in entry["variants"].items():
            yield from ((f"{slugged(tag)}-", {node.property: tag, **value}) for value in one.get("all-members", ()))


def _sketches(dialect: Dialect, node: Node, prefix: str, whole: Any, placed: Placed) -> Iterator[Sketch]:
    names = [str(step) for step in placed.path]
    place = f"{prefix}{slugged(' '.join(names))}-" if names else prefix
    name = ".".join(names)
    member = names[0] if len(names) == 1 else ""

    def having(slug: str, value: Any, why: str, rule: str, prose: str = "") -> Sketch:
        return Sketch(f"{place}{slug}", why, rule, value, None, member, "", prose)

    prose = placed.prose
    for bound in within(prose.limits):
        value = replaced(whole, placed.path, bound.value)
        yield having(f"within-prose-{bound.slug}", value, f"{name} {bound.why}", _WITHIN)
    for listed in prose.limits.get("enum", ()):
        value = replaced(whole, placed.path, listed)
        # Some values are signs without a letter, such as the keys of a telephone.
        slug = slugged(str(listed)) or slugged(" ".join(map(unicodedata.name, str(listed))))
        yield having(f"within-prose-{slug}", value, f"{name} is {listed}, as the prose allows", _WITHIN)
    for bound in beyond(prose.limits):
        value = replaced(whole, placed.path, bound.value)
        yield having(f"beyond-prose-{bound.slug}", value, f"{name} {bound.why}", _BEYOND, prose.requirement)
    if prose.broken is not None or isinstance(prose.rule, Sum):
        word = slugged(prose.requirement.rpartition(".")[2])
        for value in breaking(dialect, node, whole, placed):
            yield having(f"beyond-prose-{word}", value, _why(name, placed), _BEYOND, prose.requirement)
            return


def _why(name: str, placed: Placed) -> str:
    rule = placed.prose.rule
    if not isinstance(rule, Sum):
        return f"{name or 'it'} breaks the rule {placed.prose.requirement}, which only the documentation states"
    total, *parts = (f"{name}{pointer}".replace("/", ".").lstrip(".") for pointer in (rule.total, *rule.parts))
    *others, last = parts
    summed = f"the sum of {', '.join(others)} and {last}" if others else last
    return f"{total} is {'less than' if rule.relation == '>=' else 'not'} {summed}"
