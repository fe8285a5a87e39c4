"""Runs what serves on a thread with an event loop of its own, for programs that have none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

PATIENCE = 60.0
"""Seconds to begin, and to end."""


class Background:
    """An asynchronous context manager, entered and left on a thread of its own."""

    def __init__(self, name: str, serving: Callable[[], AbstractAsyncContextManager[object]]) -> None:
        self._name, self._serving = name, serving
        self._stop: Callable[[], object] = lambda: None
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Enter it.

        Raises:
            TimeoutError: that took longer than ``PATIENCE``.
            Exception: what entering it raises.
        """
        ready, failed = threading.Event(), list[BaseException]()

        async def main() -> None:
            stop = asyncio.Event()
            self._stop = partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set)
            async with self._serving():
                ready.set()
                await stop.wait()

        def run() -> None:
            try:
                asyncio.run(main())
            except BaseException as error:
                failed.append(error)
            finally:
                ready.set()

        self._thread = threading.Thread(target=run, name=self._name, daemon=True)
        self._thread.start()
        if not ready.wait(PATIENCE):
            raise TimeoutError(f"the {self._name} did not start within {PATIENCE:.0f} s")
        if failed:
            self._thread.join(PATIENCE)
            raise failed[0]

    def end(self) -> None:
        """Leave it, and wait until that is done.

        Raises:
            TimeoutError: that took longer than ``PATIENCE``.
        """
        assert self._thread is not None
        self._stop()
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            raise TimeoutError(f"the {self._name} did not end within {PATIENCE:.0f} s")
