"""The implementation speaks the dialect that it is judged by: one verdict, and nothing else where it does not.

A library of the retired beta, or of a vendor's own dialect, fails everywhere for the same reason, given once here.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.adapter import ANY
from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.outcome import Kind
from conformance.checks.answer import Answer, failed
from conformance.checks.finding import Finding, What
from conformance.jsontext import text_of
from conformance.spec import dialects
from conformance.spec.generation import BETA, OFFICIAL, Generation

_UNION = "RealtimeServerEvent"
_INDEXES = {"event_id": "event_1", "response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}
# Two events under the names of each generation.
_NAMES = {
    Generation.OFFICIAL: ("response.output_text.delta", "response.output_audio_transcript.delta"),
    Generation.BETA: ("response.text.delta", "response.audio_transcript.delta"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """The dialect that judges, what the implementation says of itself, and the generation of the wire it decodes."""

    dialect: str
    hello: Hello
    generation: Generation


def spoken(connection: Connection, dialect: str) -> Spoken:
    """Ask which generation's events the implementation knows; only where the official dialect judges."""
    generation = _generation(connection) if dialect == OFFICIAL else Generation.NEUTRAL
    return Spoken(dialect, connection.hello, generation)


def _generation(connection: Connection) -> Generation:
    if not {_UNION, ANY} & connection.hello.types:
        return Generation.NEUTRAL
    known = {
        generation
        for generation, names in _NAMES.items()
        if all(connection.ask(_question(name)).kind is Kind.OK for name in names)
    }
    return Generation.MIXED if len(known) == 2 else next(iter(known), Generation.NEUTRAL)


def _question(name: str) -> Request:
    return Request(Op.ROUNDTRIP, _UNION, text_of({"type": name, **_INDEXES, "delta": "Hi"}))


def judge(seen: Spoken) -> Answer | None:
    """``None`` for an implementation that may speak the dialect."""
    says = seen.hello.dialect
    if says not in (ANY, seen.dialect):
        advice = f"; judge it with --dialect={says}" if says in dialects() else ", a dialect of its vendor"
        return _other(seen.dialect, says, f"its adapter says that it speaks {says}{advice}")
    if seen.generation is Generation.BETA:
        ours, theirs = _NAMES[Generation.OFFICIAL][0], _NAMES[Generation.BETA][0]
        return _other(seen.dialect, BETA, f"it speaks {BETA}: it knows {theirs} and does not know {ours}")
    return None


def _other(dialect: str, spoken: str, reason: str) -> Answer:
    return failed(
        [Finding(What.OTHER_DIALECT, got=reason)],
        expected=f"an implementation of {dialect}",
        actual=f"an implementation of {spoken}; nothing else was judged",
    )
