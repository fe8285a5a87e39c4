"""Finds types by their names, by an event's name on the wire, or by a payload."""

from __future__ import annotations

from typing import Any

from conformance.errors import UsageError, near
from conformance.spec.model import Dialect


def type_named(dialect: Dialect, name: str) -> str:
    """The type that ``name`` means: a type's name, or an event's name on the wire (``response.done``).

    A wire name that several types have (``session.created`` of realtime and translation sessions) means the
    first, which is the realtime one.

    Raises:
        UsageError: there is no such type or event; the message proposes near names.
    """
    if name in dialect.types:
        return name
    if owners := dialect.events.get(name):
        return owners[0]
    known = (*dialect.types, *dialect.events)
    raise UsageError(f"dialect {dialect.name} has no type or event {name!r}{near(name, known)}")


def detected(dialect: Dialect, payload: Any) -> tuple[str, ...]:
    """The types that an event may be, by its ``type`` member; none for an event that the dialect does not know."""
    name = payload.get("type") if isinstance(payload, dict) else None
    return dialect.events.get(name, ()) if isinstance(name, str) else ()
