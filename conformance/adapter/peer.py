"""The other end of a line: a program with pipes, or a socket."""

from __future__ import annotations

from abc import ABC, abstractmethod

from conformance.adapter.lines import LineSplitter

CHUNK = 1 << 18
"""Bytes that are read at a time."""


class Peer(ABC):
    """Sends and receives lines; no call blocks on a peer that does not read."""

    def __init__(self, line_limit: int) -> None:
        self._splitter = LineSplitter(line_limit)
        self._unwritten = bytearray()
        self._closed_for_writing = False
        self.ended = False
        """Whether no more lines can come."""

    def write(self, data: bytes) -> None:
        """Send ``data``: what can go at once now, the rest during :meth:`read`."""
        if self._closed_for_writing:
            return
        idle = not self._unwritten
        self._unwritten += data
        if idle:
            self._flush()
            if self._unwritten:
                self._await_room()

    @abstractmethod
    def read(self, wait: float) -> list[bytes]:
        """Return the lines that have come, after at most ``wait`` seconds; there may be none yet.

        Raises:
            LineTooLong: the peer writes a line without end.
        """

    @abstractmethod
    def exit_note(self) -> str:
        """Say how the peer ended, worded to follow "the program"."""

    def stderr_note(self) -> str:
        """Return the end of what the program wrote to stderr, worded to follow a sentence; empty if unknown."""
        return ""

    @abstractmethod
    def leave(self, farewell: bytes, grace: float) -> None:
        """Send ``farewell``, give the peer ``grace`` seconds to end by itself, and release everything."""

    @abstractmethod
    def kill(self) -> None:
        """Release everything at once. May be called twice."""

    @abstractmethod
    def _send(self, data: bytearray) -> int:
        """Send what can go at once, and return how many bytes that was."""

    @abstractmethod
    def _await_room(self) -> None:
        """Have :meth:`read` call :meth:`_flush` when more can be sent."""

    def _flush(self) -> None:
        try:
            while self._unwritten:
                del self._unwritten[: self._send(self._unwritten)]
        except BlockingIOError:
            pass
        except OSError:  # reading tells what became of the peer
            self._closed_for_writing = True
            self._unwritten.clear()

    def _received(self, chunk: bytes) -> list[bytes]:
        """The lines that ``chunk`` completes; an empty chunk is the end."""
        if chunk:
            return self._splitter.feed(chunk)
        self.ended = True
        return []
