"""What sessions of all kinds have in common at their server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from conformance.session.model.line import Line, Refusal
from conformance.session.model.mind import Mind
from conformance.session.model.settings import Settings
from conformance.session.model.track import Tracks


class Serving:
    """A session at its server. ``tracks`` is what goes on at a time."""

    serves: Mapping[str, Callable[[dict[str, Any]], None]]
    """What serves each event of the client, by its type."""

    def __init__(self, line: Line, mind: Mind, settings: Settings) -> None:
        self.line, self.mind, self.settings = line, mind, settings
        self.tracks = Tracks()
        self.closed = False

    def open(self) -> None:
        """Say that there is a session."""
        self.line.send("session.created", session=deepcopy(self.settings))

    def receive(self, event: dict[str, Any]) -> None:
        """Serve a client event, which is legal by itself; one that cannot be served gets an error."""
        try:
            self.serves[event["type"]](event)
        except Refusal as refusal:
            self.line.refuse(refusal, event)
