"""The examples that derived vectors start from: data, ``golden/<dialect>/examples.json``.

Derivation never makes an example anew from the spec, so an addition to the spec changes no recorded payload. What is
added gets examples of its own, made once by :mod:`conformance.vectors.growth` and stored from then on.

The form of an entry depends on the type. An object has ``all-members``, a list of payloads that keep every sentence of
the document: the first one holds as many members as one payload may have, later ones those that exclude some of them
(a tunnel in place of a URL) and those that the type gained; ``only-required``; ``second-items``, another item for each
array; and ``left-out``, JSON Pointers to members that the last of ``all-members`` lacks on purpose. A union has
``variants`` in the order in which they were recorded, by tag an object without its tag, or by name a value. Any other
type has a ``value``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from conformance import packed
from conformance import vectors as golden
from conformance.errors import UsageError
from conformance.spec.importer.layout import text as layout
from conformance.spec.model import Dialect, Tagged
from conformance.vectors import schema

ExampleEntry: TypeAlias = Mapping[str, Any]
Examples: TypeAlias = Mapping[str, ExampleEntry]

NAME = "examples.json"
_WIDTH = 200


def read(dialect: str) -> Examples:
    """The stored entries of a dialect by type; none if nothing was ever recorded.

    Raises:
        UsageError: the file does not match its schema.
    """
    path = golden.GOLDEN / dialect / NAME
    return _read(path, packed.read_text(path)) if packed.is_file(path) else {}


@cache
def _read(path: Path, written: str) -> Examples:
    shown = "/".join(path.parts[-3:])
    try:
        content: Examples = json.loads(written)
    except ValueError as error:
        raise UsageError(f"{shown}: not a JSON file ({error})") from None
    for problem in schema.problems(content, "examples"):
        raise UsageError(f"{shown}: {problem[:_WIDTH]}")
    return content


def text(examples: Examples) -> str:
    """The text of the file with these entries."""
    return layout({name: examples[name] for name in sorted(examples)})


def value_of(dialect: Dialect, type_name: str, entry: ExampleEntry, *, full: bool) -> Any:
    """The value that its entry gives for a type: the first one of each list."""
    if "value" in entry:
        return entry["value"]
    if "variants" not in entry:
        return entry["all-members"][0] if full else entry["only-required"]
    name, first = next(iter(entry["variants"].items()))
    node = bare_node(dialect, type_name)
    return {node.property: name, **value_of(dialect, "", first, full=full)} if isinstance(node, Tagged) else first


def bare_node(dialect: Dialect, type_name: str) -> Any:
    """The node of a type; of a nullable type, the one inside."""
    return dialect.bare(dialect.node(type_name))


def with_member(entry: ExampleEntry, name: str) -> dict[str, Any] | None:
    """The example of an object that a member's vectors start from: the first one that has the member."""
    return next((one for one in entry["all-members"] if name in one), None)


def first_name(entry: ExampleEntry) -> str | None:
    """The first member of the first example of an object that has any."""
    return next((name for one in entry["all-members"] for name in one), None)


def full_values(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Any]:
    """The payloads of the type that its entry gives, without those that hold the required members alone."""
    yield from _values(dialect, type_name, entry, lambda one: one["all-members"])


def whole_values(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Any]:
    """Every payload of the type that its entry gives."""
    yield from _values(dialect, type_name, entry, lambda one: [*one["all-members"], one["only-required"]])


def _values(
    dialect: Dialect, type_name: str, entry: ExampleEntry, of_object: Callable[[ExampleEntry], list[dict[str, Any]]]
) -> Iterator[Any]:
    node = bare_node(dialect, type_name)
    if "value" in entry:
        yield entry["value"]
    elif "variants" not in entry:
        yield from of_object(entry)
    elif isinstance(node, Tagged):
        known = {variant.tag for variant in node.variants}
        for tag, one in ((tag, one) for tag, one in entry["variants"].items() if tag in known):
            yield from ({node.property: tag, **value} for value in of_object(one))
    else:
        yield from entry["variants"].values()
