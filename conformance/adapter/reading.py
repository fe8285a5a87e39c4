"""Asks whether a payload is accepted, by whichever operation an adapter has for that."""

from __future__ import annotations

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.declared import Direction
from conformance.adapter.outcome import Kind, Outcome

ONLY_SENT = Outcome(Kind.UNSUPPORTED, message="declared as only sent")
"""What becomes of a question about reading a type that users only send."""

_ORDER = {
    Direction.BOTH: (Op.ROUNDTRIP, Op.TYPED),
    # What is written back of such a type is not judged.
    Direction.DECODES: (Op.TYPED, Op.ROUNDTRIP),
    Direction.SENDS: (),
}


def ask_to_read(
    connection: Connection, type_name: str, text: str | bytes, direction: Direction = Direction.BOTH
) -> Outcome:
    """The outcome of reading a payload; ``unsupported`` where no operation reads that type."""
    outcome = ONLY_SENT
    for op in _ORDER[direction]:
        outcome = connection.ask(Request(op, type_name, text))
        if outcome.kind is not Kind.UNSUPPORTED:
            break
    return outcome
