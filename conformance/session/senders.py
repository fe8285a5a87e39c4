"""Which side sends an event, by its type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from conformance.session.transcript import DIALECT
from conformance.spec import load_dialect
from conformance.spec.model import Side


@cache
def _senders(dialect: str) -> Mapping[str, Side]:
    loaded = load_dialect(dialect)
    writers = {
        event: frozenset[Side]().union(*map(loaded.sides.__getitem__, names)) for event, names in loaded.events.items()
    }
    return {event: next(iter(sides)) for event, sides in writers.items() if len(sides) == 1}


def sender(event_type: str, dialect: str = DIALECT) -> Side | None:
    """Who sends events of this type; ``None`` for a type that the dialect does not have, or that both send."""
    return _senders(dialect).get(event_type)


@cache
def events_of(side: Side, dialect: str = DIALECT) -> tuple[str, ...]:
    """The types of the events that this side alone sends."""
    return tuple(name for name, one in _senders(dialect).items() if one is side)
