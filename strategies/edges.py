"""Odd payloads, by class: what decoders and encoders get wrong. The oracle decides which of them are legal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from conformance.spec import Dialect
from conformance.spec.model import Ref
from strategies import odd_newer, odd_shapes, odd_values, spelling
from strategies.odd import Base, Edge
from strategies.payload import Payload
from strategies.positions import Pick, positions


def edge_payload(spec: Dialect, type_name: str, text: str, pick: Pick) -> Payload:
    """Make the legal payload ``text`` of a type odd; ``pick`` decides how."""
    value = json.loads(text)
    root = Ref(type_name)
    base = Base(spec, root, text, value, list(positions(spec, root, value)))
    edges = list((EDGES if spec.serde else TOLERANT_EDGES).items())
    first = pick(len(edges))
    for name, edge in edges[first:] + edges[:first]:
        # If a class does not apply to this value, the next one is tried.
        if (odd := edge(base, pick)) is not None:
            return Payload(type_name, "edge", odd, edge=name)
    raise AssertionError("white space can be put into any JSON text")


def _named(*edges: Edge) -> Mapping[str, Edge]:
    return {edge.__name__.replace("_", "-"): edge for edge in edges}


EDGES: Final = _named(
    odd_values.bound,
    odd_values.number_spelling,
    odd_shapes.null,
    odd_shapes.absent,
    odd_shapes.empty,
    odd_shapes.unknown_member,
    odd_shapes.tag_position,
    odd_shapes.key_order,
    spelling.whitespace,
    spelling.escapes,
    odd_values.characters,
    odd_values.lone_surrogate,
    odd_shapes.duplicate_member,
    odd_shapes.duplicate_unknown,
    odd_shapes.collection_size,
    odd_values.deep_json,
    odd_values.long_number,
    odd_values.long_string,
    odd_values.enum_case,
    odd_values.beyond_prose,
    odd_shapes.open_form,
    odd_shapes.other_variant,
)
"""Every class by the name that ``Payload.edge`` has."""

TOLERANT_EDGES: Final = {
    **EDGES,
    **_named(odd_newer.unknown_value, odd_newer.unknown_tag, odd_newer.vendor_member, odd_newer.whole_fraction),
}
"""These and more, for dialects that have to tolerate what they do not know."""
