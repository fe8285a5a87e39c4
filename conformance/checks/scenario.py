"""The checks of a scenario that is played to a peer. They are not of payloads: they judge all that has happened."""

from __future__ import annotations

from collections.abc import Mapping

LIVES, SHOWS, SENDS, CONNECTS = "lives", "shows", "sends", "connects"
OF_CLIENTS: Mapping[str, str] = {
    LIVES: "The client answers its user after what has happened, or says that it cannot",
    SHOWS: "The client shows what has happened",
    SENDS: "The client sends legal events, in an order that the session allows",
    CONNECTS: "The client connects, reconnects and closes as it should",
}
"""The checks of what is played to clients, in the order of reports, and what each of them holds a client to."""
PLAYS = "scenario"
SESSION_MUST, SESSION_SHOULD, SESSION_FREE = "session-must", "session-should", "session-free"
OF_SERVERS: Mapping[str, str] = {
    PLAYS: "The server does what the scenario expects",
    SESSION_MUST: "What the server sends meanwhile breaks no rule of sessions that must be kept",
    SESSION_SHOULD: "What the server sends meanwhile breaks no rule of sessions that should be kept",
    SESSION_FREE: "What the server sends meanwhile, where the rules of sessions leave it open",
}
"""The checks of what is played to servers, in the order of reports, and what each of them holds a server to."""
OF_SCENARIOS: Mapping[str, str] = {**OF_CLIENTS, **OF_SERVERS}
"""All of them."""
