"""Repairs stored examples that a new version of the dialect refuses.

A new required member is added, and a value that is no longer allowed is replaced, only at the path that the oracle
names. What the oracle accepts is never touched.
"""

from __future__ import annotations

from typing import Any

from conformance.jsontext import path_in, text_of
from conformance.oracle import Oracle, Reject
from conformance.spec.locate import node_at
from conformance.spec.model import Array, Struct, Tagged
from conformance.vectors.edit import put
from conformance.vectors.example import ExampleEntry, Examples, bare_node
from conformance.vectors.growth import Maker

_ROUNDS = 100


def repaired(oracle: Oracle, stored: Examples) -> Examples:
    """The stored entries, each value made legal in the oracle's dialect if that is possible."""
    maker = Maker(oracle.dialect, stored)
    return {
        name: _entry(oracle, maker, name, entry) if name in oracle.dialect.types else entry
        for name, entry in stored.items()
    }


def _entry(oracle: Oracle, maker: Maker, type_name: str, entry: ExampleEntry) -> ExampleEntry:
    node = bare_node(oracle.dialect, type_name)
    if "value" in entry:
        return {"value": _value(oracle, maker, type_name, entry["value"])}
    if "variants" not in entry:
        return _object(oracle, maker, type_name, entry, {})
    if isinstance(node, Tagged):
        known = {variant.tag for variant in node.variants}
        return {
            "variants": {
                tag: _object(oracle, maker, type_name, one, {node.property: tag}) if tag in known else one
                for tag, one in entry["variants"].items()
            }
        }
    return {"variants": {name: _value(oracle, maker, type_name, value) for name, value in entry["variants"].items()}}


def _object(oracle: Oracle, maker: Maker, type_name: str, entry: ExampleEntry, tag: dict[str, str]) -> ExampleEntry:
    def legal(value: dict[str, Any], *, full: bool) -> dict[str, Any]:
        made = _value(oracle, maker, type_name, {**tag, **value}, full=full)
        return {name: item for name, item in made.items() if name not in tag}

    now = dict(entry)
    now["all-members"] = [legal(value, full=True) for value in entry["all-members"]]
    now["only-required"] = legal(entry["only-required"], full=False)
    node = bare_node(oracle.dialect, type_name)
    arrays = {
        member.name
        for member in (node.members if isinstance(node, Struct) else ())
        if isinstance(oracle.dialect.resolve(member.node), Array)
    }
    if arrays and "second-items" in entry:
        whole = now["all-members"][-1]
        now["second-items"] = {
            name: legal({**whole, name: [item]}, full=False)[name][0] if name in arrays else item
            for name, item in entry["second-items"].items()
        }
    return now


def _value(oracle: Oracle, maker: Maker, type_name: str, value: Any, *, full: bool = True) -> Any:
    tried = []
    for _ in range(_ROUNDS):
        tried.append(value)
        refusal = oracle.expect(type_name, text_of(value))
        path = path_in(value, refusal.at) if isinstance(refusal, Reject) else []
        node = node_at(oracle.dialect, type_name, value, path) if path else None
        if node is None:
            break
        name = next((token for token in reversed(path) if isinstance(token, str)), "")
        made = (make(node, name, full=full) for make in (maker.value, maker.plain))
        untried = (now for one in made if (now := put(value, path, one)) not in tried)
        if (now := next(untried, None)) is None:
            break
        value = now
    return value
