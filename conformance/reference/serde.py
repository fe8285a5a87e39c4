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
``#[serde(untagged)] enum``                a union tried from left to right
``serde_json::Value``                      :data:`Value`
``HashMap<String, String>``                :data:`StringMap`
========================================== ==========================================================
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
)
from pydantic_core import CoreSchema

from conformance.reference.reader import Repeated


class Struct(BaseModel):
    """A Rust struct with named members: strict about their types, blind to members that it does not know."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class TypeTagged(Struct):
    """The tag of a variant. Named as the second base of one, so that ``type`` comes before the struct's members."""

    type: str


class RoleTagged(Struct):
    """The tag of a message. Named as the second base of one, so that ``role`` comes before the struct's members."""

    role: str


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


U16 = Annotated[int, Field(ge=0, le=2**16 - 1)]
U32 = Annotated[int, Field(ge=0, le=2**32 - 1)]


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
