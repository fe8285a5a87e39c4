"""Judges the frames of a session one by one: whether each event has the shape that the document gives to its type."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle import Reject, oracle
from conformance.session.event import Event
from conformance.session.finding import Finding, What
from conformance.session.transcript import Side
from conformance.spec import load_dialect

RULES = {Side.SERVER: "event.shape", Side.CLIENT: "event.client-valid"}
"""The rule that an event of a side breaks which does not have its shape."""


def illegal(event: Event, text: str, dialect: str) -> Iterator[Finding]:
    """What is wrong with one event by itself; nothing for a type that the dialect does not have."""
    judge = oracle(dialect)
    expectations = [judge.expect(name, text) for name in load_dialect(dialect).events.get(event.type, ())]
    refused = [one for one in expectations if isinstance(one, Reject)]
    # Several types may share a name on the wire: it is enough to be one of them.
    if refused and len(refused) == len(expectations):
        rule, at = refused[0].rule.value, refused[0].at
        yield Finding(RULES[event.side], What.ILLEGAL, (event.number,), event.type, at, expected=rule)
