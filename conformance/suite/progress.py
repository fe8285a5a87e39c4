"""The progress of a run: one line on a terminal, rewritten in place, and nothing anywhere else.

While it is shown, it replaces pytest's own dots and file names. There is no such line with ``-v``, where pytest shows
a line per item, and with ``-s``, where the implementation may write to the terminal.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial

import pytest

from conformance.jsontext import visible

_EVERY_SECONDS = 0.1


class Progress:
    """Shows how many items are done, out of how many, and which one is running."""

    def __init__(self) -> None:
        self.total = 0
        self._done = 0
        self._shown = 0.0
        self._live = self._alone = self._names = False
        self._reporter: pytest.TerminalReporter | None = None
        self._terminal = -1

    def begin(self, config: pytest.Config) -> None:
        """Find out whether there is a terminal for the line."""
        self._live = sys.stderr.isatty() and config.get_verbosity() <= 0 and config.option.capture != "no"
        if self._live:
            # Pytest captures stderr while an item runs, and this is what it captures from.
            self._terminal = os.dup(sys.stderr.fileno())
            config.add_cleanup(partial(os.close, self._terminal))
        self._reporter = reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            self._alone = self._live and reporter.isatty()
            self._names = reporter.showfspath

    @property
    def alone(self) -> bool:
        """Whether pytest prints nothing for our items, because the line is shown on its terminal."""
        return self._alone

    def start(self, name: str, *, named: bool = True) -> None:
        """Show the item that starts; where pytest prints for our items, it prints the type only if it is ``named``."""
        if self._reporter is not None:
            self._reporter.showfspath = self._names and named and not self._alone
            if self._alone:
                self._reporter._show_progress_info = False
        self._show(name)

    def inside(self, name: str, payloads: int) -> None:
        """Show how many payloads of an item have been asked about: an item may have 100,000 of them."""
        if payloads and payloads % 10 == 0:
            self._show(f"{name} {payloads} payloads")

    def done(self, name: str) -> None:
        """Count an item that was judged."""
        self._done += 1
        self._show(name)

    def give_way(self) -> None:
        """Let pytest print the result of a test that is not ours."""
        self.clear()
        if self._alone and self._reporter is not None:
            self._reporter.showfspath = self._names

    def clear(self) -> None:
        """Remove the line."""
        if self._shown:
            os.write(self._terminal, b"\r\033[K")
            self._shown = 0.0

    def _show(self, name: str) -> None:
        now = time.monotonic()
        if self._live and now - self._shown > _EVERY_SECONDS:
            if self._alone and self._reporter is not None and self._reporter._tw.width_of_current_line:
                self._reporter._tw.line()  # below the dots of a project's own tests
            self._shown = now
            line = visible(f"{self._done}/{self.total or '?'} {name}")
            os.write(self._terminal, f"\r\033[K{line[: _width(self._terminal) - 1]}".encode(errors="replace"))


def _width(terminal: int) -> int:
    """The current width of the terminal in columns: a window may be resized."""
    try:
        return os.get_terminal_size(terminal).columns or 80
    except (OSError, ValueError):
        return 80
