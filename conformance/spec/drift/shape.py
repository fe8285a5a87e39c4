"""What may stand at one place, read from a dialect or from a JSON Schema, in the same terms.

A place is described by *forms*, the alternatives that its declaration names; :meth:`Source.look` follows references and
flattens unions one level, so that types may contain themselves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

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

Form: TypeAlias = tuple[str, Any]
"""The name of the declaring type, and a node of the dialect or a schema."""
Forms: TypeAlias = tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A member of an object: whether it is required, what it may hold, and the errata that made it.

    With ``null_default``, its ``null`` may mean no more than that it is absent, as in ``Optional[X] = None``.
    """

    required: bool
    forms: Forms
    errata: tuple[str, ...] = ()
    null_default: bool = False


@dataclass(frozen=True, slots=True)
class Arm:
    """One object that may stand somewhere: the type that declares it, its members, and those with a fixed text."""

    name: str
    members: Mapping[str, Slot]
    constants: Mapping[str, str]


@dataclass(slots=True)
class Shape:
    """All that may stand somewhere: kinds of JSON, listed texts, objects, and what arrays and maps hold."""

    kinds: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    arms: list[Arm] = field(default_factory=list)
    items: list[Form] = field(default_factory=list)
    each: list[Form] = field(default_factory=list)


class Source(ABC):
    """A dialect or a package."""

    __slots__ = ()

    def look(self, forms: Iterable[Form]) -> Shape:
        """What may stand where these forms are declared."""
        shape = Shape()
        for name, declared in forms:
            self._into(shape, name, declared)
        return shape

    @abstractmethod
    def _into(self, shape: Shape, name: str, declared: Any) -> None:
        """Add what one form allows."""


@dataclass(frozen=True, slots=True)
class DialectSource(Source):
    """The types of a dialect."""

    dialect: Dialect

    def root(self, name: str) -> Forms:
        """The forms of a named type."""
        return ((name, self.dialect.node(name)),)

    def _into(self, shape: Shape, name: str, node: Node) -> None:
        match node:
            case Ref(other):
                self._into(shape, other, self.dialect.types[other])
            case Nullable(inner):
                shape.kinds.add("null")
                self._into(shape, name, inner)
            case Enum(values, _) | OpenEnum(values):
                shape.kinds.add("text")
                shape.values.update(values)
            case Array(items):
                shape.kinds.add("array")
                shape.items.append((name, items))
            case Map(values):
                shape.kinds.update(("object", "map"))
                shape.each.append((name, values))
            case Struct():
                shape.kinds.add("object")
                shape.arms.append(self._arm(name, node))
            case Tagged(property_, variants, fallback):
                for variant in variants:
                    self._variant(shape, name, property_, variant.tag, variant.node, required=not node.optional)
                if fallback is not None:
                    self._into(shape, name, fallback)
            case Untagged(arms):
                for arm in arms:
                    self._into(shape, name, arm)
            case _:
                shape.kinds.add(_KINDS[type(node)])

    def _variant(self, shape: Shape, name: str, tag: str, value: str, node: Node, *, required: bool) -> None:
        inside = Shape()
        self._into(inside, name, node)
        shape.kinds.add("object")
        for arm in inside.arms or [Arm(name, {}, {})]:
            constant = Slot(required, ((name, Enum((value,))),))
            shape.arms.append(Arm(arm.name, {tag: constant, **arm.members}, {**arm.constants, tag: value}))

    def _arm(self, name: str, struct: Struct) -> Arm:
        members = {
            member.name: Slot(
                member.required,
                ((f"{name}.{member.name}", Nullable(member.node) if member.nullable else member.node),),
                member.errata,
            )
            for member in struct.members
        }
        constants = {
            member.name: node.values[0]
            for member in struct.members
            if isinstance(node := self.dialect.resolve(member.node), Enum) and len(node.values) == 1
        }
        return Arm(name, members, constants)


_KINDS = {Text: "text", Boolean: "boolean", Integer: "whole number", Float: "number", Json: "any JSON"}


@dataclass(frozen=True, slots=True)
class SchemaSource(Source):
    """The types of a JSON Schema; ``definitions`` are what its references lead to, by their pointer."""

    definitions: Mapping[str, Any]

    def _into(self, shape: Shape, name: str, schema: Any) -> None:
        if not isinstance(schema, dict):  # `true`, which allows everything
            shape.kinds.add("any JSON")
            return
        parts = [{"$ref": schema["$ref"]}] if "$ref" in schema else []
        parts += schema.get("allOf", ())
        if len(parts) > 1 or (parts and "properties" in schema):
            shape.kinds.add("object")
            shape.arms += self._together(name, schema, parts)
        elif "$ref" in schema:
            ref = schema["$ref"]
            # pydantic prefixes names that several modules have: `package__module__Name`.
            self._into(shape, ref.rpartition("/")[2].rpartition("__")[2], self.definitions.get(ref, {}))
        elif parts:
            self._into(shape, name, parts[0])
        elif "anyOf" in schema or "oneOf" in schema:
            for arm in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
                self._into(shape, name, arm)
        else:
            self._plain(shape, name, schema)

    def _together(self, name: str, schema: Any, parts: Iterable[Any]) -> list[Arm]:
        """The objects that are made of several schemas: all members of each, for every choice of arms."""
        arms = [Arm("", {}, {})]
        own = [self._arm(name, schema)] if "properties" in schema else []
        for choices in (*(self.look(((name, part),)).arms for part in parts), own):
            arms = [
                Arm(one.name or arm.name, {**one.members, **arm.members}, {**one.constants, **arm.constants})
                for one in arms
                for arm in choices or [Arm("", {}, {})]
            ]
        return arms

    def _plain(self, shape: Shape, name: str, schema: Any) -> None:
        values = [schema["const"]] if "const" in schema else schema.get("enum", [])
        shape.values.update(value for value in values if isinstance(value, str))
        stated = schema.get("type", _stated(schema, values))
        for kind in [stated] if isinstance(stated, str) else stated:
            self._kind(shape, name, schema, kind)
        if schema.get("nullable"):
            shape.kinds.add("null")

    def _kind(self, shape: Shape, name: str, schema: Any, kind: str) -> None:
        shape.kinds.add(_SCHEMA_KINDS.get(kind, kind))
        if kind == "array":
            shape.items.append((name, schema.get("items", {})))
        elif kind == "object" and "properties" in schema:
            shape.arms.append(self._arm(schema.get("title", name) if name == "" else name, schema))
        elif kind == "object":
            shape.kinds.add("map")
            other = schema.get("additionalProperties", {})
            shape.each.append((name, other if isinstance(other, dict) else {}))

    def _arm(self, name: str, schema: Any) -> Arm:
        required = schema.get("required", ())
        members = {
            member: Slot(member in required, ((f"{name}.{member}", inner),), null_default=_null_default(inner))
            for member, inner in schema["properties"].items()
        }
        constants = {
            member: values[0]
            for member, inner in schema["properties"].items()
            if len(values := self._texts(inner)) == 1 and isinstance(values[0], str)
        }
        return Arm(name, members, constants)

    def _texts(self, schema: Any) -> list[Any]:
        target = self._target(schema)
        return [target["const"]] if "const" in target else list(target.get("enum", ()))

    def _target(self, schema: Any) -> Any:
        """The schema, or what its one reference or its one arm beside ``null`` leads to."""
        if not isinstance(schema, dict):
            return {}
        if "$ref" in schema:
            return self._target(self.definitions.get(schema["$ref"], {}))
        arms = [arm for arm in schema.get("anyOf", ()) if arm != {"type": "null"}]
        return self._target(arms[0]) if len(arms) == 1 else schema


_SCHEMA_KINDS = {"string": "text", "integer": "whole number"}


def _null_default(schema: Any) -> bool:
    return isinstance(schema, dict) and "default" in schema and schema["default"] is None


def _stated(schema: Any, values: list[Any]) -> list[str]:
    """The types of a schema that names none."""
    if values:
        return sorted({"string" if isinstance(value, str) else "any JSON" for value in values})
    return ["object"] if "properties" in schema else ["any JSON"]
