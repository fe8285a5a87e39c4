"""What must happen to a payload: worked out from the spec alone.

``Accept`` carries the canonical text, ``Reject`` the rule that the payload breaks and where, ``Free``
what the dialect leaves open. Each type is compiled once into a function that checks a value and writes
its canonical text in the same pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias

from conformance import jsontext
from conformance.jsontext import Number, Repeated, quote
from conformance.spec import Dialect, load
from conformance.spec.model import (
    Array,
    Boolean,
    Enum,
    Integer,
    Json,
    Map,
    Member,
    Node,
    OpenEnum,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)


class Rule(StrEnum):
    """What a refused payload breaks."""

    INVALID_JSON = "invalid-json"
    WRONG_TYPE = "wrong-type"
    MISSING_MEMBER = "missing-member"
    DUPLICATE_MEMBER = "duplicate-member"
    UNKNOWN_VALUE = "unknown-value"
    MISSING_TAG = "missing-tag"
    UNKNOWN_TAG = "unknown-tag"
    OUT_OF_RANGE = "out-of-range"
    NOT_AN_INTEGER = "not-an-integer"
    NO_VARIANT = "no-variant"


class Open(StrEnum):
    """What the dialect leaves open; the register's ``free.*`` rows say why."""

    STRUCT_AS_ARRAY = "struct-as-array"
    ENUM_AS_OBJECT = "enum-as-object"
    LONE_SURROGATE = "lone-surrogate"
    NUMBER_PRECISION = "number-precision"
    NESTING_LIMIT = "nesting-limit"
    UNREAD_NUMBER = "unread-number"
    TAG_AS_INDEX = "tag-as-index"


@dataclass(frozen=True, slots=True)
class Accept:
    """The payload is legal and is written back as ``canonical_text``.

    ``bytes_fixed`` is false where the dialect does not fix the order of some members.
    """

    canonical_text: str
    bytes_fixed: bool = True


@dataclass(frozen=True, slots=True)
class Reject:
    """The payload breaks ``rule`` at ``at``, a JSON Pointer (where a missing member would stand)."""

    rule: Rule
    at: str


@dataclass(frozen=True, slots=True)
class Free:
    """No judgement: implementations of the dialect may differ here."""

    why: Open


Expectation: TypeAlias = Accept | Reject | Free


class Oracle:
    """The expectations of one dialect. Not thread-safe: one payload at a time."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._compiler = _Compiler(dialect)

    def expect(self, type_name: str, text: str | bytes) -> Expectation:
        """What must happen when ``text`` is read as ``type_name``.

        Raises:
            UsageError: the dialect has no such type.
        """
        write = self._compiler.named(type_name)
        try:
            parsed = jsontext.parse(text)
        except jsontext.NotJson:
            return Reject(Rule.INVALID_JSON, "")
        except RecursionError:
            return Free(Open.NESTING_LIMIT)
        if parsed.depth > self.dialect.nesting_limit:
            return Free(Open.NESTING_LIMIT)
        source = text if isinstance(text, str) else text.decode("utf-8")
        if "\\u" in source and jsontext.has_lone_surrogate(source, parsed.value):
            return Free(Open.LONE_SURROGATE)
        state = self._compiler.state
        state.bytes_fixed = True
        try:
            canonical = write(parsed.value, "")
        except _Refused as refused:
            # An unread number might have been met first; then the refusal is certain all the same.
            return Reject(refused.rule, _pointer(refused.path))
        except _LeftOpen as left_open:
            return Free(left_open.why)
        if parsed.overflow:
            return Free(Open.UNREAD_NUMBER)
        return Accept(canonical, state.bytes_fixed)


@cache
def oracle(dialect: str) -> Oracle:
    """The oracle of a dialect, compiled once a process."""
    return Oracle(load(dialect))


def expect(dialect: str, type_name: str, text: str | bytes) -> Expectation:
    """What must happen when ``text`` is read as ``type_name`` of ``dialect``."""
    return oracle(dialect).expect(type_name, text)


class _Refused(Exception):
    """The value breaks a rule; ``path`` grows from the inside out while the exception rises."""

    def __init__(self, rule: Rule, *path: str) -> None:
        self.rule = rule
        self.path = list(path)


class _LeftOpen(Exception):
    def __init__(self, why: Open) -> None:
        self.why = why


@dataclass(slots=True)
class _State:
    bytes_fixed: bool = True


# Checks a value and returns its canonical text; ``head`` is what an enclosing union writes first.
_Write: TypeAlias = Callable[[Any, str], str]

_ABSENT = object()
_POINTER_ESCAPES = re.compile("[~/]")


def _pointer(path: list[str]) -> str:
    return "".join(
        "/" + _POINTER_ESCAPES.sub(lambda found: "~0" if found.group() == "~" else "~1", token)
        for token in reversed(path)
    )


class _Compiler:
    """Turns nodes into write functions; named types are compiled once, on first use."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.state = _State()
        self._named: dict[str, _Write] = {}

    def named(self, name: str) -> _Write:
        if name not in self._named:
            node = self.dialect.node(name)
            # Entered before it is compiled, so that a type may contain itself.
            self._named[name] = lambda value, head: self._named[name](value, head)
            self._named[name] = self.compile(node)
        return self._named[name]

    def compile(self, node: Node) -> _Write:
        match node:
            case Ref(name):
                return self.named(name)
            case Text():
                return _write_text
            case Boolean():
                return _write_boolean
            case Integer():
                return _integer_writer(node)
            case Enum(values):
                return _enum_writer(values)
            case OpenEnum(values):
                return _open_enum_writer(values)
            case Json():
                return _write_json
            case Array(items):
                return _array_writer(self.compile(items))
            case Map(values):
                return self._map_writer(self.compile(values), node.sorted)
            case Struct(members):
                return self._struct_writer(members)
            case Tagged():
                return self._tagged_writer(node)
            case Untagged(variants):
                return _untagged_writer([self.compile(variant) for variant in variants])

    def _map_writer(self, write: _Write, is_sorted: bool) -> _Write:
        state = self.state

        def write_map(value: Any, head: str) -> str:
            if not isinstance(value, dict):
                raise _Refused(Rule.WRONG_TYPE)
            if len(value) > 1 and not is_sorted:
                state.bytes_fixed = False
            # Every occurrence of a repeated name is read; the last one has it.
            pairs = value.pairs if isinstance(value, Repeated) else value.items()
            written: dict[str, str] = {}
            for name, item in pairs:
                try:
                    written[name] = write(item, "")
                except _Refused as refused:
                    refused.path.append(name)
                    raise
            names = sorted(written) if is_sorted else written
            return "{" + ",".join([f"{quote(name)}:{written[name]}" for name in names]) + "}"

        return write_map

    def _struct_writer(self, members: tuple[Member, ...]) -> _Write:
        plan = [
            (
                member.name,
                f"{quote(member.name)}:",
                self.compile(member.node),
                _REQUIRED if member.required else _absent_text(member),
                member.nullable,
            )
            for member in members
        ]
        names = frozenset(member.name for member in members)

        def write_struct(value: Any, head: str) -> str:
            if type(value) is not dict:
                if isinstance(value, list):
                    raise _LeftOpen(Open.STRUCT_AS_ARRAY)
                if not isinstance(value, Repeated):
                    raise _Refused(Rule.WRONG_TYPE)
                if repeated := value.names & names:
                    raise _Refused(Rule.DUPLICATE_MEMBER, min(repeated))
            parts = [head] if head else []
            get = value.get
            for name, prefix, write, absent, nullable in plan:
                item = get(name, _ABSENT)
                if item is _ABSENT or (item is None and nullable):
                    if item is _ABSENT and absent is _REQUIRED:
                        raise _Refused(Rule.MISSING_MEMBER, name)
                    if absent:
                        parts.append(absent)
                    continue
                try:
                    parts.append(prefix + write(item, ""))
                except _Refused as refused:
                    refused.path.append(name)
                    raise
            return "{" + ",".join(parts) + "}"

        return write_struct

    def _tagged_writer(self, node: Tagged) -> _Write:
        tag = node.property
        arms: Mapping[str, tuple[str, _Write]] = {
            variant.tag: (f"{quote(tag)}:{quote(variant.tag)}", self.compile(variant.node)) for variant in node.variants
        }
        fallback = None if node.fallback is None else self.compile(node.fallback)

        def write_tagged(value: Any, head: str) -> str:
            if fallback is not None and not isinstance(value, dict):
                if isinstance(value, list) and value and value[0] in arms:
                    raise _LeftOpen(Open.STRUCT_AS_ARRAY)
                return fallback(value, head)
            name, write = _select(value, tag, arms)
            return write(value, f"{head},{name}" if head else name)

        return write_tagged


_REQUIRED = "required"


def _absent_text(member: Member) -> str:
    match member.absent:
        case "omit":
            return ""
        case "null":
            return f"{quote(member.name)}:null"
        case "default":
            return f"{quote(member.name)}:{member.default}"


def _select(value: Any, tag: str, arms: Mapping[str, tuple[str, _Write]]) -> tuple[str, _Write]:
    if not isinstance(value, dict):
        if isinstance(value, list) and value and isinstance(value[0], str) and value[0] in arms:
            raise _LeftOpen(Open.STRUCT_AS_ARRAY)
        raise _Refused(Rule.WRONG_TYPE)
    if isinstance(value, Repeated) and tag in value.names:
        raise _Refused(Rule.DUPLICATE_MEMBER, tag)
    if tag not in value:
        raise _Refused(Rule.MISSING_TAG, tag)
    name = value[tag]
    if type(name) is int and 0 <= name < len(arms):
        # serde takes a variant's index for its name, but only where the value was buffered.
        raise _LeftOpen(Open.TAG_AS_INDEX)
    if not isinstance(name, str):
        raise _Refused(Rule.WRONG_TYPE, tag)
    if name not in arms:
        raise _Refused(Rule.UNKNOWN_TAG, tag)
    return arms[name]


def _write_text(value: Any, head: str) -> str:
    if type(value) is not str:
        raise _Refused(Rule.WRONG_TYPE)
    return quote(value)


def _write_boolean(value: Any, head: str) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    raise _Refused(Rule.WRONG_TYPE)


def _integer_writer(node: Integer) -> _Write:
    minimum, maximum = node.minimum, node.maximum

    def write_integer(value: Any, head: str) -> str:
        if type(value) is int:
            if minimum <= value <= maximum:
                return str(value)
            raise _Refused(Rule.OUT_OF_RANGE)
        if isinstance(value, float):
            whole = isinstance(value, Number) and value.lexeme.lstrip("-").isdecimal()
            raise _Refused(Rule.OUT_OF_RANGE if whole else Rule.NOT_AN_INTEGER)
        raise _Refused(Rule.WRONG_TYPE)

    return write_integer


def _enum_writer(values: tuple[str, ...]) -> _Write:
    texts = {value: quote(value) for value in values}

    def write_enum(value: Any, head: str) -> str:
        if type(value) is str:
            if value in texts:
                return texts[value]
            raise _Refused(Rule.UNKNOWN_VALUE)
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in texts:
            raise _LeftOpen(Open.ENUM_AS_OBJECT)
        raise _Refused(Rule.WRONG_TYPE)

    return write_enum


def _open_enum_writer(values: tuple[str, ...]) -> _Write:
    def write_open_enum(value: Any, head: str) -> str:
        if type(value) is str:
            return quote(value)
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in values:
            raise _LeftOpen(Open.ENUM_AS_OBJECT)
        raise _Refused(Rule.WRONG_TYPE)

    return write_open_enum


def _write_json(value: Any, head: str) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{quote(name)}:{_write_json(value[name], '')}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join([_write_json(item, "") for item in value]) + "]"
    if isinstance(value, Number):
        if value in (float("inf"), float("-inf")):
            raise _Refused(Rule.OUT_OF_RANGE)
        raise _LeftOpen(Open.NUMBER_PRECISION)
    return jsontext.compact(value)


def _array_writer(write: _Write) -> _Write:
    def write_array(value: Any, head: str) -> str:
        if type(value) is not list:
            raise _Refused(Rule.WRONG_TYPE)
        parts = []
        for item in value:
            try:
                parts.append(write(item, ""))
            except _Refused as refused:
                refused.path.append(str(len(parts)))
                raise
        return "[" + ",".join(parts) + "]"

    return write_array


def _untagged_writer(variants: list[_Write]) -> _Write:
    def write_untagged(value: Any, head: str) -> str:
        for write in variants:
            try:
                return write(value, "")
            except _Refused:
                continue
        raise _Refused(Rule.NO_VARIANT)

    return write_untagged
