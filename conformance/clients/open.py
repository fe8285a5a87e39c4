"""From what the user wrote after ``--impl`` to a running driver, built-in clients included."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from conformance.clients import CLIENTS
from conformance.errors import UsageError, near
from conformance.impl import CLIENT
from conformance.options import DEFAULT_START
from conformance.peer.client.contract import Hello
from conformance.peer.client.driver import Driver
from conformance.peer.client.open import command

_START_SECONDS = 120.0
"""How long a built-in client may take at least: some import for half a minute on a busy machine."""


def open_client(
    impl: str, environment: Mapping[str, str] | None = None, start: float = DEFAULT_START
) -> tuple[Driver, Hello]:
    """Start the driver of the client that ``impl`` names, and ask it who it is, which may take ``start`` seconds.

    It is ``client:NAME`` of a built-in client, which is built where need be, else what
    :func:`conformance.peer.client.open.command` takes.

    Raises:
        UsageError: there is no such client, it cannot run here, or its driver cannot be started.
        AdapterBroken: the driver does not answer ``hello``.
    """
    name = impl.removeprefix(CLIENT)
    if name in CLIENTS:
        driver = Driver(CLIENTS[name].command(), environment, max(start, _START_SECONDS))
    else:
        driver = Driver(_named(impl), environment, start)
    return driver, driver.start()


def _named(impl: str) -> list[str]:
    words = command(impl)
    if len(words) == 1 and shutil.which(words[0]) is None:
        known = near(words[0], CLIENTS) or f" (there are {', '.join(CLIENTS)})"
        raise UsageError(f"--impl={impl}: there is no program {words[0]}, and no built-in client of that name{known}")
    return words
