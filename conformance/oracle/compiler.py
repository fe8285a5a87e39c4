"""Compiles a dialect's nodes to functions that check a value and write its canonical text in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.jsontext import Repeated, quote
from conformance.oracle.expectation import FreeReason, Rule
from conformance.oracle.leaves import (
    LeftOpen,
    Refused,
    Write,
    float_writer,
    has_large,
    integer_writer,
    nullable_writer,
    text_writer,
    write_boolean,
    write_json,
    write_text,
    write_unsorted_json,
)
from conformance.oracle.state import State
from conformance.spec import Dialect
from conformance.spec.model import (
    Array,
    Boolean,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)

_ABSENT = object()
_REQUIRED = "required"


class Compiler:
    """Turns nodes into write functions; named types are compiled once, on first use."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.state = State()
        self._named: dict[str, Write] = {}

    def named(self, name: str) -> Write:
        """Return the writer of a named type.

        Raises:
            UsageError: the dialect has no such type.
        """
        if name not in self._named:
            node = self.dialect.node(name)
            # Entered before it is compiled: a type may contain itself.
            self._named[name] = lambda value, head: self._named[name](value, head)
            self._named[name] = self.compile(node)
        return self._named[name]

    def compile(self, node: Node) -> Write:
        """Make the writer of any node."""
        match node:
            case Ref(name):
                return self.named(name)
            case Text():
                return write_text if node == Text() else text_writer(node)
            case Boolean():
                return write_boolean
            case Integer():
                return integer_writer(node)
            case Float():
                return self._float_writer(node)
            case Enum(values, is_open):
                return self._enum_writer(values, is_open)
            case OpenEnum(values):
                return self._open_enum_writer(values)
            case Json(is_sorted):
                return self._json_writer(write_json if is_sorted else write_unsorted_json)
            case Nullable(inner):
                return nullable_writer(self.compile(inner))
            case Array(items, min_items):
                return array_writer(self.compile(items), min_items)
            case Map(values):
                return self._map_writer(self.compile(values), node.sorted)
            case Struct(members):
                return self._struct_writer(members)
            case Tagged():
                return self._tagged_writer(node)
            case Untagged(variants):
                return self._untagged_writer([self.compile(variant) for variant in variants])

    def _float_writer(self, node: Float) -> Write:
        write, state = float_writer(node), self.state
        if node.kind != "f32":
            return self._json_writer(write)

        def write_single(value: Any, head: str) -> str:
            text = write(value, head)
            # Releases of serde_json differ in where they switch to an exponent for single precision.
            magnitude = abs(float(text))
            if magnitude and not 1e-5 <= magnitude < 1e13:
                state.bytes_fixed = False
            return text

        return write_single

    def _json_writer(self, write: Write) -> Write:
        """Make the writer of what may hold a large number: releases of serde_json differ in its exponent's sign."""
        state = self.state

        def write_numbers(value: Any, head: str) -> str:
            text = write(value, head)
            if "e+" in text and has_large(value):
                state.bytes_fixed = False
            return text

        return write_numbers

    def _map_writer(self, write: Write, is_sorted: bool) -> Write:
        state = self.state

        def write_map(value: Any, head: str) -> str:
            if not isinstance(value, dict):
                raise Refused(Rule.WRONG_TYPE)
            if len(value) > 1 and not is_sorted:
                state.bytes_fixed = False
            # Every occurrence of a repeated name is read; the last one wins.
            pairs = value.pairs if isinstance(value, Repeated) else value.items()
            written: dict[str, str] = {}
            for name, item in pairs:
                try:
                    written[name] = write(item, "")
                except Refused as refused:
                    refused.path.append(name)
                    raise
            names = sorted(written) if is_sorted else written
            return "{" + ",".join([f"{quote(name)}:{written[name]}" for name in names]) + "}"

        return write_map

    def _struct_writer(self, members: tuple[Member, ...]) -> Write:
        plan = [
            (
                member.name,
                f"{quote(member.name)}:",
                self._member_writer(member),
                _REQUIRED if member.required else _absent_text(member),
                _null_text(member) if member.nullable else None,
            )
            for member in members
        ]
        names = frozenset(member.name for member in members)
        unproven = {member.name: other for member in members for other in member.also if other.form == "absent"}
        serde, state = self.dialect.serde, self.state

        def write_struct(value: Any, head: str) -> str:
            if type(value) is not dict:
                if isinstance(value, list) and serde:
                    raise LeftOpen(FreeReason.STRUCT_AS_ARRAY)
                if not isinstance(value, Repeated):
                    raise Refused(Rule.WRONG_TYPE)
                if repeated := value.names & names:
                    if not serde:
                        raise LeftOpen(FreeReason.DUPLICATE_MEMBER)
                    raise Refused(Rule.DUPLICATE_MEMBER, min(repeated))
            parts = [head] if head else []
            get = value.get
            for name, prefix, write, absent, null in plan:
                item = get(name, _ABSENT)
                if item is _ABSENT:
                    if absent is _REQUIRED:
                        if name not in unproven:
                            raise Refused(Rule.MISSING_MEMBER, name)
                        state.rests_on(unproven[name])
                    elif absent:
                        parts.append(absent)
                    continue
                if item is None and null is not None:
                    if null:
                        parts.append(null)
                    continue
                try:
                    parts.append(prefix + write(item, ""))
                except Refused as refused:
                    refused.path.append(name)
                    raise
            return "{" + ",".join(parts) + "}"

        return write_struct

    def _member_writer(self, member: Member) -> Write:
        """Make the writer of a member's value, in the other forms too that corrections know."""
        write, state = self.compile(member.node), self.state
        others = [
            (other, _write_null if isinstance(other.form, str) else self.compile(other.form))
            for other in member.also
            if other.form != "absent"
        ]
        if not others:
            return write

        def write_member(value: Any, head: str) -> str:
            before = state.noticed
            try:
                return write(value, head)
            except Refused as refused:
                for other, write_other in others:
                    state.noticed = before
                    try:
                        text = write_other(value, head)
                    except Refused:
                        continue
                    state.rests_on(other)
                    return text
                raise refused

        return write_member

    def _tagged_writer(self, node: Tagged) -> Write:
        tag, serde, state = node.property, self.dialect.serde, self.state
        arms: Mapping[str, tuple[str, Write]] = {
            # An arm that declares the tag itself writes it itself.
            variant.tag: (
                "" if self._declares(variant.node, tag) else f"{quote(tag)}:{quote(variant.tag)}",
                self.compile(variant.node),
            )
            for variant in node.variants
        }
        fallback = None if node.fallback is None else self.compile(node.fallback)
        untagged = self._untagged_writer([write for _, write in arms.values()]) if node.optional else None

        def write_tagged(value: Any, head: str) -> str:
            if not isinstance(value, dict):
                if serde and isinstance(value, list) and value and isinstance(value[0], str) and value[0] in arms:
                    raise LeftOpen(FreeReason.STRUCT_AS_ARRAY)
                if fallback is None:
                    raise Refused(Rule.WRONG_TYPE)
                return fallback(value, head)
            if isinstance(value, Repeated) and tag in value.names:
                if not serde:
                    raise LeftOpen(FreeReason.DUPLICATE_MEMBER)
                raise Refused(Rule.DUPLICATE_MEMBER, tag)
            if tag not in value:
                if untagged is not None:
                    return untagged(value, head)
                raise Refused(Rule.MISSING_TAG, tag)
            name = value[tag]
            if type(name) is not str:
                if serde and type(name) is int and 0 <= name < len(arms):
                    # serde accepts a variant's index as its name, but only where the value was buffered.
                    raise LeftOpen(FreeReason.TAG_AS_INDEX)
                raise Refused(Rule.WRONG_TYPE, tag)
            if name not in arms:
                if node.open:
                    state.unknown_value = True
                    return write_unsorted_json(value, "")
                raise Refused(Rule.UNKNOWN_TAG, tag)
            own, write = arms[name]
            return write(value, f"{head},{own}" if head and own else head or own)

        return write_tagged

    def _declares(self, node: Node, name: str) -> bool:
        match self.dialect.resolve(node):
            case Struct(members):
                return any(member.name == name for member in members)
            case Tagged(_, variants, _):
                return all(self._declares(variant.node, name) for variant in variants)
            case _:
                return False

    def _untagged_writer(self, variants: list[Write]) -> Write:
        state = self.state

        def write_untagged(value: Any, head: str) -> str:
            before = state.noticed
            for write in variants:
                try:
                    return write(value, "")
                except Refused:
                    # Forget what the refused variant noticed.
                    state.noticed = before
            raise Refused(Rule.NO_VARIANT)

        return write_untagged

    def _enum_writer(self, values: tuple[str, ...], is_open: bool) -> Write:
        texts = {value: quote(value) for value in values}
        serde, state = self.dialect.serde, self.state

        def write_enum(value: Any, head: str) -> str:
            if type(value) is str:
                if value in texts:
                    return texts[value]
                if is_open:
                    state.unknown_value = True
                    return quote(value)
                raise Refused(Rule.UNKNOWN_VALUE)
            if serde and isinstance(value, dict) and len(value) == 1 and next(iter(value)) in texts:
                raise LeftOpen(FreeReason.ENUM_AS_OBJECT)
            raise Refused(Rule.WRONG_TYPE)

        return write_enum

    def _open_enum_writer(self, values: tuple[str, ...]) -> Write:
        serde = self.dialect.serde

        def write_open_enum(value: Any, head: str) -> str:
            if type(value) is str:
                return quote(value)
            if serde and isinstance(value, dict) and len(value) == 1 and next(iter(value)) in values:
                raise LeftOpen(FreeReason.ENUM_AS_OBJECT)
            raise Refused(Rule.WRONG_TYPE)

        return write_open_enum


def _write_null(value: Any, head: str) -> str:
    if value is not None:
        raise Refused(Rule.WRONG_TYPE)
    return "null"


def _absent_text(member: Member) -> str:
    match member.absent:
        case "omit" | "keep":
            return ""
        case "null":
            return f"{quote(member.name)}:null"
        case "default":
            return f"{quote(member.name)}:{member.default}"


def _null_text(member: Member) -> str:
    return f"{quote(member.name)}:null" if member.absent == "keep" else _absent_text(member)


def array_writer(write: Write, min_items: int) -> Write:
    """Make the writer of an array."""

    def write_array(value: Any, head: str) -> str:
        if type(value) is not list:
            raise Refused(Rule.WRONG_TYPE)
        if len(value) < min_items:
            raise Refused(Rule.TOO_FEW_ITEMS)
        parts = []
        for item in value:
            try:
                parts.append(write(item, ""))
            except Refused as refused:
                refused.path.append(str(len(parts)))
                raise
        return "[" + ",".join(parts) + "]"

    return write_array
