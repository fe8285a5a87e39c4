"""The wire as values: a dialect's JSON Schema files, compiled to frozen nodes.

A :data:`Node` describes the JSON that is allowed somewhere and how it is written back. Consumers (oracle,
strategies, derived vectors) match on the node's class; only the loader reads the schema files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any, Literal, TypeAlias, get_args

from conformance.errors import UsageError, near


@dataclass(frozen=True, slots=True)
class Text:
    """A JSON string; length (in characters) and pattern are unlimited by default."""

    min_length: int = 0
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Boolean:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number.

    ``kind`` is the Rust name (``u16``…), written without fraction or exponent, or JSON Schema's ``integer``,
    which leaves open whether ``1.0`` is one.
    """

    kind: str = "integer"
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Float:
    """Any number; ``1`` and ``1.0`` are the same one.

    ``kind`` is the Rust name (``f32``, ``f64``), which determines how many digits are kept, or ``number``.
    """

    kind: str = "number"
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Enum:
    """A set of strings (a Rust enum of unit variants); ``open`` ones must tolerate every other string."""

    values: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class OpenEnum:
    """A set of known strings; any other string is legal too and is kept."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A JSON array of ``items``."""

    items: Node
    min_items: int = 0


@dataclass(frozen=True, slots=True)
class Map:
    """An object with arbitrary names, whose values are all ``values``; the last of a repeated name wins."""

    values: Node
    sorted: bool


@dataclass(frozen=True, slots=True)
class Json:
    """Any JSON at all, ``null`` included; ``sorted``: objects inside are written with sorted names."""

    sorted: bool = True


@dataclass(frozen=True, slots=True)
class Nullable:
    """``null``, or a value of ``node``."""

    node: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that is the sum of others (``=``), or no less than their sum (``>=``); all are JSON Pointers.

    The rule says nothing unless the total and all ``needs`` are there; other parts may be absent and count nothing.
    """

    total: str
    parts: tuple[str, ...]
    relation: Literal["=", ">="]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How to change a value: what to ``set`` at JSON Pointers, then what to ``drop``; ``*`` is every item of a list."""

    set: Mapping[str, Any]
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A rule that only the documentation states, over the value of a member or over an object; never over ``null``.

    ``rule`` is a JSON Schema or a sum. ``repair`` makes a value that breaks the rule keep it, ``broken`` makes one
    that keeps it break it; both are ``None`` where that follows from the rule.
    """

    requirement: str
    rule: Mapping[str, Any] | Sum
    repair: Change | None = None
    broken: Change | None = None

    @property
    def limits(self) -> Mapping[str, Any]:
        """The keywords that bound a single value; none where the rule is about several values."""
        return self.rule if isinstance(self.rule, Mapping) and self.repair is None else {}

    @property
    def mends(self) -> bool:
        """Whether a value that breaks the rule is repaired, not made within limits from the start."""
        return isinstance(self.rule, Sum) or self.repair is not None


LevelName: TypeAlias = Literal["must", "should", "free"]
LEVELS: tuple[LevelName, ...] = get_args(LevelName)
"""How binding something is, the most binding first."""


class Side(StrEnum):
    """Who writes a payload, or sent a frame."""

    CLIENT = "client"
    SERVER = "server"


AbsentPolicy: TypeAlias = Literal["omit", "null", "default", "keep"]


@dataclass(frozen=True, slots=True)
class OtherForm:
    """One more form of a member, which only the correction ``erratum`` knows: a node, ``null`` or absence.

    At ``must`` and ``should`` it is legal in what ``side`` writes, or either if it is ``None``, and binds at that
    level. Elsewhere, and at ``free``, reading and refusing it are both right.
    """

    erratum: str
    level: LevelName
    side: Side | None
    form: Node | Literal["null", "absent"]


@dataclass(frozen=True, slots=True)
class Member:
    """One declared member of a :class:`Struct`.

    ``absent`` is how a missing optional member is written: not at all (``omit``), as ``null``, or as ``default``
    (the JSON text of a value); in these cases ``nullable`` members read ``null`` as absence. With ``keep``, absent
    stays absent and ``null`` stays ``null``. ``errata`` are the ids of the corrections that apply to it. ``side`` is
    the only side that writes it, ``None`` where its type's sides do. ``level`` is how binding it is that it comes back:
    ``should`` for a member that only a correction knows. ``also`` are other forms that only corrections know.
    """

    name: str
    node: Node
    required: bool
    nullable: bool
    absent: AbsentPolicy = "omit"
    default: str | None = None
    prose: tuple[Prose, ...] = ()
    errata: tuple[str, ...] = ()
    side: Side | None = None
    level: LevelName = "must"
    also: tuple[OtherForm, ...] = ()


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with declared members, in the order in which they are written; ``prose`` are rules over all of it.

    A ``closed`` one gets no other members from a writer, as the source says; readers tolerate them there, too.
    """

    members: tuple[Member, ...]
    prose: tuple[Prose, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """One arm of a :class:`Tagged` union: the tag's value and what else the object holds."""

    tag: str
    node: Node


@dataclass(frozen=True, slots=True)
class Tagged:
    """serde's internally tagged enum: ``property`` names the variant, in any position.

    ``fallback`` is tried where the value is not a tagged variant (serde's untagged variant). An ``open``
    union must tolerate unknown tags; where the tag is ``optional``, an object without one is read as
    the first variant that takes it.
    """

    property: str
    variants: tuple[Variant, ...]
    fallback: Node | None
    open: bool = False
    optional: bool = False

    def variant(self, value: Any) -> Variant | None:
        """The variant that the tag of a value names."""
        tag = value.get(self.property) if isinstance(value, dict) else None
        return next((one for one in self.variants if one.tag == tag), None)


@dataclass(frozen=True, slots=True)
class Untagged:
    """serde's untagged enum: the first variant that reads the value wins."""

    variants: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """The type of that name in the same dialect."""

    name: str


Node: TypeAlias = (
    Text
    | Boolean
    | Integer
    | Float
    | Enum
    | OpenEnum
    | Array
    | Map
    | Json
    | Nullable
    | Struct
    | Tagged
    | Untagged
    | Ref
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A named, versioned description of the wire.

    ``types`` maps every named type to its node, in the order of the spec files; ``modules`` maps it to the name
    of its file; ``events`` maps an event's name on the wire to its types. ``roots`` are the types that travel as
    whole payloads. ``thorough`` are those whose derived vectors show every way of being wrong; the others get one
    example of each kind. ``nesting_limit`` is the depth up to which a payload must be read. ``reading`` decides
    what the types leave unsaid: ``serde`` fixes the order of members and refuses repeated ones, ``document``
    leaves both open and distinguishes absent from ``null``. ``ceilings`` maps checks to the highest level that
    they have in this dialect. ``sides`` says who writes each type: the client, the server or both.
    """

    name: str
    version: int
    title: str
    source: str
    types: Mapping[str, Node]
    modules: Mapping[str, str]
    roots: tuple[str, ...]
    thorough: frozenset[str]
    nesting_limit: int
    reading: Literal["serde", "document"]
    ceilings: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sides: Mapping[str, frozenset[Side]] = field(default_factory=dict)

    @property
    def serde(self) -> bool:
        """Whether payloads are read as serde reads them, with what serde leaves open."""
        return self.reading == "serde"

    def node(self, type_name: str) -> Node:
        """The node of a named type.

        Raises:
            UsageError: the dialect has no such type; the message proposes near names.
        """
        try:
            return self.types[type_name]
        except KeyError:
            raise UsageError(f"dialect {self.name} has no type {type_name!r}{near(type_name, self.types)}") from None

    def nodes(self) -> Iterator[Node]:
        """All nodes of all types."""
        return chain.from_iterable(map(within, self.types.values()))

    def resolve(self, node: Node) -> Node:
        """Follow references to a node that is not one."""
        while isinstance(node, Ref):
            node = self.types[node.name]
        return node

    def bare(self, node: Node) -> Node:
        """The node without a name, and without ``null`` if it is one of two."""
        found = self.resolve(node)
        return self.resolve(found.node) if isinstance(found, Nullable) else found


def within(node: Node) -> Iterator[Node]:
    """The node and all nodes inside; the types that it names are not entered."""
    yield node
    for child in children(node):
        yield from within(child)


def children(node: Node, side: Side | None = None) -> Iterator[Node]:
    """The nodes directly inside ``node``, in order; with ``side``, without members that only the other side writes."""
    match node:
        case Array(items):
            yield items
        case Map(values):
            yield values
        case Nullable(inner):
            yield inner
        case Struct(members):
            for member in members:
                if side is None or member.side in (None, side):
                    yield member.node
                    yield from (other.form for other in member.also if not isinstance(other.form, str))
        case Tagged(_, variants, fallback):
            yield from (variant.node for variant in variants)
            if fallback is not None:
                yield fallback
        case Untagged(variants):
            yield from variants
        case _:
            return
