"""What a client still names of a session that has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.peer.client.played import Connection
from conformance.session.event import Event, event_of
from conformance.spec.model import Side

RULE = "client.ids-not-reused"
_NAMED = ("previous_item_id", "item_id", "response_id")
_GIVEN = (("item", "id"), ("response", "id"))


def named_of_former(connections: Sequence[Connection]) -> Iterator[tuple[str, str]]:
    """The events that name an item or a response of a former session; one that was created anew is not of it."""
    former: set[str] = set()
    for number, connection in enumerate(connections, 1):
        known: set[str] = set()
        for frame in connection.frames:
            event = event_of(frame)
            if event is None:
                continue
            if event.side is Side.CLIENT:
                for name in _NAMED:
                    found = event.text(name)
                    if found in former - known:
                        place = f"connection {number}, frame {event.number}"
                        yield RULE, f"{place}: {event.type} names {found}, which is of a former session"
            known |= _given(event)
        former |= known


def _given(event: Event) -> set[str]:
    return {found for path in _GIVEN if (found := event.text(*path))}
