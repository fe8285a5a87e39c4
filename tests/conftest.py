"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque

import pytest

from conformance.suite.unrewritten import import_unrewritten

# What a script starts in the background ignores interrupts, and so would every program that a test starts.
if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Else every worker of a fresh clone compiles the whole suite with rewritten assertions, of which it has none.
import_unrewritten()

# Each test here keeps a core busy for a minute or so, where all others take seconds.
_LONG = (
    "test_findings",
    "test_matrix_published",
    "test_docs",
    "test_whole_path",
    "test_action",
    "test_growth",
    "test_right_codecs",
    "test_openai_go_alone",
    "test_confirmed",
)
# These wait for what must not come, and leave the cores to others.
_WAITING = (
    "test_registry_of_clients",
    "test_planted",
    "test_otherwise",
    "test_scenarios",
    "test_hostile_servers",
    "test_hostile_clients",
    "test_driven_defects",
    "test_drive",
    "test_matrix",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let one process begin with what waits and the others with what takes long, so that none does so at the end.

    With ``--dist=worksteal`` each process begins with an equal part of the tests, in their order, and one that has
    nothing left takes over half of what another has still to do.
    """
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    waiting = deque(item for item in items if item.path.stem in _WAITING)
    long = deque(item for item in items if item.path.stem in _LONG)
    others = deque(item for item in items if item.path.stem not in (*_WAITING, *_LONG))
    parts: list[list[pytest.Item]] = []
    for left in range(workers, 0, -1):
        size = (len(waiting) + len(long) + len(others)) // left
        first = waiting if left == workers else long
        share = len(long) // left if first is long else size
        part = [first.popleft() for _ in range(min(share, size, len(first)))]
        for rest in (others, long, waiting):
            part += [rest.popleft() for _ in range(min(size - len(part), len(rest)))]
        parts.append(part)
    items[:] = [item for part in parts for item in part]


def pytest_collection_finish() -> None:
    """Twelve thousand tests stay until the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers per core: a third of the time goes into waiting for what must not come, which needs no core."""
    return 2 * (os.cpu_count() or 1)
