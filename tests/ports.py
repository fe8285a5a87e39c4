"""Ports for tests: the system gives a reserved one to nobody, and a server that is told its number can listen at it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved() -> Iterator[int]:
    """A port of the loopback at which nothing listens.

    What asks the system for any port, as connections do, is never given one that is bound; and where both sides allow
    it (SO_REUSEADDR, as servers do), who knows the number binds it as well, as long as nobody listens there.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])
