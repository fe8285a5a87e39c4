"""Who stands beside the server and sees what no frame shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Attendant(Protocol):
    """Is told, in the thread of the server, of each connection by its number: frames are for the ``watch``."""

    def knocks(self, connection: int, path: str, headers: Mapping[str, str], refused: int | None) -> None:
        """A client wants to connect; ``refused`` is the HTTP status that it gets in place of a session."""

    def plans(self, connection: int, event: Mapping[str, Any]) -> None:
        """An event is about to be sent, or what the script has in its place."""

    def leaves(self, connection: int) -> None:
        """The connection has ended, whoever ended it."""
