"""The pytest plugin: options, and nothing else until ``--impl`` is given.

It is loaded into every pytest run of everybody who has the suite installed, so it imports neither
the suite nor ``strategies`` before somebody asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.options import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Generator


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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int, int]:
    """End with pytest's code for an interrupt at a second one too, which comes while it looks after the first."""
    try:
        return (yield)
    except KeyboardInterrupt:
        if config.getoption("impl") is None:
            raise
        return pytest.ExitCode.INTERRUPTED
