"""The implementations that ship plugged in, by name.

Nothing of an implementation is imported, built or started before its entry is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Final

import conformance
from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.errors import UsageError


@dataclass(frozen=True, slots=True)
class Entry:
    """An implementation that goes by a name of ours."""

    name: str
    language: str
    package: str
    """What is under test, under the name its registry knows."""
    version: str
    """The release that its lock file names; where profiles are releases, that of the first."""
    profiles: tuple[str, ...]
    """Its labelled configurations; the first is the default."""
    dialects: tuple[str, ...]
    """The dialects whose type names it answers to."""
    module: str
    """Where its ``available()``, ``build(profile)`` and ``open(profile, timeout, dialect)`` are."""

    def available(self) -> str | None:
        """Why it cannot run here, with what to do about it; ``None`` when it can."""
        reason: str | None = import_module(self.module).available()
        return reason

    def build(self) -> None:
        """Build what its profiles need, unless that has been done.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        if reason := self.available():
            raise UsageError(f"{self.name} is not available: {reason}")
        for profile in self.profiles:
            import_module(self.module).build(profile)

    def open(
        self, profile: str | None = None, timeout: float = Limits().timeout, dialect: str | None = None
    ) -> Connection:
        """Start it as ``profile`` (by default the first), answering to the type names of ``dialect``.

        ``timeout`` is in seconds, between answers.

        Raises:
            UsageError: there is no such profile, it has no names of the dialect, or it cannot run here.
        """
        dialect = self.dialects[0] if dialect is None else dialect
        if dialect not in self.dialects:
            raise UsageError(
                f"{self.name} has no types of dialect {dialect}: it has those of {', '.join(self.dialects)}"
            )
        chosen = self.profiles[0] if profile is None else profile
        if chosen not in self.profiles:
            raise UsageError(f"{self.name} has no profile {chosen!r}: choose {' or '.join(self.profiles)}")
        if reason := self.available():
            raise UsageError(f"{self.name} is not available: {reason}")
        connection: Connection = import_module(self.module).open(chosen, timeout, dialect)
        return connection


_ENTRIES = (
    Entry(
        name="reference",
        language="python",
        package="realtime-conformance",
        version=conformance.__version__,
        profiles=("default",),
        dialects=("async-openai", "openai-ga"),
        module="conformance.adapters.reference",
    ),
    Entry(
        name="openai-python",
        language="python",
        package="openai",
        version="3.54.0",
        profiles=("loose", "strict"),
        dialects=("async-openai", "openai-ga"),
        module="conformance.adapters.openai_python",
    ),
    Entry(
        name="async-openai",
        language="rust",
        package="async-openai",
        version="0.40.3",
        profiles=("0.40.3", "0.41.3"),
        dialects=("async-openai", "openai-ga"),
        module="conformance.adapters.async_openai",
    ),
)

REGISTRY: Final = {entry.name: entry for entry in _ENTRIES}
"""Every built-in implementation by name, in the order in which they are shown."""
