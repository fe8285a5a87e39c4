"""Judges frames: what the dialect says of each, and what implementations make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance import jsontext
from conformance.adapter.contract import Connection
from conformance.adapter.outcome import Outcome
from conformance.checks.exchange import exchanges
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.commands.recorded_frames import PayloadLine
from conformance.oracle import IN_WORDS, Breach, Departure, Expectation, Free, Legality, Oracle, Rule, legality
from conformance.requirements.level import Level
from conformance.requirements.register import Register
from conformance.results.doubt import doubted
from conformance.session.shapes import distance
from conformance.spec.generation import Told, told
from conformance.spec.locate import member_at
from conformance.spec.model import Side
from conformance.spec.naming import detected
from conformance.suite.generated import payload_case

FREE = "free"
"""The verdict on a frame that the dialect leaves open."""
OTHER_WIRE = "other-wire"
"""That on a frame of a wire without any event of the Realtime API; the others are those of :class:`Legality`."""

_UNIONS: Mapping[Side | None, str] = {Side.CLIENT: "RealtimeClientEvent", Side.SERVER: "RealtimeServerEvent"}

# Rows of the register by what is wrong; the first one that a dialect has applies.
_VIOLATED: Mapping[Rule | Departure, tuple[str, ...]] = {
    Rule.INVALID_JSON: ("class.malformed-frame", "decode.json-text"),
    Rule.WRONG_TYPE: ("class.wrong-type", "decode.strict-types"),
    Rule.MISSING_MEMBER: ("class.missing-required", "decode.missing-required"),
    Rule.DUPLICATE_MEMBER: ("decode.duplicate-members",),
    Rule.UNKNOWN_VALUE: ("decode.enum-spelling",),
    Rule.MISSING_TAG: ("class.missing-required", "decode.tag-required"),
    Rule.UNKNOWN_TAG: ("decode.closed-tag", "decode.rejects-invalid"),
    Rule.OUT_OF_RANGE: ("class.number-range", "decode.integer-range"),
    Rule.NOT_AN_INTEGER: ("class.float-vs-int", "decode.integer-lexical"),
    Rule.NO_VARIANT: ("class.union-ambiguity", "decode.untagged-order"),
    Rule.STRING_LENGTH: ("class.string-length",),
    Departure.UNKNOWN_MEMBER: ("encode.nothing-invented",),
    Departure.UNLISTED_VALUE: ("decode.enum-spelling",),
    Departure.UNLISTED_TAG: ("decode.enum-spelling",),
    Departure.OTHER_SIDES_MEMBER: ("encode.nothing-invented",),
}
_TOLERATED: Mapping[Rule | Departure, tuple[str, ...]] = {
    Departure.UNKNOWN_MEMBER: ("decode.unknown-members",),
    Departure.OTHER_SIDES_MEMBER: ("decode.unknown-members",),
    Departure.UNLISTED_VALUE: ("decode.open-enum",),
    Departure.UNLISTED_TAG: ("decode.open-tag", "class.unknown-event"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A breach, with the id of the requirement that it is about and how binding that is here."""

    breach: Breach
    requirement: str
    level: Level


@dataclass(frozen=True, slots=True)
class Judged:
    """A frame and what the dialect says of it.

    ``type`` is the one that it was read as, ``event`` and ``id`` are its own ``type`` and ``event_id``, ``side`` is the
    one that wrote it, as far as that was stated or follows from the type. ``told`` is the other wire that it speaks.
    """

    line: PayloadLine
    verdict: str
    reasons: tuple[Reason, ...]
    type: str | None = None
    event: str | None = None
    id: str | None = None
    side: Side | None = None
    expectation: Expectation | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an implementation made of a frame; ``status`` sums up the verdicts of all checks."""

    impl: str
    name: str
    version: str
    outcome: Outcome
    status: Status
    verdicts: tuple[Verdict, ...]


class FrameJudge:
    """Judges frames by one dialect."""

    def __init__(self, oracle: Oracle, register: Register) -> None:
        self._oracle = oracle
        self._register = register

    def judged(self, line: PayloadLine) -> Judged:
        """What the dialect says of a frame."""
        if line.problem is not None:
            return Judged(line, Legality.FAIL, tuple(self._reasons([line.problem], None, None, None)))
        value = _value(line.text)
        other = told(value)
        if other is not None and other.apart:
            return Judged(line, OTHER_WIRE, (), event=_member(value, "type"), side=line.side, told=other)
        types, side = self._types(line, value)
        read = {name: self._oracle.breaches(name, line.text, side or self._writer(name)) for name in types}
        # Several types share an event's name: the frame is of the one whose kind of session it names.
        name = min(read, key=lambda one: distance(read[one]))
        known = line.name is not None or bool(detected(self._oracle.dialect, value))
        side = side or (self._writer(name) if known else None)
        expectation = self._oracle.expect(name, line.text)
        event, id_ = (_member(value, "type"), _member(value, "event_id"))
        return Judged(
            line,
            FREE if isinstance(expectation, Free) and not read[name] else legality(read[name], side),
            tuple(self._reasons(read[name], name, value, side)),
            type=name,
            event=event if line.name is None or line.name in self._oracle.dialect.events else None,
            id=id_,
            side=side,
            expectation=expectation,
            told=other,
        )

    def asked(self, judged: Judged, impl: str, connection: Connection) -> Answered | None:
        """What an implementation makes of a frame; ``None`` if there is no payload to ask about."""
        if judged.type is None:
            return None
        case = payload_case("judged", judged.type, judged.line.text, self._oracle, self._register)
        (exchange,) = exchanges(connection, [case], dialect=self._oracle.dialect)
        dialect = self._oracle.dialect.name
        verdicts = tuple(doubted(verdict, case, dialect) for verdict in judge(exchange, self._oracle))
        statuses = {verdict.status for verdict in verdicts}
        status = next((one for one in (Status.FREE, Status.UNSUPPORTED) if statuses == {one}), Status.PASS)
        if Status.SUITE_FAULT in statuses:
            status = Status.SUITE_FAULT
        if any(verdict.gates() for verdict in verdicts):
            status = Status.FAIL
        hello = connection.hello
        return Answered(impl, hello.name, hello.version, exchange.answer, status, verdicts)

    def _types(self, line: PayloadLine, value: Any) -> tuple[tuple[str, ...], Side | None]:
        """The types that a frame may be of, and the side that is stated to have written it."""
        dialect = self._oracle.dialect
        if line.name is not None:
            return dialect.events.get(line.name) or (line.name,), line.side
        types = detected(dialect, value)
        of_side = tuple(name for name in types if line.side in dialect.sides[name])
        union = _UNIONS.get(line.side, _UNIONS[Side.SERVER])
        return of_side or types or (union,), line.side

    def _writer(self, type_name: str) -> Side | None:
        sides = self._oracle.dialect.sides[type_name]
        return next(iter(sides)) if len(sides) == 1 else None

    def _reasons(
        self, breaches: Iterable[Breach], type_name: str | None, value: Any, side: Side | None
    ) -> Iterator[Reason]:
        for breach in breaches:
            fails = legality([breach], side) is Legality.FAIL
            names = () if type_name is None else self._names(type_name, value, breach.at)
            table = _VIOLATED if fails else _TOLERATED
            if type_name is None and breach.rule is Rule.NO_VARIANT:
                table = {}  # a file or a line without a frame breaks no rule about frames
            rows = self._register.rows
            row = next((one for one in (breach.requirement, *names, *table.get(breach.rule, ())) if one in rows), "")
            if breach.expected == IN_WORDS and row in rows:
                breach = replace(breach, hint=rows[row].says)
            level = Level.MUST if fails or row not in rows else rows[row].level or Level.SHOULD
            if breach.rule is Departure.OTHER_SIDES_MEMBER:
                # Only a correction knows such a member, and what it was seen on is one side alone.
                level = Level.SHOULD
            yield Reason(breach, row, level)

    def _names(self, type_name: str, value: Any, at: str) -> tuple[str, ...]:
        """The names of rows about the member at a pointer."""
        found = member_at(self._oracle.dialect, type_name, value, jsontext.path_in(value, at))
        return () if found is None else (found[0], found[0].partition(".")[0])


def _value(text: str) -> Any:
    try:
        return jsontext.load(text)
    except (jsontext.NotJson, RecursionError):
        return None


def _member(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
