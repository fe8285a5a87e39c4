"""The progress of the matrix: the rows that are running, how many are done, and a line for each that ends."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from conformance.display import safe

if TYPE_CHECKING:
    from conformance.matrix.rows import Row
    from conformance.matrix.run import RowOutcome


class RowsShown:
    """Shows rows on stderr as they begin and end, from any thread: with a bar in a terminal, as lines elsewhere."""

    def __init__(self, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from conformance.commands.printing import console

        self._total = total
        self._done = 0
        self._running: list[str] = []
        self._lock = Lock()
        self._stack = ExitStack()
        self._progress: Progress | None = None
        if sys.stderr.isatty():
            columns = (
                MofNCompleteColumn(),
                BarColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.description}", markup=False),
            )
            self._progress = Progress(*columns, console=console(sys.stderr), transient=True)
            self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> RowsShown:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin(self, row: Row) -> None:
        """A row starts. The bar appears with the first, after the builds, whose tools write to the terminal."""
        with self._lock:
            if self._progress is not None and not self._running and not self._done:
                self._stack.enter_context(self._progress)
            self._running.append(_named(row))
            self._describe()

    def end(self, ran: RowOutcome) -> None:
        """A row ends."""
        with self._lock:
            self._done += 1
            if _named(ran.row) in self._running:
                self._running.remove(_named(ran.row))
            state = ran.trouble or f"{ran.seconds:.0f} s"
            line = (
                f"{self._done:>{len(str(self._total))}}/{self._total} {ran.row.impl:<32} {ran.row.dialect:<14} {state}"
            )
            if self._progress is None:
                print(line, file=sys.stderr, flush=True)
                return
            self._progress.console.print(safe(line))
            self._progress.advance(self._task)
            self._describe()

    def _describe(self) -> None:
        if self._progress is not None:
            self._progress.update(self._task, description=", ".join(self._running))


def _named(row: Row) -> str:
    return f"{row.impl} by {row.dialect}"
