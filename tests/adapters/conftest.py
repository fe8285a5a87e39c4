"""Connections to the implementation that a module of tests names as its ``ENTRY``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from asking import require

from conformance.adapter.contract import Connection
from conformance.adapter.dialogue import Limits


@pytest.fixture(scope="module")
def opened(request: pytest.FixtureRequest) -> Iterator[Callable[..., Connection]]:
    """Opens a profile for a dialect, by default the first of each; each is opened once."""
    entry = request.module.ENTRY
    require(entry)
    with ExitStack() as stack:

        @cache
        def open_(profile: str | None = None, dialect: str | None = None) -> Connection:
            connection: Connection = stack.enter_context(entry.open(profile, Limits(timeout=30), dialect))
            return connection

        yield open_


@pytest.fixture(scope="module")
def connection(opened: Callable[..., Connection]) -> Connection:
    """The first profile, for the first dialect."""
    return opened()
