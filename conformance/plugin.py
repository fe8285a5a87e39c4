"""The pytest plugin: options, and nothing else until ``--impl`` is given.

It is loaded into every pytest run wherever the suite is installed, so it imports neither the suite nor ``strategies``
until they are needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.options import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from conformance.peer.record import Recorder
    from conformance.peer.server import ReferenceServer


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's options."""
    group = parser.getgroup("realtime-conformance", "conformance of Realtime API implementations")
    for flag, attributes in OPTIONS.items():
        group.addoption(flag, **attributes)


def pytest_configure(config: pytest.Config) -> None:
    """Register the suite when an implementation is named."""
    if config.getoption("impl") is None:
        given = {flag: config.getoption(flag[2:].replace("-", "_")) for flag in OPTIONS}
        lonely = next((flag for flag, value in given.items() if value is not None and value is not False), None)
        if lonely:
            raise pytest.UsageError(f"{lonely} needs --impl: say which implementation to judge")
        return
    from conformance.suite.session import register

    register(config)


@pytest.fixture
def realtime_server() -> Generator[ReferenceServer]:
    """A Realtime server on the loopback that keeps every rule of a session; ``realtime_server.url`` is its address."""
    from conformance.peer.server import ReferenceServer

    with ReferenceServer() as server:
        yield server


@pytest.fixture
def realtime_recorder(tmp_path: Path) -> Generator[Callable[[str], Recorder]]:
    """Begins to record what goes to the server at an address; ``realtime_recorder(url).url`` is where to connect.

    The transcripts are in ``tmp_path``. What lasts at the end of the test is broken off.
    """
    from contextlib import ExitStack

    from conformance.peer.record import Recorder

    with ExitStack() as stack:
        numbers = iter(range(1, 1_000))
        yield lambda url: stack.enter_context(Recorder(url, tmp_path / f"recorded-{next(numbers)}.jsonl"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Guard the run before any of the user's code is imported."""
    if early_config.known_args_namespace.impl is not None:
        from conformance.suite.unrewritten import import_unrewritten

        import_unrewritten()
        from conformance.suite.guard import guard

        guard(early_config)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int, int]:
    """Exit with the same code if a second interrupt comes while pytest handles the first."""
    try:
        return (yield)
    except KeyboardInterrupt:
        if config.getoption("impl") is None:
            raise
        return pytest.ExitCode.INTERRUPTED
