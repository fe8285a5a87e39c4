"""Tells in one step, for nearly all payloads that are right, that nothing can be said against them.

The types that a side writes are compiled to one JSON Schema for ``jsonschema_rs`` that is never less strict than the
oracle: what it takes has no finding, and of what it does not take nothing is known yet. So it needs no words, and may
leave out what is rare. It is one for all types because events of many types come by turns: what they have in common is
in memory once then, and near at hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from jsonschema_rs import Draft202012Validator

from conformance.spec import load_dialect
from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Prose,
    Ref,
    Side,
    Struct,
    Sum,
    Tagged,
    Text,
    Untagged,
)
from conformance.spec.prose import sums_of, with_prose

_Schema: TypeAlias = dict[str, Any]
_LARGEST = 2**53
_NEVER: _Schema = {"not": {}}
_OF_ONE_TYPE = frozenset(
    {
        *("minLength", "maxLength", "pattern", "minimum", "maximum", "items", "minItems"),
        *("properties", "required", "additionalProperties", "maxProperties"),
    }
)
"""The keywords that say nothing about a value of another type."""


@dataclass(slots=True)
class Quick:
    """What tells that payloads of one type, which has this ``name``, are right.

    Of an object with the payload as its member of that name, ``takes`` says that the payload is right if it adds up,
    ``unrepeated`` that it is if no name is repeated in its text, either: ``takes`` wants all maps empty. ``adds_up`` is
    about what JSON Schema cannot say.
    """

    name: str
    takes: Callable[[Any], bool]
    unrepeated: Callable[[Any], bool]
    adds_up: Callable[[Any], bool] | None

    def surely(self, value: Any, text: str) -> bool:
        """Whether nothing can be said against a payload: its value as ``json`` reads it, and its text."""
        named = {self.name: value}
        try:
            if not self.takes(named) and (not self.unrepeated(named) or _has_repeated(text)):
                return False
        except ValueError:
            # A number or a text that the validator does not hold.
            return False
        return (self.adds_up is None or self.adds_up(value)) and (text.isascii() or _is_unicode(text))


@cache
def quick(dialect: str, type_name: str, side: Side, left_out: frozenset[str] = frozenset()) -> Quick:
    """What tells that an event of a type is right that ``side`` wrote; ``left_out`` are limits that do not count.

    A client's is held to the letter, a server's is read tolerantly, but within the limits that the document states in
    words.
    """
    # Nearly all maps are empty, so that one look is enough.
    takes, unrepeated = (_validator(dialect, side, left_out, empty_maps=empty) for empty in (True, False))
    return Quick(type_name, takes, unrepeated, sums_of(load_dialect(dialect), Ref(type_name), left_out))


@cache
def _validator(dialect: str, side: Side, left_out: frozenset[str], *, empty_maps: bool) -> Callable[[Any], bool]:
    loaded = load_dialect(dialect)
    # What serde reads depends on more than the value.
    schema = _NEVER if loaded.serde else _Compiler(loaded, side, left_out, empty_maps=empty_maps).whole()
    return Draft202012Validator(schema).is_valid


class _Compiler:
    """Makes the schema of all events of a side, each as a member that has the name of its type.

    A named type is a definition, one for each set of tags that it may have beside.
    """

    def __init__(self, dialect: Dialect, side: Side, left_out: frozenset[str], *, empty_maps: bool) -> None:
        self._defs: dict[str, Any] = {}
        self._events = {name for names in dialect.events.values() for name in names if side in dialect.sides[name]}
        self._types = dialect.types
        self._with_words = with_prose(dialect.name)
        self._letter = side is Side.CLIENT
        self._left_out = left_out
        self._map_limit = {"maxProperties": 0} if empty_maps else {}

    def whole(self) -> _Schema:
        """The schema of them all."""
        events = {name: _all([self.shape(Ref(name)), self.words(Ref(name))]) for name in sorted(self._events)}
        return {"properties": events, "additionalProperties": False, "$defs": self._defs}

    def shape(self, node: Node, tags: frozenset[str] = frozenset()) -> _Schema:
        """The schema of what the oracle takes as ``node``; ``tags`` are members of unions that it was found through."""
        match node:
            case Ref(name):
                return self._named("shape", name, tags, lambda: self.shape(self._types[name], tags))
            case Text():
                return _text(node)
            case Boolean():
                return {"type": "boolean"}
            case Integer(_, minimum, maximum):
                # What is beyond is left open; so is a whole number with a fraction.
                least = 0 if minimum is None else minimum
                return {"type": "integer", "minimum": least, "maximum": _LARGEST if maximum is None else maximum}
            case Float(_, minimum, maximum):
                limits = {"minimum": minimum, "maximum": maximum}
                return {"type": "number", **{name: limit for name, limit in limits.items() if limit is not None}}
            case Enum(values, is_open):
                return {"type": "string"} if is_open and not self._letter else {"enum": list(values)}
            case OpenEnum():
                return {"type": "string"}
            case Json():
                return {}
            case Nullable(inner):
                return _or_null(self.shape(inner, tags))
            case Array(items, min_items):
                return {"type": "array", "minItems": min_items, "items": self.shape(items)}
            case Map(Json()):
                return {"type": "object"}
            case Map(values):
                # Of a repeated name every value is read.
                return {"type": "object", "additionalProperties": self.shape(values), **self._map_limit}
            case Struct(members):
                return self._struct(members, tags)
            case Tagged():
                return self._tagged(node, tags)
            case Untagged(variants):
                return {"anyOf": [self.shape(variant, tags) for variant in variants]}

    def _named(self, kind: str, name: str, tags: frozenset[str], make: Callable[[], _Schema]) -> _Schema:
        key = " ".join((kind, name, *sorted(tags)))
        if key not in self._defs:
            # Entered before it is made: a type may contain itself.
            self._defs[key] = {}
            self._defs[key] = make()
        return {"$ref": f"#/$defs/{key.replace(' ', '%20')}"}

    def _struct(self, members: Sequence[Member], tags: frozenset[str]) -> _Schema:
        properties = {member.name: self._member(member) for member in members}
        required = [member.name for member in members if member.required]
        schema: _Schema = {"type": "object", "properties": properties, "required": required}
        if self._letter:
            # The members of unions are judged by these.
            schema |= {"properties": {**{tag: {} for tag in tags}, **properties}, "additionalProperties": False}
        return schema

    def _member(self, member: Member) -> _Schema:
        schema = self.shape(member.node)
        # A null that means absence may break a rule that asks for the member.
        nullable = member.nullable and (member.absent == "keep" or not self._letter)
        if nullable or any(other.form == "null" for other in member.also):
            return _or_null(schema)
        return schema

    def _tagged(self, node: Tagged, tags: frozenset[str]) -> _Schema:
        tag, below = node.property, tags | {node.property}
        arms = [
            {"properties": {tag: {"const": one.tag}}, "required": [tag], "allOf": [self.shape(one.node, below)]}
            for one in node.variants
        ]
        if node.optional:
            absent = {"type": "object", "properties": {tag: False}}
            arms += [{"allOf": [absent, self.shape(one.node, below)]} for one in node.variants]
        forms: list[_Schema] = [{"type": "object", "anyOf": arms}]
        if node.fallback is not None:
            forms.append({"not": {"type": "object"}, "allOf": [self.shape(node.fallback)]})
        return {"anyOf": forms} if len(forms) > 1 else forms[0]

    def words(self, node: Node) -> _Schema:
        """The schema of what keeps the limits that the document states in words, wherever they apply in ``node``."""
        match node:
            case Ref(name) if name in self._with_words:
                return self._named("words", name, frozenset(), lambda: self.words(self._types[name]))
            case Array(inner) | Map(inner):
                below = self.words(inner)
                return {"items": below, "additionalProperties": below} if below else {}
            case Nullable(inner):
                return self.words(inner)
            case Struct(members, rules):
                inside = {one.name: _all([*self._rules(one.prose), self.words(one.node)]) for one in members}
                properties = {name: schema for name, schema in inside.items() if schema}
                return _all([*self._rules(rules), {"properties": properties} if properties else {}])
            case Tagged(tag, variants, fallback):
                inside = {one.tag: self.words(one.node) for one in variants}
                arms = [
                    {"if": {"properties": {tag: {"const": value}}, "required": [tag]}, "then": schema}
                    for value, schema in inside.items()
                    if schema
                ]
                return _all([*arms, {} if fallback is None else self.words(fallback)])
            case Untagged(members):
                return _all([self.words(one) for one in members])
            case _:
                return {}

    def _rules(self, rules: Sequence[Prose]) -> Iterator[_Schema]:
        """The rules over a value but for sums; none is about ``null``."""
        for one in rules:
            if one.requirement not in self._left_out and not isinstance(one.rule, Sum):
                yield {"anyOf": [{"type": "null"}, dict(one.rule)]}


def _all(schemas: Sequence[_Schema]) -> _Schema:
    """The schema of what all of these take."""
    some = [schema for schema in schemas if schema]
    return {"allOf": some} if len(some) > 1 else some[0] if some else {}


def _or_null(schema: _Schema) -> _Schema:
    """The schema of ``null`` and what another takes: a type more where all else is about values of its type."""
    match schema:
        case {"type": str(kind), **rest} if rest.keys() <= _OF_ONE_TYPE:
            return {**rest, "type": ["null", kind]}
        case _:
            return {"anyOf": [{"type": "null"}, schema]}


def _text(node: Text) -> _Schema:
    schema: _Schema = {"type": "string"}
    if node.min_length:
        schema["minLength"] = node.min_length
    if node.max_length is not None:
        schema["maxLength"] = node.max_length
    if node.pattern is not None:
        schema["pattern"] = node.pattern
    return schema


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _has_repeated(text: str) -> bool:
    """Whether some object in a text has a name more than once."""
    try:
        _read_once(text)
    except (ValueError, RecursionError):
        return True
    return False


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) > 1 and len(dict(pairs)) < len(pairs):
        raise ValueError("a name is repeated")


_read_once = json.JSONDecoder(object_pairs_hook=_once).decode
