"""The smallest legal value for each variant of a dialect's unions, which can make a finding simpler."""

from __future__ import annotations

import json
from functools import cache

from conformance.spec import Dialect, load_dialect
from conformance.spec.model import Node, Tagged
from strategies.pairs import payloads


@cache
def simplest_variants(dialect: str) -> tuple[str, ...]:
    """One JSON text per variant of each tagged union, in the order of the types."""
    spec = load_dialect(dialect)
    smallest: dict[tuple[str, ...], str] = {}
    for name, node in spec.types.items():
        if not isinstance(node, Tagged):
            continue
        for payload in payloads(dialect, name):
            key = (name, *_tags(spec, node, json.loads(payload.text)))
            if key not in smallest or len(payload.text) < len(smallest[key]):
                smallest[key] = payload.text
    return tuple(dict.fromkeys(smallest.values()))


def _tags(spec: Dialect, node: Node, value: object) -> list[str]:
    """The tags of a legal value, including those of unions inside its variant."""
    tags: list[str] = []
    while isinstance(node := spec.resolve(node), Tagged) and isinstance(value, dict):
        tag = value[node.property]
        tags.append(tag)
        node = next(variant.node for variant in node.variants if variant.tag == tag)
    return tags
