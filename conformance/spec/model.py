"""The wire as values: what a dialect's JSON Schema files say, compiled to frozen nodes.

A :data:`Node` says what JSON a place may hold and how it is written back. Consumers (oracle,
strategies, derived vectors) match on the node's class; nobody but the loader reads the schema files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from conformance.errors import UsageError, near


@dataclass(frozen=True, slots=True)
class Text:
    """A JSON string."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number, written without fraction or exponent; ``kind`` is the Rust name (``u16``…)."""

    kind: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed set of strings (a Rust enum of unit variants)."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenEnum:
    """A set of known strings beside which every other string is legal and kept."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A JSON array of ``items``."""

    items: Node


@dataclass(frozen=True, slots=True)
class Map:
    """An object of arbitrary names whose values are all ``values``; a repeated name: the last wins."""

    values: Node
    sorted: bool


@dataclass(frozen=True, slots=True)
class Json:
    """Any JSON at all, ``null`` included; objects inside are written with sorted names."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A rule that only the documentation states: ``schema`` as JSON Schema, for non-null values."""

    requirement: str
    schema: Mapping[str, Any]


AbsentPolicy: TypeAlias = Literal["omit", "null", "default"]


@dataclass(frozen=True, slots=True)
class Member:
    """One declared member of a :class:`Struct`.

    A missing optional member is written as ``absent`` says: not at all, as ``null``, or as
    ``default`` (then JSON text of the value). ``nullable`` members read ``null`` like absence.
    """

    name: str
    node: Node
    required: bool
    nullable: bool
    absent: AbsentPolicy = "omit"
    default: str | None = None
    prose: Prose | None = None


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with declared members, in the order in which they are written."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One arm of a :class:`Tagged` union: the tag's value and what else the object holds."""

    tag: str
    node: Node


@dataclass(frozen=True, slots=True)
class Tagged:
    """serde's internally tagged enum: ``property`` names the variant, wherever it stands.

    ``fallback`` is tried where the value is no tagged variant (serde's untagged variant).
    """

    property: str
    variants: tuple[Variant, ...]
    fallback: Node | None


@dataclass(frozen=True, slots=True)
class Untagged:
    """serde's untagged enum: the first variant that reads the value has it."""

    variants: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """The type of that name in the same dialect."""

    name: str


Node: TypeAlias = Text | Boolean | Integer | Enum | OpenEnum | Array | Map | Json | Struct | Tagged | Untagged | Ref


@dataclass(frozen=True, slots=True)
class Dialect:
    """A named, versioned description of the wire.

    ``types`` maps every named type to its node, in the order of the spec files; ``modules`` names
    the file that each stands in. ``roots`` are the types that travel as whole payloads.
    ``nesting_limit`` is the depth up to which a payload must be read.
    """

    name: str
    version: int
    title: str
    source: str
    types: Mapping[str, Node]
    modules: Mapping[str, str]
    roots: tuple[str, ...]
    nesting_limit: int

    def node(self, type_name: str) -> Node:
        """The node of a named type.

        Raises:
            UsageError: the dialect has no such type; the message proposes near names.
        """
        try:
            return self.types[type_name]
        except KeyError:
            raise UsageError(f"dialect {self.name} has no type {type_name!r}{near(type_name, self.types)}") from None

    def resolve(self, node: Node) -> Node:
        """Follow references until a node that says something itself."""
        while isinstance(node, Ref):
            node = self.types[node.name]
        return node


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside ``node``, in order."""
    match node:
        case Array(items):
            yield items
        case Map(values):
            yield values
        case Struct(members):
            yield from (member.node for member in members)
        case Tagged(_, variants, fallback):
            yield from (variant.node for variant in variants)
            if fallback is not None:
                yield fallback
        case Untagged(variants):
            yield from variants
        case _:
            return
