"""Asks about cases, and pairs each with what came back, before anything is judged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from itertools import chain, islice
from typing import NamedTuple

from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.declared import Direction, direction_of
from conformance.adapter.outcome import DECODED, Kind, Outcome
from conformance.adapter.reading import ONLY_SENT
from conformance.checks.case import Case
from conformance.checks.proven import without_unproven
from conformance.checks.twin import without_unknown
from conformance.difference import same
from conformance.oracle import Accept
from conformance.spec.model import Dialect

BATCH = 512
"""Cases asked together: enough to keep every transport's window full, few enough to stay small in memory."""


class Exchange(NamedTuple):
    """A case and its outcomes.

    ``again`` is the outcome of sending back what ``roundtrip`` wrote, ``typed`` what the library's typed
    API shows, ``built`` what its constructors make of the payload's members, ``twin`` that of reading the same payload
    without its unknown members, if something about the first is odd. ``proven`` and ``proven_built`` are the outcomes
    of reading and building the payload without what only a correction of the document knows, where that was refused
    or kept raw. Each is ``None`` where there was nothing to ask.

    ``direction`` is that of the case's type in the implementation.
    """

    case: Case
    roundtrip: Outcome
    again: Outcome | None = None
    typed: Outcome | None = None
    built: Outcome | None = None
    twin: Outcome | None = None
    proven: Outcome | None = None
    proven_built: Outcome | None = None
    direction: Direction = Direction.BOTH

    @property
    def read(self) -> Outcome:
        """The outcome that says whether the payload was accepted; without an encoder it is that of ``typed``."""
        return self.typed if self.roundtrip.kind is Kind.UNSUPPORTED and self.typed is not None else self.roundtrip

    @property
    def answer(self) -> Outcome:
        """The outcome that says most: that of reading, or, for a type that is only sent, that of building."""
        return self.built if self.read.kind is Kind.UNSUPPORTED and self.built is not None else self.read

    @property
    def shows(self) -> bool:
        """Whether the typed API answers for the values, so that what is written back need not."""
        return self.typed is not None and self.typed.kind is not Kind.UNSUPPORTED

    @property
    def received_only(self) -> bool:
        """Whether users only receive the type."""
        return self.direction is Direction.DECODES


_REFUSALS = frozenset({Kind.REJECTED, Kind.FALLBACK, Kind.IGNORED})
_ANSWERS = DECODED | _REFUSALS


def way(hello: Hello, type_name: str, *, both: bool) -> Direction:
    """Which way a type is asked: as declared, or ``both`` ways for a dialect whose serializations are canonical."""
    return Direction.BOTH if both else direction_of(hello, type_name)


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
    dialect: Dialect | None = None,
) -> Iterator[Exchange]:
    """Ask about every case, in order, several in flight.

    ``again`` says when a second round is asked for, ``ops`` which operations may be asked for besides the round trip;
    those that the adapter does not have are left out. ``dialect`` is that of the cases: where its serializations are
    canonical, they are asked in both directions, whatever the adapter declares; and it says what in a payload that was
    refused is not proven.
    """
    asked = frozenset(ops) & connection.hello.ops
    pending = iter(cases)
    while first := next(pending, None):
        yield from _batch(connection, chain([first], islice(pending, BATCH - 1)), again, asked, dialect)


def _batch(
    connection: Connection,
    pending: Iterable[Case],
    again: Again,
    ops: Set[Op],
    dialect: Dialect | None,
) -> Iterator[Exchange]:
    both = dialect is not None and dialect.serde
    cases: list[Case] = []
    ways: list[Direction] = []
    read: dict[int, str] = {}

    def reading() -> Iterator[Request]:
        """The first questions; each case is made while the implementation works on those before."""
        for index, case in enumerate(pending):
            cases.append(case)
            ways.append(way(connection.hello, case.type, both=both))
            if ways[index] is not Direction.SENDS:
                read[index] = case.text
                yield Request(Op.ROUNDTRIP, case.type, case.text)

    outcomes = list(connection.stream(reading()))
    first = dict(zip(read, outcomes, strict=True))
    accepted = {index: case.text for index, case in enumerate(cases) if isinstance(case.expectation, Accept)}
    back = {} if again is Again.NEVER else {i: first[i] for i in accepted if ways[i] is Direction.BOTH}
    written = {index: outcome.text or "" for index, outcome in back.items() if outcome.kind is Kind.OK}
    changed = {index: text for index, text in written.items() if _another(cases[index].text, text, again)}
    second = _answers(connection, Op.ROUNDTRIP, cases, changed)
    # Where nothing is written back, the typed API also says whether a payload is accepted at all.
    unwritten = {i: text for i, text in read.items() if first[i].kind is Kind.UNSUPPORTED}
    decodes = accepted if Op.TYPED in ops else {}
    shown = unwritten | {i: text for i, text in decodes.items() if i in first and first[i].kind in DECODED}
    typed = _answers(connection, Op.TYPED, cases, shown if Op.TYPED in connection.hello.ops else {})
    # Constructors take members that the library knows: objects, without unknown members.
    objects = {
        index: text
        for index, text in (accepted if Op.BUILD in ops else {}).items()
        if ways[index] is not Direction.DECODES and not cases[index].unknown and text.lstrip().startswith("{")
    }
    built = _answers(connection, Op.BUILD, cases, objects)
    found = [
        Exchange(case, first.get(i, ONLY_SENT), second.get(i), typed.get(i), built.get(i), direction=ways[i])
        for i, case in enumerate(cases)
    ]

    def read_again(texts: Mapping[int, str]) -> dict[int, Outcome]:
        by_op: dict[Op, dict[int, str]] = {Op.ROUNDTRIP: {}, Op.TYPED: {}}
        for index, text in texts.items():
            by_op[Op.TYPED if index in unwritten else Op.ROUNDTRIP][index] = text
        return {index: one for op in by_op for index, one in _answers(connection, op, cases, by_op[op]).items()}

    twins = read_again(dict(_twins(found, accepted)))
    corrected = {} if dialect is None or dialect.serde else accepted
    refused = {i for i in corrected if found[i].read.raw or found[i].read.kind in _REFUSALS}
    unbuilt = {i for i, outcome in built.items() if i in corrected and outcome.kind in _REFUSALS}
    less = _proven(cases, refused | unbuilt, dialect)
    proven = read_again({i: text for i, text in less.items() if i in refused})
    proven_built = _answers(connection, Op.BUILD, cases, {i: text for i, text in less.items() if i in unbuilt})
    for i, one in enumerate(found):
        more = i in twins or i in less
        yield one._replace(twin=twins.get(i), proven=proven.get(i), proven_built=proven_built.get(i)) if more else one


def _proven(cases: Sequence[Case], refused: Iterable[int], dialect: Dialect | None) -> dict[int, str]:
    """The payloads that were refused, without what only a correction knows, where they have some of that."""
    if dialect is None:
        return {}
    found = ((index, without_unproven(cases[index], dialect)) for index in refused)
    return {index: text for index, text in found if text is not None}


def _twins(found: Sequence[Exchange], accepted: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The payloads without their unknown members, where those may be blamed for something."""
    for index in accepted:
        case = found[index].case
        if not case.unknown:
            continue
        outcome = found[index].read
        assert isinstance(case.expectation, Accept)
        canonical = case.expectation.canonical_text
        if case.expectation.unknown_value or outcome.kind not in _ANSWERS:
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
