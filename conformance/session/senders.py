"""Which side sends an event, by its type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from conformance.session.transcript import DIALECT, Side
from conformance.spec import load_dialect


@cache
def _senders(dialect: str) -> Mapping[str, Side]:
    return {
        event: Side.CLIENT if all("ClientEvent" in name for name in names) else Side.SERVER
        for event, names in load_dialect(dialect).events.items()
    }


def sender(event_type: str, dialect: str = DIALECT) -> Side | None:
    """Who sends events of this type; ``None`` for a type that the dialect does not have."""
    return _senders(dialect).get(event_type)
