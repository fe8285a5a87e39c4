"""Opening an implementation by what stands after ``--impl``."""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.resolve import open_connection
from conformance.adapter.smoke import smoke
from conformance.adapters import REGISTRY
from conformance.spec import DEFAULT_DIALECT


def open_implementation(impl: str, *, timeout: float, dialect: str = DEFAULT_DIALECT) -> Connection:
    """Open ``impl`` and smoke-test it.

    It is ``name[:profile]``, ``pkg.module[:attribute]``, ``stdio:COMMAND`` or ``tcp:HOST:PORT``. A built-in
    answers to the type names of ``dialect``.

    Raises:
        UsageError: there is no such implementation, it cannot run here, or its adapter is broken.
    """
    connection = open_connection(
        impl,
        registry={
            name: lambda profile, entry=entry: entry.open(profile, timeout, dialect)  # type: ignore[misc]
            for name, entry in REGISTRY.items()
        },
        profile=None,
        timeout=timeout,
    )
    try:
        smoke(connection)
    except BaseException:
        connection.close()
        raise
    return connection
