"""Which side sends an event, by its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

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


@lru_cache(maxsize=4096)
def respelt(event_type: str, dialect: str = DIALECT) -> str | None:
    """The server event whose name this is but for capital letters and the signs between words.

    ``None`` if there is none, or if the name is right.
    """
    right = _by_letters(dialect).get(_letters(event_type))
    return None if right == event_type else right


def of_today(event_type: str, dialect: str = DIALECT) -> str | None:
    """The server event that has this name in the retired beta, where what a response puts out has been renamed."""
    name = event_type.replace("response.", "response.output_", 1)
    return name if name in events_of(Side.SERVER, dialect) else None


@cache
def _by_letters(dialect: str) -> Mapping[str, str]:
    return {_letters(name): name for name in events_of(Side.SERVER, dialect)}


def _letters(name: str) -> str:
    return re.sub("[^a-z]", "", name.casefold())
