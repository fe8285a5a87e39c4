"""Asks about cases, and pairs each with what came back, before anything is judged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import DECODED, Kind, Outcome
from conformance.checks.case import Case
from conformance.checks.twin import without_unknown
from conformance.difference import same
from conformance.oracle import Accept

BATCH = 512
"""Cases asked together: enough to keep every transport's window full, few enough to stay small in memory."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A case and its outcomes.

    ``again`` is the outcome of sending back what ``roundtrip`` wrote, ``typed`` what the library's typed
    API shows, ``built`` what its constructors make of the payload's members, ``twin`` that of the same payload
    without its unknown members, if something about the first is odd. Each is ``None`` where there was nothing to ask.
    """

    case: Case
    roundtrip: Outcome
    again: Outcome | None = None
    typed: Outcome | None = None
    built: Outcome | None = None
    twin: Outcome | None = None


_ANSWERS = DECODED | {Kind.REJECTED, Kind.FALLBACK, Kind.IGNORED}


class Again(Enum):
    """When a second round is asked for. What came back as it was sent is its own second round."""

    NEVER = "never"
    OF_ANOTHER_VALUE = "value"
    """Where the value differs, however it is spelt; for payloads by the thousand."""
    OF_ANOTHER_TEXT = "text"


def exchanges(
    connection: Connection,
    cases: Iterable[Case],
    *,
    again: Again = Again.OF_ANOTHER_TEXT,
    ops: Collection[Op] = tuple(Op),
) -> Iterator[Exchange]:
    """Ask about every case, in order, several in flight.

    ``again`` says when a second round is asked for, ``ops`` which operations may be asked for besides the round trip;
    those that the adapter does not have are left out.
    """
    asked = frozenset(ops) & connection.hello.ops
    pending = iter(cases)
    while batch := list(islice(pending, BATCH)):
        yield from _batch(connection, batch, again, asked)


def _batch(connection: Connection, cases: Sequence[Case], again: Again, ops: Set[Op]) -> Iterator[Exchange]:
    everything = {index: case.text for index, case in enumerate(cases)}
    first = _answers(connection, Op.ROUNDTRIP, cases, everything)
    accepted = {index: case.text for index, case in enumerate(cases) if isinstance(case.expectation, Accept)}
    written = {index: first[index].text or "" for index in accepted if first[index].kind is Kind.OK}
    changed = {index: text for index, text in written.items() if _another(cases[index].text, text, again)}
    second = _answers(connection, Op.ROUNDTRIP, cases, changed)
    decoded = {i: text for i, text in accepted.items() if first[i].kind in DECODED} if Op.TYPED in ops else {}
    typed = _answers(connection, Op.TYPED, cases, decoded)
    # Constructors take members that the library knows: objects, without unknown members.
    objects = {
        i: text for i, text in accepted.items() if not cases[i].unknown and cases[i].text.lstrip().startswith("{")
    }
    built = _answers(connection, Op.BUILD, cases, objects if Op.BUILD in ops else {})
    twins = _answers(connection, Op.ROUNDTRIP, cases, dict(_twins(cases, accepted, first)))
    for i, case in enumerate(cases):
        yield Exchange(case, first[i], second.get(i), typed.get(i), built.get(i), twins.get(i))


def _twins(cases: Sequence[Case], accepted: Iterable[int], first: Mapping[int, Outcome]) -> Iterator[tuple[int, str]]:
    """The payloads without their unknown members, where those may be blamed for something."""
    for index in accepted:
        case, outcome = cases[index], first[index]
        assert isinstance(case.expectation, Accept)
        canonical = case.expectation.canonical_text
        if not case.unknown or case.expectation.unknown_value or outcome.kind not in _ANSWERS:
            continue
        odd = (
            outcome.kind is not Kind.OK
            or outcome.raw
            or _another(canonical, outcome.text or "", Again.OF_ANOTHER_VALUE)
        )
        if odd and (outcome.raw or outcome.text != case.text):
            yield index, without_unknown(case.text, canonical)


def _another(sent: str, written: str, again: Again) -> bool:
    if again is Again.NEVER or sent == written:
        return False
    if again is Again.OF_ANOTHER_TEXT:
        return True
    try:
        return not same(json.loads(sent), json.loads(written))
    except (ValueError, RecursionError):
        return True


def _answers(connection: Connection, op: Op, cases: Sequence[Case], texts: Mapping[int, str]) -> dict[int, Outcome]:
    """The outcomes of asking ``op`` about ``texts``, by index among the cases."""
    asked = (Request(op, cases[index].type, text) for index, text in texts.items())
    return dict(zip(texts, connection.stream(asked), strict=True)) if texts else {}
