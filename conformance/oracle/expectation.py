"""The expectations of the oracle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from conformance.spec.model import LevelName, Side


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
    BARE_NULL = "bare-null"


class Departure(StrEnum):
    """How a payload that decodes departs from the letter: its reader lives with it, its writer should not do it."""

    UNKNOWN_MEMBER = "unknown-member"
    UNLISTED_VALUE = "unlisted-value"
    UNLISTED_TAG = "unlisted-tag"
    BEYOND_LIMIT = "beyond-limit"
    """It breaks a rule that only the documentation states."""
    OTHER_SIDES_MEMBER = "other-sides-member"
    OTHER_SIDES_EVENT = "other-sides-event"


@dataclass(frozen=True, slots=True)
class Breach:
    """One place at which a payload breaks a rule, or departs from the letter.

    ``at`` is a JSON Pointer (to where a missing member would be), ``expected`` says in words what belongs there, and
    ``got`` is what is there as JSON, ``None`` for nothing. ``hint`` is where else it belongs or what it should be
    called, ``requirement`` the id of the row that a limit comes from.
    """

    rule: Rule | Departure
    at: str
    expected: str
    got: str | None = None
    hint: str = ""
    requirement: str = ""

    @property
    def decodes(self) -> bool:
        """Whether a reader takes the payload all the same."""
        return isinstance(self.rule, Departure)

    def __str__(self) -> str:
        """The sentence."""
        where, hint = self.at or "the whole payload", f"; {self.hint}" if self.hint else ""
        match self.rule:
            case Departure.UNKNOWN_MEMBER | Departure.OTHER_SIDES_MEMBER | Departure.OTHER_SIDES_EVENT:
                return f"{where}: {self.expected}{hint}"
            case Rule.INVALID_JSON:
                return f"not JSON: {self.got}"
            case Rule.DUPLICATE_MEMBER:
                return f"{where} is there more than once"
            case _ if self.got is None:
                return f"{where} is missing: expected {self.expected}{hint}"
            case _:
                return f"{where}: expected {self.expected}, got {self.got}{hint}"


class Legality(StrEnum):
    """What breaches add up to for one side."""

    PASS = "pass"
    TOLERATED = "tolerated"
    """Its reader has to live with it."""
    BEYOND = "beyond"
    """It is beyond a documented limit, where a reader may refuse it."""
    FAIL = "fail"


def legality(breaches: Iterable[Breach], side: Side | None) -> Legality:
    """The gravest thing that breaches mean where ``side`` wrote the payload.

    What a client writes is held to the letter: the service refuses it, and with it the whole event. What a server
    writes, or either side may have written, is read tolerantly.
    """
    found = list(breaches)
    if any(side == Side.CLIENT or not one.decodes or one.rule is Departure.OTHER_SIDES_EVENT for one in found):
        return Legality.FAIL
    if any(one.rule is Departure.BEYOND_LIMIT for one in found):
        return Legality.BEYOND
    return Legality.TOLERATED if found else Legality.PASS


@dataclass(frozen=True, slots=True)
class Accept:
    """The payload is legal and is written back as ``canonical_text``.

    ``bytes_fixed`` is false if the dialect does not fix the order of some members. With ``unknown_value`` the payload
    has an enum value or a tag that the dialect does not know, but requires to be tolerated. ``level`` is the highest at
    which accepting it binds: below ``must`` where a correction without firm evidence makes it legal. A vector does not
    record that: its own level says it. ``departures`` is how it departs from the letter of what one side writes, where
    a side was given.
    """

    canonical_text: str
    bytes_fixed: bool = True
    unknown_value: bool = False
    level: LevelName = field(default="must", compare=False)
    departures: tuple[Breach, ...] = ()


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
