"""Where a session writes to: its events get their ids here, and so does everything else that needs one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

INVALID = "invalid_request_error"
"""The type of an error that the client has caused."""


class Refusal(Exception):
    """An event of the client is refused, and has changed nothing.

    ``code`` and ``param`` are those of the error event; ``param`` is the path of a member, its parts joined by dots.
    """

    def __init__(self, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.param = code, message, param


class Line:
    """The events of one server, and its ids; ``mark`` is in all of them, so that sessions share none."""

    def __init__(self, send: Callable[[dict[str, Any]], None], mark: str = "") -> None:
        self._send = send
        self._mark = f"{mark}_" if mark else ""
        self._counts: dict[str, int] = {}

    def new(self, kind: str) -> str:
        """An id that nothing has yet."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}_{self._mark}{self._counts[kind]}"

    def send(self, event_type: str, **members: Any) -> None:
        """Send an event."""
        self._send({"type": event_type, "event_id": self.new("event"), **members})

    def refuse(self, refusal: Refusal, request: Mapping[str, Any] | None = None) -> None:
        """Send the error that answers a request; it names the ``event_id`` of a request that has one."""
        event_id = request.get("event_id") if request else None
        named = {"type": INVALID, "code": refusal.code, "message": refusal.message, "param": refusal.param}
        self.send("error", error={**named, "event_id": event_id if isinstance(event_id, str) else None})
