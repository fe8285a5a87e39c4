"""Asking an implementation which wire it speaks, before it is judged by a dialect.

A library of the retired beta, or of a vendor's own dialect, fails everywhere for one reason; one verdict says it.
"""

from __future__ import annotations

from conformance.adapter import ANY
from conformance.adapter.contract import Connection, Op, Request
from conformance.checks import DIALECT_CHECK
from conformance.flavour import BETA, Flavour
from conformance.outcome import Kind
from conformance.spec import dialects, load
from conformance.vectors import text_of
from conformance.verdict import Level, Status, Verdict

_UNION = "RealtimeServerEvent"
_PLACE = {"event_id": "event_1", "response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}
# The same two events, as either generation names them.
_NAMES = {
    Flavour.OFFICIAL: ("response.output_text.delta", "response.output_audio_transcript.delta"),
    Flavour.BETA: ("response.text.delta", "response.audio_transcript.delta"),
}


def spoken(connection: Connection) -> Flavour:
    """The generations whose events the implementation decodes as events that it knows."""
    if not {_UNION, ANY} & connection.hello.types:
        return Flavour.NEUTRAL
    known = {
        flavour
        for flavour, names in _NAMES.items()
        if all(connection.ask(_question(name)).kind is Kind.OK for name in names)
    }
    if len(known) == 2:
        return Flavour.MIXED
    return next(iter(known), Flavour.NEUTRAL)


def _question(name: str) -> Request:
    return Request(Op.ROUNDTRIP, _UNION, text_of({"type": name, **_PLACE, "delta": "Hi"}))


def mismatch(connection: Connection, flavour: Flavour, dialect: str) -> Verdict | None:
    """The one verdict on an implementation that does not speak ``dialect``; ``None`` for one that may."""
    says = connection.hello.dialect
    if says not in (ANY, dialect):
        advice = f"; judge it with --dialect={says}" if says in dialects() else ", a dialect of its vendor"
        return _verdict(dialect, says, f"its adapter says that it speaks {says}{advice}")
    if flavour is Flavour.BETA:
        ours, theirs = _NAMES[Flavour.OFFICIAL][0], _NAMES[Flavour.BETA][0]
        return _verdict(dialect, BETA, f"it speaks {BETA}: it knows {theirs} and does not know {ours}")
    return None


def _verdict(dialect: str, spoken: str, reason: str) -> Verdict:
    return Verdict(
        case="(the implementation)",
        type=next(iter(load(dialect).roots)),
        check=DIALECT_CHECK,
        level=Level.MUST,
        status=Status.FAIL,
        reason=reason,
        expected=f"an implementation of {dialect}",
        actual=f"an implementation of {spoken}; nothing else was judged",
    )
