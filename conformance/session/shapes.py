"""Judges the frames of a session one by one: whether each event has the shape that the document gives to its type.

What a server sends is read tolerantly, as its clients must read it. What a client sends is held to the letter, because
the service refuses what it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TypeAlias

from conformance.jsontext import tokens, visible
from conformance.oracle import IN_WORDS, Breach, Departure, Legality, Oracle, Reject, Rule, legality, oracle
from conformance.oracle.quick import quick
from conformance.requirements.register import load_register
from conformance.session.credentials import clean
from conformance.session.event import MISSING, Event, at
from conformance.session.finding import Finding, What
from conformance.session.limits import ABSENT, beyond
from conformance.session.transcript import Header, Replaced
from conformance.spec import load_dialect
from conformance.spec.model import Side
from conformance.spec.prose import broken_rules, with_prose
from conformance.spelling import spelt

LIMITS = "event.limits"
"""The rule that an event of the server breaks which is beyond a limit that the document states in words."""
NOT_KEPT = frozenset(
    {
        # A response with a preamble has two messages, and recorded items were retrieved without their audio.
        "RealtimeResponse.output.items",
        "RealtimeServerEventConversationItemRetrieved.item.audio",
    }
)
"""The limits that the official service does not keep."""
RULES = {Side.SERVER: "event.shape", Side.CLIENT: "event.client-valid"}
"""The rule that an event of a side breaks which does not have its shape."""
_OF_VALUES = frozenset({Departure.BEYOND_LIMIT, Rule.STRING_LENGTH, Rule.PATTERN})
"""What a value breaks that was replaced after it had been sent."""
_WRONG_VARIANT = frozenset({Rule.UNKNOWN_TAG, Departure.UNLISTED_TAG})
_AUDIO = ("/audio", "/delta")
_SHOWN = 160


Shape: TypeAlias = Callable[[Event, str, Header], Iterable[Finding]]
"""Judges one event by itself: the event, its text, and what is known about the recording."""


@lru_cache(maxsize=4096)
def shape_of(event_type: str, side: Side, dialect: str) -> Shape | None:
    """What judges events of a type by themselves; ``None`` for a type that the dialect does not have on this side."""
    types = types_of(dialect, side, event_type)
    if not types:
        return None
    right = quick(dialect, types[0], side, NOT_KEPT if side is Side.SERVER else frozenset())

    def illegal(event: Event, text: str, header: Header) -> Iterable[Finding]:
        if event.strict and right.surely(event.data, text):
            return ()
        return found_illegal(event, text, header, types)

    return illegal


def found_illegal(event: Event, text: str, header: Header, types: Iterable[str]) -> Iterator[Finding]:
    """What the oracle says is wrong with an event, as one of these types."""
    judge = oracle(header.dialect)
    if event.side is Side.SERVER and (name := next((one for one in types if _accepted(judge, one, text)), None)):
        found = _beyond(judge, name, event)
        rule = LIMITS
    else:
        found, rule = breaches(judge, types, text, event.side), RULES[event.side]
    for breach in found:
        if not _replaced(breach, header.replaced):
            yield _finding(rule, event, breach, header.dialect)


def types_of(dialect: str, side: Side, event_type: str) -> tuple[str, ...]:
    """The types that an event of this name may be of, where ``side`` sends it."""
    return _types(dialect).get((side, event_type), ())


@cache
def _types(dialect: str) -> dict[tuple[Side, str], tuple[str, ...]]:
    """The types that an event may be of, by the side that sends it and its name."""
    loaded = load_dialect(dialect)
    return {
        (side, event): of_side
        for event, names in loaded.events.items()
        for side in Side
        if (of_side := tuple(name for name in names if side in loaded.sides[name]))
    }


def breaches(judge: Oracle, types: Iterable[str], text: str, side: Side) -> tuple[Breach, ...]:
    """The breaches of an event that fail it, read as that of its types to which it is nearest."""
    read = []
    for name in types:
        every = judge.breaches(name, text, side)
        found = tuple(
            one
            for one in every
            if legality([one], side) is Legality.FAIL and one.rule is not Departure.OTHER_SIDES_MEMBER
        )
        if not found:
            return ()
        read.append((distance(every), found))
    return min(read, key=lambda one: one[0])[1] if read else ()


def distance(breaches: Iterable[Breach]) -> tuple[int, int]:
    """How far an event is from a type: variants that the type does not have, and all that is wrong or unknown."""
    found = list(breaches)
    return sum(one.rule in _WRONG_VARIANT for one in found), len(found)


def _accepted(judge: Oracle, name: str, text: str) -> bool:
    return not isinstance(judge.expect(name, text), Reject)


def _beyond(judge: Oracle, name: str, event: Event) -> tuple[Breach, ...]:
    """The limits that a legal event is beyond, as far as the service keeps them."""
    if name not in with_prose(judge.dialect.name):
        return ()
    return tuple(
        beyond(one)
        for one in broken_rules(judge.dialect, judge.dialect.node(name), event.data)
        if one.prose.requirement not in NOT_KEPT
    )


def _replaced(breach: Breach, replaced: frozenset[Replaced]) -> bool:
    """Whether what is wrong may come from what was replaced in the recording."""
    if not replaced or breach.rule not in _OF_VALUES or (breach.expected == ABSENT and replaced == {Replaced.AUDIO}):
        return False
    return replaced != {Replaced.AUDIO} or breach.at.endswith(_AUDIO)


def _got(event: Event, place: str) -> str:
    """What is at a place, without credentials."""
    found = at(clean(event.data), tokens(place))
    return "" if found is MISSING else visible(spelt(found), _SHOWN)


def _finding(rule: str, event: Event, breach: Breach, dialect: str) -> Finding:
    expected = breach.expected
    if expected == IN_WORDS and (row := load_register(dialect).rows.get(breach.requirement)):
        expected = f'"{row.says}"'
    if breach.hint:
        expected = f"{expected}; {breach.hint}"
    return Finding(
        rule,
        What.ILLEGAL,
        (event.number,),
        event.type,
        breach.at,
        expected=expected,
        got="" if breach.got is None else _got(event, breach.at),
    )
