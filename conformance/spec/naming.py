"""How people name types: by their own names, by an event's name on the wire, or by showing a payload."""

from __future__ import annotations

from typing import Any

from conformance.errors import UsageError, near
from conformance.spec.model import Dialect


def type_named(dialect: Dialect, name: str) -> str:
    """The type that ``name`` means: a type's name, or an event's name on the wire (``response.done``).

    Raises:
        UsageError: nothing is called so, or the wire name belongs to a client and a server event.
    """
    if name in dialect.types:
        return name
    owners = dialect.events.get(name, ())
    if len(owners) == 1:
        return owners[0]
    if owners:
        raise UsageError(f"{name!r} is the name of several types of dialect {dialect.name}: {', '.join(owners)}")
    known = (*dialect.types, *dialect.events)
    raise UsageError(f"dialect {dialect.name} has no type or event {name!r}{near(name, known)}")


def detected(dialect: Dialect, payload: Any) -> str | None:
    """The type of an event, told by its ``type`` member; ``None`` where the dialect knows no such event."""
    name = payload.get("type") if isinstance(payload, dict) else None
    owners = dialect.events.get(name, ()) if isinstance(name, str) else ()
    return owners[0] if owners else None
