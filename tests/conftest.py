"""What holds for all tests."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from conformance.suite.unrewritten import import_unrewritten

# What a script starts in the background ignores interrupts, and so would every program that a test starts.
if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Else every worker of a fresh clone compiles the whole suite with rewritten assertions, of which it has none.
import_unrewritten()

# Each test here takes a minute or so, where all others take seconds.
_LONG = (
    "test_findings",
    "test_matrix",
    "test_matrix_published",
    "test_docs",
    "test_whole_path",
    "test_action",
    "test_growth",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that no worker runs one while the others have nothing left to do."""
    items.sort(key=lambda item: item.path.stem not in _LONG)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers per core: a third of the time goes into waiting for what must not come, which needs no core."""
    return 2 * (os.cpu_count() or 1)
