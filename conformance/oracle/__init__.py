"""Works out from the spec alone what must happen to a payload.

``Accept`` has the canonical text, ``Reject`` the rule that the payload breaks and where, ``Free`` what the dialect
leaves open. Each type is compiled once into a function that checks a value and writes its canonical text in the
same pass. Where it is asked for, a second reading finds every breach, not the first alone, and what is legal and yet
not to the letter.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property

from conformance import jsontext
from conformance.oracle.compiler import Compiler
from conformance.oracle.expectation import (
    Accept,
    Breach,
    Departure,
    Expectation,
    Free,
    FreeReason,
    Legality,
    Reject,
    Rule,
    legality,
)
from conformance.oracle.expected import IN_WORDS
from conformance.oracle.leaves import LeftOpen, Refused
from conformance.oracle.letter import Letter
from conformance.spec import Dialect, load_dialect
from conformance.spec.model import Nullable, Side

__all__ = [
    "IN_WORDS",
    "Accept",
    "Breach",
    "Departure",
    "Expectation",
    "Free",
    "FreeReason",
    "Legality",
    "Oracle",
    "Reject",
    "Rule",
    "expect",
    "legality",
    "oracle",
]


class Oracle:
    """The expectations of one dialect. Not thread-safe: one payload at a time."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._compiler = Compiler(dialect)

    def expect(self, type_name: str, text: str | bytes, side: Side | None = None) -> Expectation:
        """What must happen when ``text`` is read as ``type_name``.

        With ``side``, the one that wrote it, what is accepted comes with its departures from the letter.

        Raises:
            UsageError: the dialect has no such type.
        """
        expectation = self._expect(type_name, text)
        if not isinstance(expectation, Accept):
            return expectation
        if (why := self._read_in_two_ways(type_name, expectation.canonical_text)) is not None:
            return Free(why)
        return expectation if side is None else replace(expectation, departures=self.breaches(type_name, text, side))

    def breaches(self, type_name: str, text: str | bytes, side: Side | None = None) -> tuple[Breach, ...]:
        """Every breach of a payload that ``side``, or either side, wrote; none where its meaning is left open.

        Of a payload that is to be rejected the rule of :meth:`expect` is among them; of one that is to be accepted all
        are departures from the letter.

        Raises:
            UsageError: the dialect has no such type.
        """
        match self._expect(type_name, text):
            case Free():
                return ()
            case Reject(Rule.INVALID_JSON):
                return (Breach(Rule.INVALID_JSON, "", "JSON", _why_not_json(text)),)
            case Reject():
                return self._letter.breaches(type_name, jsontext.parse(text).value, side)
            case Accept(canonical_text):
                found = self._letter.breaches(type_name, jsontext.parse(text).value, side)
                return (*found, *self._letter.beyond(type_name, canonical_text))

    @cached_property
    def _letter(self) -> Letter:
        return Letter(self._compiler)

    def _read_in_two_ways(self, type_name: str, canonical_text: str) -> FreeReason | None:
        """Why the payload just accepted may be read in another way, too; its writer is held to the letter all the same.

        A bare ``null`` is a value of some types, but belongs to the member that has the type: a library may keep it
        there. Which of two members of one name counts is open in a document; serde says.
        """
        if canonical_text == "null" and isinstance(self.dialect.resolve(self.dialect.node(type_name)), Nullable):
            return FreeReason.BARE_NULL
        if self._compiler.state.repeated and not self.dialect.serde:
            return FreeReason.DUPLICATE_MEMBER
        return None

    def _expect(self, type_name: str, text: str | bytes) -> Expectation:
        write = self._compiler.named(type_name)
        try:
            parsed = jsontext.parse(text)
        except jsontext.NotJson:
            return Reject(Rule.INVALID_JSON, "")
        except RecursionError:
            return Free(FreeReason.NESTING_LIMIT)
        if parsed.depth > self.dialect.nesting_limit:
            return Free(FreeReason.NESTING_LIMIT)
        source = text if isinstance(text, str) else text.decode("utf-8")
        if "\\u" in source and jsontext.has_lone_surrogate(source, parsed.value):
            return Free(FreeReason.LONE_SURROGATE)
        state = self._compiler.state
        writers = self.dialect.sides.get(type_name, frozenset())
        state.begin(bytes_fixed=self.dialect.serde, writers=writers, repeated=parsed.repeated)
        try:
            canonical = write(parsed.value, "")
        except Refused as refused:
            # Even if an unread number came first, the refusal is certain.
            return Reject(refused.rule, jsontext.pointer(reversed(refused.path)))
        except LeftOpen as left_open:
            return Free(left_open.why)
        if parsed.overflow:
            return Free(FreeReason.UNREAD_NUMBER)
        return Accept(canonical, state.bytes_fixed, state.unknown_value, level=state.level)


def _why_not_json(text: str | bytes) -> str:
    try:
        jsontext.parse(text)
    except jsontext.NotJson as error:
        return str(error)
    raise ValueError("the text is JSON")


@cache
def oracle(dialect: str) -> Oracle:
    """The oracle of a dialect, compiled once per process."""
    return Oracle(load_dialect(dialect))


def expect(dialect: str, type_name: str, text: str | bytes, side: Side | None = None) -> Expectation:
    """What must happen when ``text``, written by ``side``, is read as ``type_name`` of ``dialect``."""
    return oracle(dialect).expect(type_name, text, side)
