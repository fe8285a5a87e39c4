"""What is remembered of a key, an id for example, while a session goes on: little, because a session may be long."""

from __future__ import annotations

from collections import deque
from typing import Any

REMEMBERED = 4096
"""How many keys of a kind are remembered whole. Older ones that have ended are forgotten; of the others is kept only
what has come, not in which frame."""


class Record:
    """What has come about a key.

    ``bits`` is what has come, one bit per statement, and ``log`` since when: new bits, the frame and the event's type,
    again and again. ``values`` are members that must stay the same, by statement, with the frame.
    """

    __slots__ = ("bits", "ended", "log", "values")

    def __init__(self) -> None:
        self.bits = 0
        self.log: tuple[Any, ...] = ()
        self.values: dict[int, tuple[int, Any]] | None = None
        self.ended = False

    def since(self, bit: int) -> tuple[int, str]:
        """The frame and the event with which something has come; 0 where that is forgotten."""
        for place in range(len(self.log) - 3, -1, -3):
            if self.log[place] & bit:
                return self.log[place + 1], self.log[place + 2]
        return 0, ""


class Records:
    """The records of the keys of one kind."""

    def __init__(self, *, can_end: bool) -> None:
        self.latest: dict[Any, Record] = {}
        self._order: deque[Any] = deque()
        self._can_end = can_end

    def get(self, key: Any) -> Record:
        """The record of a key, a new one if it has none."""
        record = self.latest.get(key)
        if record is None:
            record = self.latest[key] = Record()
            self._order.append(key)
            if len(self._order) > REMEMBERED:
                self._forget(self._order.popleft())
        return record

    def _forget(self, key: Any) -> None:
        record = self.latest[key]
        if record.ended:
            del self.latest[key]
        elif self._can_end:
            self._order.append(key)
        else:
            record.log, record.values = (), None
