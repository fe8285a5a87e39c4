"""Splits a stream of bytes into lines."""

from __future__ import annotations


class LineTooLong(Exception):
    """A line is longer than the limit."""


class LineSplitter:
    """Cuts a byte stream that arrives in chunks into lines, in time linear in its length.

    At most ``limit`` bytes of an unfinished line are kept.
    """

    __slots__ = ("_limit", "_pieces", "_size")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    @property
    def unfinished(self) -> bool:
        """Whether the last line has no newline yet."""
        return bool(self._pieces)

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that ``chunk`` completes, without their newlines.

        Raises:
            LineTooLong: an unfinished line is longer than the limit.
        """
        lines = chunk.split(b"\n")
        rest = lines.pop()
        if lines and self._pieces:
            self._pieces.append(lines[0])
            lines[0] = b"".join(self._pieces)
            self._pieces.clear()
            self._size = 0
        if rest:
            self._pieces.append(rest)
            self._size += len(rest)
            if self._size > self._limit:
                raise LineTooLong(f"a line of more than {self._limit} bytes")
        return lines
