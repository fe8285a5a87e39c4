"""The expectations of the oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from conformance.spec.model import LevelName


class Rule(StrEnum):
    """The rule that a refused payload breaks."""

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
    STRING_LENGTH = "string-length"
    PATTERN = "pattern"
    TOO_FEW_ITEMS = "too-few-items"


class FreeReason(StrEnum):
    """What the dialect leaves open; the register's ``free.*`` rows say why."""

    STRUCT_AS_ARRAY = "struct-as-array"
    ENUM_AS_OBJECT = "enum-as-object"
    LONE_SURROGATE = "lone-surrogate"
    NUMBER_PRECISION = "number-precision"
    NESTING_LIMIT = "nesting-limit"
    UNREAD_NUMBER = "unread-number"
    TAG_AS_INDEX = "tag-as-index"
    DUPLICATE_MEMBER = "duplicate-member"
    NUMBER_FORM = "number-form"
    UNBOUNDED_INTEGER = "unbounded-integer"
    UNPROVEN_FORM = "unproven-form"


@dataclass(frozen=True, slots=True)
class Accept:
    """The payload is legal and is written back as ``canonical_text``.

    ``bytes_fixed`` is false if the dialect does not fix the order of some members. With ``unknown_value`` the payload
    has an enum value or a tag that the dialect does not know, but requires to be tolerated. ``level`` is the highest at
    which accepting it binds: below ``must`` where a correction without firm evidence makes it legal. A vector does not
    record that: its own level says it.
    """

    canonical_text: str
    bytes_fixed: bool = True
    unknown_value: bool = False
    level: LevelName = field(default="must", compare=False)


@dataclass(frozen=True, slots=True)
class Reject:
    """The payload breaks ``rule`` at ``at``, a JSON Pointer (to where a missing member would be)."""

    rule: Rule
    at: str


@dataclass(frozen=True, slots=True)
class Free:
    """No judgement: implementations of the dialect may differ here."""

    why: FreeReason


Expectation: TypeAlias = Accept | Reject | Free
