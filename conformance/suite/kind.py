"""What kind of thing ``--impl`` names, told by its text alone: a run imports only what judges that kind."""

from __future__ import annotations

from enum import StrEnum

from conformance.options import ADDRESSES, BUILT_IN_SERVER, RECORDINGS, REFERENCE_SERVER
from conformance.peer.client.open import is_client

OF_SERVERS = ("start", "capabilities", "header", "ca", "live_budget")
"""The options that are about servers alone."""


class Kind(StrEnum):
    """The kinds of things that a run judges."""

    CODEC = "codec"
    RECORDINGS = "recordings"
    SERVER = "server"
    CLIENT = "client"


def kind_of(impl: str) -> Kind:
    """The kind that ``impl`` names."""
    if impl.startswith(RECORDINGS):
        return Kind.RECORDINGS
    if impl.startswith((*ADDRESSES, BUILT_IN_SERVER)) or impl == REFERENCE_SERVER:
        return Kind.SERVER
    return Kind.CLIENT if is_client(impl) else Kind.CODEC
