"""The checks of a scenario that is played to a client. They are not of payloads: they judge all that has happened."""

from __future__ import annotations

from collections.abc import Mapping

LIVES, SHOWS, SENDS, CONNECTS = "lives", "shows", "sends", "connects"
OF_SCENARIOS: Mapping[str, str] = {
    LIVES: "The client answers its user after what has happened, or says that it cannot",
    SHOWS: "The client shows what has happened",
    SENDS: "The client sends legal events, in an order that the session allows",
    CONNECTS: "The client connects, reconnects and closes as it should",
}
"""The checks by name, in the order of reports, and what each of them holds a client to."""
