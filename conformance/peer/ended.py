"""A connection in a scenario, and what a server breaks that ends it before the client does."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.peer.link import Link, Received
from conformance.peer.target import Stopwatch

CONTINUES = "error.session-continues"
"""What a server breaks that ends the connection in place of an error, or after it."""
STAYS = "connection.stays-open"
"""What a server breaks that ends the connection although nothing was wrong."""
SERVES = frozenset(
    {
        "connection.idle-keepalive",
        "connection.large-frame",
        "connection.session-created-first",
        "connection.slot-freed",
        "transcription.session-created",
    }
)
"""Requirements that a connection is served at all, or goes on after what was sent: its end breaks them themselves."""
_LEAVES = frozenset({1001, 1012, 1013})
"""Codes with which a server closes for reasons of its own: it goes away, restarts, or is overloaded."""


class Failed(Exception):
    """A step was not as the scenario expects; the message says how."""


class HungUp(Failed):
    """The server has ended the connection, which breaks a requirement of its own, whatever was waited for."""

    def __init__(self, message: str, breaks: str) -> None:
        super().__init__(message)
        self.breaks = breaks


class Unprepared(Failed):
    """What the scenario needs did not come about: nothing is said about the requirement of the step."""


@dataclass(slots=True)
class Peer:
    """A connection in a scenario: what has come and no step has taken, and what was sent last.

    ``faulty`` says that an error of the client was sent, and nothing right was answered since, ``eventless`` that what
    was sent last may be no event at all, such as bytes. ``greeted`` says that another event than an error has come,
    ``heard`` that the client has waited since it did something, and ``over`` that it has ended the session.
    ``completed`` has the ids of responses that have ended.
    """

    link: Link
    watch: Stopwatch
    pool: list[Received] = field(default_factory=list)
    last_id: str | None = None
    faulty: bool = False
    eventless: bool = False
    greeted: bool = False
    heard: bool = True
    over: bool = False
    completed: set[str] = field(default_factory=set)


def how_closed(peer: Peer) -> str:
    """How the server has ended the connection, in words."""
    code, reason = peer.link.closed or (None, "")
    said = f" ({reason})" if reason else ""
    return f"the connection breaks off{said}" if code is None else f"the server closes the connection with {code}{said}"


def explained(failed: Failed, peer: Peer, shows: str | None) -> Failed:
    """What a failed step says of the server, if its connection has ended: seldom what the step shows."""
    # That a session goes on is said of events: after noise a server may have had enough.
    if peer.link.closed is None or peer.over or peer.eventless or isinstance(failed, Unprepared | HungUp):
        return failed
    if peer.link.closed[0] in _LEAVES:
        return Unprepared(str(failed))
    if peer.faulty:
        return HungUp(str(failed), CONTINUES)
    if shows in SERVES:
        return failed
    return HungUp(str(failed), STAYS) if peer.greeted else Unprepared(str(failed))


def unserved(why: str, shows: str | None) -> Failed:
    """What a refused connection says of the server, in place of the step that is done on it."""
    return Failed(why) if shows in SERVES else Unprepared(why)
