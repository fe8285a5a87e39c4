"""What ``--impl`` names, told by its form alone: nothing of a kind is imported before something of it is judged."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

RECORDINGS: Final = "transcript:"
"""Begins the names of recordings; a path or a glob follows."""
SERVER: Final = "server:"
"""Begins the names of servers that ship with the suite."""
SCHEMES: Final = ("ws:", "wss:")
"""Begin the addresses of servers."""
WEB: Final = {"http:": "ws:", "https:": "wss:"}
"""What begins an address of the web, and what the address of a server begins with instead."""
CLIENT: Final = "client:"
"""Begins the names of clients; the driver's command or module follows, or the name of a client that ships."""
REFERENCE_SERVER: Final = "reference-server"
"""The name of the suite's own server."""
REFERENCE_CLIENT: Final = "reference-client"
"""The name of the suite's own client."""


class Kind(StrEnum):
    """What is judged."""

    CODEC = "codec"
    RECORDINGS = "recordings"
    SERVER = "server"
    CLIENT = "client"


def kind_of(impl: str) -> Kind:
    """What kind of thing ``impl`` names; a codec, unless its form is that of another kind."""
    if impl.startswith(RECORDINGS):
        return Kind.RECORDINGS
    if impl.startswith((*SCHEMES, *WEB, SERVER)) or impl == REFERENCE_SERVER:
        return Kind.SERVER
    if impl.startswith(CLIENT) or impl == REFERENCE_CLIENT:
        return Kind.CLIENT
    return Kind.CODEC
