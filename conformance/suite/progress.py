"""How far a quiet run has come: one line on a terminal, rewritten in place, and nothing anywhere else."""

from __future__ import annotations

import sys
import time

_EVERY_SECONDS = 0.1


class Progress:
    """Shows the item at work and how many there are, while standard error is a terminal."""

    def __init__(self) -> None:
        self.total = 0
        self._done = 0
        self._shown = 0.0
        self._live = sys.stderr.isatty()

    def show(self, name: str) -> None:
        """One more item is done."""
        self._done += 1
        now = time.monotonic()
        if self._live and now - self._shown > _EVERY_SECONDS:
            self._shown = now
            print(f"\r\033[K{self._done}/{self.total or '?'} {name[:60]}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._live and self._done:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
