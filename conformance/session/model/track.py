"""What a server does beside other things, a step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

Track: TypeAlias = Iterator[float]
"""Emits some events, then yields how many seconds to wait before it goes on."""


class Tracks:
    """The tracks of a session, in the order of their turns. Times are in seconds, from any beginning."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, Track]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, track: Track) -> None:
        """Begin a track, at once."""
        self._waiting.append((0.0, track))

    @property
    def due(self) -> float | None:
        """When the next one goes on; ``None`` if there is none."""
        return min((when for when, _ in self._waiting), default=None)

    def step(self, now: float) -> None:
        """Let the one whose turn it is go on by a step."""
        when = self.due
        self.go_on(next(at for at, (due, _) in enumerate(self._waiting) if due == when), now)

    def go_on(self, place: int, now: float = 0.0) -> None:
        """Let the one at a place go on by a step, and take its turn behind the others."""
        _, track = self._waiting.pop(place)
        for wait in track:
            self._waiting.append((now + wait, track))
            return
