"""Examples for what the spec gained since the stored ones were made: additions, never changes.

The value for a new member is that of a member of the same name and form, if the dialect has one; otherwise it is
made from the spec.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from conformance.errors import UsageError
from conformance.jsontext import text_of
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
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from conformance.vectors.example import ExampleEntry, Examples, bare_node, read, value_of


def grown(dialect: Dialect, stored: Examples) -> Examples:
    """The stored entries, with additions for what the dialect gained; every stored value is kept.

    Raises:
        UsageError: a new type contains itself, so no example of it can end.
    """
    maker = Maker(dialect, stored)
    return {**stored, **{name: maker.entry(name) for name in dialect.types}}


def example(dialect: Dialect, type_name: str, *, full: bool) -> Any:
    """A value of a named type: every optional member present when ``full``, none of them otherwise.

    It is the stored one; for a type that has none yet, one made from the spec.
    """
    return Maker(dialect, read(dialect.name)).example(type_name, full=full)


def sound_payload(dialect: Dialect, type_name: str) -> str:
    """The text of a legal payload for a type, with every optional member."""
    return text_of(example(dialect, type_name, full=True))


def variant_name(variants: tuple[Node, ...], index: int) -> str:
    """The name of one variant of an untagged union: that of its type, or else of its form."""
    names = [node.name if isinstance(node, Ref) else type(node).__name__.lower() for node in variants]
    earlier = names[:index].count(names[index])
    return f"{names[index]}-{earlier + 1}" if earlier else names[index]


class Maker:
    """Makes values of a dialect's nodes from its stored examples."""

    def __init__(self, dialect: Dialect, stored: Examples) -> None:
        self._dialect = dialect
        self._stored = stored
        self._made: dict[str, ExampleEntry] = {}
        self._making: list[str] = []
        self._members: dict[str, list[tuple[Node, ExampleEntry]]] = defaultdict(list)
        for type_name, entry in stored.items():
            if type_name in dialect.types and isinstance(struct := bare_node(dialect, type_name), Struct):
                for member in struct.members:
                    self._members[member.name].append((member.node, entry))

    def example(self, type_name: str, *, full: bool) -> Any:
        """The value of a named type, with every optional member when ``full``, with none otherwise."""
        return value_of(self._dialect, type_name, self._stored.get(type_name) or self.entry(type_name), full=full)

    def entry(self, type_name: str) -> ExampleEntry:
        """The stored entry of a type, extended by what the type gained, or a new one.

        Raises:
            UsageError: the type contains itself and has no entry.
        """
        if type_name in self._making:
            raise UsageError(f"{type_name} contains itself: write an entry for it into examples.json")
        if type_name not in self._made:
            self._making.append(type_name)
            node, stored = bare_node(self._dialect, type_name), self._stored.get(type_name, {})
            self._made[type_name] = self._entry(node, stored if _fits(node, stored) else {})
            self._making.pop()
        return self._made[type_name]

    def value(self, node: Node, name: str, *, full: bool) -> Any:
        """A value for a member of that form and name."""
        found = []
        for other, entry in self._members.get(name, ()):
            examples = entry["all-members"] if full else [entry["only-required"]]
            value = next((one[name] for one in examples if name in one), None)
            if other == node and value is not None:
                found.append(value)
        # What most types have: the id of an event, not that of the event that an error is about.
        return max(found, key=found.count) if found else self.plain(node, name, full=full)

    def plain(self, node: Node, name: str, *, full: bool) -> Any:
        """A value that follows from the form alone, whatever values other members of that name have."""
        match node:
            case Ref(target):
                return self.example(target, full=full)
            case Text():
                return "example"
            case Boolean():
                return True
            case Integer(_, minimum, maximum):
                return _within(12, minimum, maximum)
            case Float(_, minimum, maximum):
                return _within(0.5, minimum, maximum)
            case Nullable(inner):
                return self.value(inner, name, full=full)
            case Enum(values, _) | OpenEnum(values):
                return values[0]
            case Json():
                return {"answer": 42}
            case Map(values):
                return {"topic": self.value(values, "", full=full)}
            case Array(items):
                return [self.value(items, name, full=full)]
            case Struct(members):
                return {
                    member.name: self.value(member.node, member.name, full=full)
                    for member in members
                    if full or member.required
                }
            case Tagged(property_, variants):
                return {property_: variants[0].tag, **self.value(variants[0].node, "", full=full)}
            case Untagged(variants):
                return self.value(variants[0], name, full=full)

    def _entry(self, node: Node, stored: ExampleEntry) -> ExampleEntry:
        match node:
            case Struct():
                return self._object(node, stored)
            case Tagged(property_, variants):
                objects = dict(stored.get("variants", {}))
                for variant in variants:
                    objects[variant.tag] = self._variant(variant.node, property_, objects.get(variant.tag, {}))
                return {"variants": objects}
            case Untagged(variants):
                values = dict(stored.get("variants", {}))
                for index, arm in enumerate(variants):
                    name = variant_name(variants, index)
                    if name not in values:
                        values[name] = self.value(arm, "", full=True)
                return {"variants": values}
            case _:
                return stored or {"value": self.value(node, "", full=True)}

    def _variant(self, node: Node, tag: str, stored: ExampleEntry) -> ExampleEntry:
        if isinstance(node, Struct):
            return self._object(node, stored)
        # What a named type gained is shown in its own entry.
        full, bare = (self.value(node, "", full=full) for full in (True, False))
        return stored or {"all-members": [_without(full, tag)], "only-required": _without(bare, tag)}

    def _object(self, node: Struct, stored: ExampleEntry) -> ExampleEntry:
        entry = dict(stored)
        if not stored:
            entry["all-members"] = [self.value(node, "", full=True)]
            entry["only-required"] = self.value(node, "", full=False)
        last = entry["all-members"][-1]
        if (whole := self._completed(node, last, "", stored.get("left-out", ()))) != last:
            entry["all-members"] = [*entry["all-members"], whole]
        arrays = {
            member.name: self.value(kind.items, member.name, full=False)
            for member in node.members
            if isinstance(kind := self._dialect.resolve(member.node), Array)
        }
        if arrays:
            entry["second-items"] = arrays | stored.get("second-items", {})
        return entry

    def _completed(self, node: Node, value: Any, at: str, left_out: tuple[str, ...]) -> Any:
        """The value with the members that it lacks, here and further inside; named types are left alone."""
        match node, value:
            case Nullable(inner), _:
                return self._completed(inner, value, at, left_out)
            case Struct(members), dict():
                declared = {
                    member.name: self._completed(member.node, value[member.name], f"{at}/{member.name}", left_out)
                    if member.name in value
                    else self.value(member.node, member.name, full=True)
                    for member in members
                    if member.name in value or f"{at}/{member.name}" not in left_out
                }
                return {name: item for name, item in value.items() if name not in declared} | declared
            case Array(items), list():
                return [self._completed(items, item, f"{at}/{index}", left_out) for index, item in enumerate(value)]
            case Tagged() as union, dict():
                named = union.variant(value)
                return self._completed(named.node, value, at, left_out) if named else value
            case Untagged(variants), dict():
                structs = [variant for variant in variants if isinstance(variant, Struct)]
                chosen = [one for one in structs if value.keys() <= {member.name for member in one.members}]
                return self._completed(chosen[0], value, at, left_out) if chosen else value
            case _:
                return value


def _fits(node: Node, entry: ExampleEntry) -> bool:
    """Whether an entry still has the form of its type, which may have become another kind of type."""
    match node:
        case Struct():
            return "all-members" in entry
        case Tagged() | Untagged():
            return "variants" in entry
        case _:
            return "value" in entry


def _without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key != name}


def _within(value: Any, minimum: Any, maximum: Any) -> Any:
    if minimum is not None and value < minimum:
        return minimum
    return maximum if maximum is not None and value > maximum else value
