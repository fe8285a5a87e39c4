"""Asking an implementation which generation of the wire it speaks, before it is judged by the official one.

A library of the retired beta fails the official dialect everywhere for one reason; one verdict says it.
"""

from __future__ import annotations

from conformance.adapter import ANY
from conformance.adapter.contract import Connection, Op, Request
from conformance.flavour import BETA, OFFICIAL, Flavour
from conformance.outcome import Kind
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


def verdict() -> Verdict:
    """The one verdict on an implementation of the beta that was to be judged by the official dialect."""
    return Verdict(
        case="(the implementation)",
        type=_UNION,
        check="dialect",
        level=Level.MUST,
        status=Status.FAIL,
        reason=f"it speaks {BETA}: it knows {_NAMES[Flavour.BETA][0]} and does not know {_NAMES[Flavour.OFFICIAL][0]}",
        expected=f"an implementation of {OFFICIAL}",
        actual=f"an implementation of {BETA}; nothing else was judged",
    )
