"""The implementation speaks the dialect that it is judged by: one verdict, and nothing else where it does not.

A library of the retired beta, of OpenAI's Live wire or of a vendor's own fails everywhere for the same reason, which is
given once here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from conformance.adapter import ANY
from conformance.adapter.contract import Connection, Hello
from conformance.adapter.outcome import Kind
from conformance.adapter.reading import ask_to_read
from conformance.checks.answer import Answer, failed
from conformance.checks.finding import Finding, What
from conformance.jsontext import text_of
from conformance.spec import dialects
from conformance.spec.generation import OFFICIAL, Generation
from conformance.spec.model import Dialect, Ref, Tagged
from conformance.spec.wires import wires

_UNION = "RealtimeServerEvent"
_SHARED = "To judge what both wires share, name types other than events, as in --types='RealtimeConversationItem*'"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The dialect that judges, what the implementation says of itself, and the wire whose events it decodes.

    ``generation`` is the id of a wire, or ``mixed`` or ``neutral``.
    """

    dialect: str
    hello: Hello
    generation: str


def spoken(connection: Connection, dialect: str) -> Spoken:
    """Ask which wire's events the implementation knows; only where the official dialect judges."""
    generation = _generation(connection) if dialect == OFFICIAL else Generation.NEUTRAL
    return Spoken(dialect, connection.hello, generation)


def _generation(connection: Connection) -> str:
    if not {_UNION, ANY} & connection.hello.types:
        return Generation.NEUTRAL
    official, beta, *others = (wire.id for wire in wires().values() if wire.knows)
    if _knows(connection, official):
        return Generation.MIXED if _knows(connection, beta) else official
    return next((one for one in (beta, *others) if _knows(connection, one)), Generation.NEUTRAL)


def _knows(connection: Connection, wire: str) -> bool:
    events = (text_of(dict(event)) for event in wires()[wire].knows)
    return all(ask_to_read(connection, _UNION, event).kind is Kind.OK for event in events)


def about_events(dialect: Dialect, types: Iterable[str]) -> bool:
    """Whether an event, or a union of them, is among ``types``: what tells wires apart, where the rest is shared."""
    events = {one for names in dialect.events.values() for one in names}
    return any(name in events or _is_of(dialect, name, events) for name in types)


def _is_of(dialect: Dialect, name: str, events: Collection[str]) -> bool:
    node = dialect.resolve(dialect.node(name))
    variants = [one.node for one in node.variants] if isinstance(node, Tagged) else []
    return any(isinstance(one, Ref) and one.name in events for one in variants)


def judge(seen: Spoken) -> Answer | None:
    """``None`` for an implementation that may speak the dialect."""
    says = seen.hello.dialect
    if says not in (ANY, seen.dialect):
        advice = f"; judge it with --dialect={says}" if says in dialects() else ", a dialect of its vendor"
        return _other(seen.dialect, says, f"its adapter says that it speaks {says}{advice}")
    if seen.generation not in (OFFICIAL, Generation.MIXED, Generation.NEUTRAL):
        ours, theirs = (wires()[one].knows[0]["type"] for one in (OFFICIAL, seen.generation))
        reason = f"it speaks {seen.generation}: it knows {theirs} and does not know {ours}"
        return _other(seen.dialect, seen.generation, reason)
    return None


def _other(dialect: str, spoken: str, reason: str) -> Answer:
    return failed(
        [Finding(What.OTHER_DIALECT, got=reason)],
        expected=f"an implementation of {dialect}",
        actual=f"an implementation of {spoken}; nothing else was judged. {_SHARED}",
    )
