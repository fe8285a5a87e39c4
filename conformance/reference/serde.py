"""What the serde attributes of the Rust types are called here.

========================================== ==========================================================
Rust                                       Python
========================================== ==========================================================
``struct``                                 a :class:`Struct`; members in the same order
``Option<T>``                              ``T | None = None``: read from absent or ``null``, written as ``null``
``Option<T>`` with ``skip_serializing_if`` ``T | None = skip_if_none()``: read the same way, not written when ``None``
``enum`` of unit variants                  a :class:`UnitEnum`
``#[serde(tag = "type")] enum``            a union told apart by ``type``; each variant is the struct that it holds
                                           plus the tag, as the class ``Tagged…``
                                           (:func:`type_tagged` makes them where there are many)
``#[serde(untagged)] enum``                a union tried from left to right
``u8`` ... ``u64``, ``f32``, ``f64``       :data:`U8` ... :data:`U64`, :data:`F32`, :data:`F64`
``Box<T>``                                 ``T``
``serde_json::Value``                      :data:`Value`
``HashMap<String, String>``                :data:`StringMap`
========================================== ==========================================================
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import StrEnum
from math import copysign, inf
from typing import Annotated, Any, Literal, Union

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

    # Built on first use: whoever needs one type does not wait for all of them.
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True)


class TypeTagged(Struct):
    """The tag of a variant. Named as the second base of one, so that ``type`` comes before the struct's members."""

    type: str


class RoleTagged(Struct):
    """The tag of a message. Named as the second base of one, so that ``role`` comes before the struct's members."""

    role: str


def type_tagged(variants: Mapping[str, type[Struct]]) -> Any:
    """Declare what ``#[serde(tag = "type")]`` declares on an enum whose every variant holds one struct.

    ``variants`` maps the tags to the structs.
    """
    arms = tuple(_tagged(held, tag) for tag, held in variants.items())
    return Annotated[Union[arms], Field(discriminator="type")]  # noqa: UP007 - the arms are known at run time only


def _tagged(held: type[Struct], tag: str) -> type[Struct]:
    constant: Any = Literal[tag]
    return create_model(
        f"Tagged{held.__name__}", __base__=(held, TypeTagged), __module__=held.__module__, type=(constant, tag)
    )


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
