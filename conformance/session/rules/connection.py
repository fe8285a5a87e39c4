"""Rules of the connection: what it begins with, what its frames are, and the ids of its events."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.session.event import CLIENT, Event
from conformance.session.finding import Finding, What, shown
from conformance.session.rules.check import Check, Findings, unexpected
from conformance.session.shapes import RULES
from conformance.session.state import State
from conformance.session.transcript import Frame
from conformance.spec.model import Side

NOT_AN_EVENT = {Side.SERVER: "connection.text-frames", Side.CLIENT: "event.client-type"}
"""The rule that a frame breaks which is not a JSON object with a ``type`` in a text frame."""
OTHER_SIDE = {Side.SERVER: "event.known", Side.CLIENT: "event.client-type"}
"""The rule that an event breaks which only the other side sends."""

REPEATED = {Side.SERVER: "event.id-unique", Side.CLIENT: "event.client-id"}
"""The rule that an event breaks whose ``event_id`` its side has used before."""

NO_BETA_NAMES = "event.no-beta-names"
"""The rule that a server breaks which sends an event by the name that it had in the retired beta."""


def not_an_event(frame: Frame) -> Finding:
    """The finding for a message that holds no event."""
    got = "a binary frame" if frame.data is not None else "not a JSON object with a `type`"
    return Finding(NOT_AN_EVENT[frame.side], What.WRONG, (frame.number,), "", "", "", "an event in a text frame", got)


def of_other_side(event: Event) -> Finding:
    """The finding for an event that only the other side sends."""
    owner = Side.CLIENT if event.side is Side.SERVER else Side.SERVER
    return unexpected(OTHER_SIDE[event.side], event, f"only a {owner} sends it")


def of_no_client(event: Event) -> Finding:
    """The finding for an event of a client that the dialect does not have: the service refuses it."""
    return unexpected(OTHER_SIDE[Side.CLIENT], event, "no client event has this name")


def misnamed(event: Event, right: str) -> Finding:
    """The finding for an event of the server whose name is that of one of the document but for its spelling."""
    expected, got = shown(right), shown(event.type)
    return Finding(RULES[Side.SERVER], What.ILLEGAL, (event.number,), event.type, "/type", "", expected, got)


def repeated(event: Event, earlier: int) -> Finding:
    """The finding for an event whose ``event_id`` its side has used before, in an earlier frame."""
    frames = (earlier, event.number)
    return Finding(REPEATED[event.side], What.REPEATED, frames, event.type, "/event_id", event.id or "")


def of_beta(event: Event) -> Finding:
    """The finding for an event with its name of the retired beta, in a session that is none of it."""
    return unexpected(NO_BETA_NAMES, event, "only the retired beta has this name, and the session has names of today")


def first(state: State, event: Event) -> Iterable[Finding]:
    """The first event of the server is session.created; a connection that is refused begins with an error."""
    if state.served or event.side is CLIENT or event.type in ("session.created", "error"):
        return ()
    return (unexpected("connection.session-created-first", event, "the server's first event is session.created"),)


def own_id(state: State, event: Event) -> Findings:
    """session.updated does not take the ``event_id`` of the session.update."""
    event_id = event.id
    if event_id and (earlier := state.client_ids.get(event_id)):
        although = f"the client's frame {earlier} has the same event_id"
        yield unexpected("session.updated-own-id", event, although, earlier)


CHECKS = (
    Check(("connection.session-created-first",), ("*",), first, opening=True),
    Check(("session.updated-own-id",), ("session.updated",), own_id),
)
