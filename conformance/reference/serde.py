"""The Python counterparts of serde's attributes and Rust's types.

========================================== ==========================================================
Rust                                       Python
========================================== ==========================================================
``struct``                                 a :class:`Struct`; members in the same order
``Option<T>``                              ``T | None = None``: read from absent or ``null``, written as ``null``
``Option<T>`` with ``skip_serializing_if`` ``T | None = skip_if_none()``: read the same way, not written when ``None``
``enum`` of unit variants                  a :class:`UnitEnum`
``#[serde(tag = "type")] enum``            a union annotated with :class:`Tags`, or made by :func:`type_tagged`;
                                           each variant is the struct that it holds plus the tag
``#[serde(untagged)] enum``                a union tried from left to right
``u8`` ... ``u64``, ``f32``, ``f64``       :data:`U8` ... :data:`U64`, :data:`F32`, :data:`F64`
``Box<T>``                                 ``T``
``serde_json::Value``                      :data:`Value`
``HashMap<String, String>``                :data:`StringMap`
========================================== ==========================================================
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from math import copysign, inf
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    create_model,
)
from pydantic_core import CoreSchema

from conformance.reference.reader import Repeated


class Struct(BaseModel):
    """A Rust struct with named members: strict about their types, blind to members that it does not know."""

    # Built on first use: one type does not take the time of all.
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True)


class _TypeTagged(Struct):
    type: str


class _RoleTagged(Struct):
    role: str


_TAGGED: dict[str, type[Struct]] = {"type": _TypeTagged, "role": _RoleTagged}


@cache
def _tagged(held: type[Struct], member: str, tag: str) -> type[Struct]:
    """The struct with a tag in front: the second base comes first in a model's members."""
    field: dict[str, Any] = {member: (Literal[tag], tag)}
    return create_model(f"Tagged{held.__name__}", __base__=(held, _TAGGED[member]), __module__=held.__module__, **field)


class Tags:
    """Annotates a union as an internally tagged enum: one tag for each of its variants, in order."""

    def __init__(self, *tags: str, member: str = "type") -> None:
        self.tags = tags
        self.member = member

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell the variants apart by the tag; a variant that is tagged itself has both tags, the outer one first."""
        variants = zip(get_args(source), self.tags, strict=True)
        return handler.generate_schema(self.union(self._variant(held, tag) for held, tag in variants))

    def union(self, variants: Iterable[Any]) -> Any:
        """The union of structs that have the tag already."""
        return Annotated[Union[tuple(variants)], Field(discriminator=self.member)]  # noqa: UP007 - made at run time

    def _variant(self, held: Any, tag: str) -> Any:
        if get_origin(held) is not Annotated:
            return _tagged(held, self.member, tag)
        union, inner = get_args(held)
        arms = zip(get_args(union), inner.tags, strict=True)
        return inner.union(_tagged(_tagged(arm, inner.member, own), self.member, tag) for arm, own in arms)


def type_tagged(variants: Mapping[str, type[Struct]]) -> Any:
    """The enum tagged by ``type`` whose variants are many: the structs that they hold, by tag."""
    return Tags().union(_tagged(held, "type", tag) for tag, held in variants.items())


class UnitEnum(StrEnum):
    """A Rust enum of unit variants; a member has the name of the variant and the value that is written for it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take the written value: a strict enum would take nothing but members."""
        return {**handler(source), "strict": False}


def _is_none(value: object) -> bool:
    return value is None


def skip_if_none() -> Any:
    """Declare what ``#[serde(skip_serializing_if = "Option::is_none")]`` declares."""
    return Field(default=None, exclude_if=_is_none)


U8 = Annotated[int, Field(ge=0, le=2**8 - 1)]
U16 = Annotated[int, Field(ge=0, le=2**16 - 1)]
U32 = Annotated[int, Field(ge=0, le=2**32 - 1)]
U64 = Annotated[int, Field(ge=0, le=2**64 - 1)]


_SINGLE_DIGITS = 9  # enough to tell any two single-precision numbers apart


def _single(value: float) -> float:
    """The double with the shortest digits that mean the same single-precision number as ``value``."""
    try:
        nearest = struct.pack("f", value)
    except OverflowError:
        return copysign(inf, value)
    (exact,) = struct.unpack("f", nearest)
    doubles = (float(f"{exact:.{digits}g}") for digits in range(1, _SINGLE_DIGITS + 1))
    return next(double for double in doubles if struct.pack("f", double) == nearest)


F32 = Annotated[float, AfterValidator(_single)]
"""A number in single precision; the digits beyond are lost. What overflows is infinite, and written as ``null``."""

F64 = float
"""A number in double precision."""


_COMPOUND = frozenset({dict, list, Repeated})


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(held) if type(held) in _COMPOUND else held for name, held in sorted(value.items())}
    if isinstance(value, list):
        return [_sorted(item) if type(item) in _COMPOUND else item for item in value]
    return _sorted(value.values[-1]) if isinstance(value, Repeated) else value


def _open(value: Any) -> Any:
    if isinstance(value, Repeated):
        raise ValueError("the member repeats")
    return _sorted(value)


Value = Annotated[Any, AfterValidator(_open)]
"""Any JSON. Its objects are sorted maps: members come out by name, and the last of a repeated member stays."""


def _last_of_each(entries: Any) -> Any:
    if not isinstance(entries, dict) or Repeated not in map(type, entries.values()):
        return entries
    return {key: _last_string(held) if isinstance(held, Repeated) else held for key, held in entries.items()}


def _last_string(repeated: Repeated) -> Any:
    return repeated.values[-1] if all(isinstance(value, str) for value in repeated.values) else repeated


StringMap = Annotated[dict[str, str], BeforeValidator(_last_of_each)]
"""Strings to strings; of a repeated key the last value stays, but every value must be a string."""
