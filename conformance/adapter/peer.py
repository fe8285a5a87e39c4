"""The other end of a line: a program with pipes, or a socket."""

from __future__ import annotations

from typing import Protocol


class Peer(Protocol):
    """Sends and receives lines; no call blocks on a peer that does not read."""

    ended: bool
    """Whether no more lines can come."""

    def write(self, data: bytes) -> None:
        """Send ``data``: what can go at once now, the rest during :meth:`read`."""
        ...

    def read(self, wait: float) -> list[bytes]:
        """Return the lines that have come, after at most ``wait`` seconds; there may be none yet.

        Raises:
            LineTooLong: the peer writes a line without end.
        """
        ...

    def epitaph(self) -> str:
        """Say how the peer ended, worded to follow "the program"."""
        ...

    def stderr_note(self) -> str:
        """Return the end of what the program wrote to stderr, worded to follow a sentence, or nothing."""
        ...

    def leave(self, farewell: bytes, grace: float) -> None:
        """Send ``farewell``, give the peer ``grace`` seconds to end by itself, and release everything."""
        ...

    def kill(self) -> None:
        """Release everything at once. May be called twice."""
        ...
