"""When a client asks for the next response after a call: not before the response with the call is done."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.peer.client.played import Connection
from conformance.session.event import event_of
from conformance.spec.model import Side

RULE = "call.client-response-after-output"


def asked_too_early(connection: Connection) -> Iterator[tuple[str, str]]:
    """The requests for a response that come while a response with a call is in progress."""
    calling: str | None = None
    for frame in connection.frames:
        event = event_of(frame)
        if event is None:
            continue
        if event.side is Side.CLIENT:
            if event.type == "response.create" and calling and event.text("response", "conversation") != "none":
                yield RULE, f"frame {event.number}: response.create comes before {calling}, which calls, is done"
        elif event.type == "response.output_item.done" and event.text("item", "type") == "function_call":
            calling = event.text("response_id")
        elif event.type == "response.done":
            calling = None
