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
        name="openai-agents-python",
        language="python",
        package="openai-agents",
        version="0.24.0",
        profiles=("default",),
        dialects=("openai-ga",),
        module="conformance.adapters.openai_agents_python",
    ),
    Entry(
        name="pipecat",
        language="python",
        package="pipecat-ai",
        version="1.14.0",
        profiles=("default",),
        dialects=("openai-ga",),
        module="conformance.adapters.pipecat",
    ),
    Entry(
        name="azure-voicelive",
        language="python",
        package="azure-ai-voicelive",
        version="1.3.1",
        profiles=("default",),
        # Its names for these types; what it speaks is a dialect of its own, and its hello says so.
        dialects=("openai-ga",),
        module="conformance.adapters.azure_voicelive",
    ),
    Entry(
        name="async-openai",
        language="rust",
        package="async-openai",
        version="0.40.3",
        profiles=("0.40.3", "0.41.3", "0.43.0"),
        dialects=("async-openai", "openai-ga"),
        module="conformance.adapters.async_openai",
    ),
    Entry(
        name="openai-protocol",
        language="rust",
        package="openai-protocol",
        version="1.16.0",
        profiles=("default",),
        dialects=("openai-ga",),
        module="conformance.adapters.openai_protocol",
    ),
    Entry(
        name="openai-agents-js",
        language="javascript",
        package="@openai/agents-realtime",
        version="0.20.0",
        profiles=("default", "client-schema"),
        dialects=("openai-ga",),
        module="conformance.adapters.openai_agents_js",
    ),
    Entry(
        name="openai-node",
        language="typescript",
        package="openai",
        version="7.57.0",
        profiles=("static",),
        dialects=("openai-ga",),
        module="conformance.adapters.openai_node",
    ),
    Entry(
        name="go-openai-realtime",
        language="go",
        package="github.com/WqyJh/go-openai-realtime/v2",
        version="v2.0.0-rc",
        profiles=("default",),
        dialects=("openai-ga",),
        module="conformance.adapters.go_openai_realtime",
    ),
    Entry(
        name="openai-java",
        language="java",
        package="com.openai:openai-java",
        version="4.101.0",
        profiles=("default", "validated"),
        dialects=("openai-ga",),
        module="conformance.adapters.openai_java",
    ),
)

REGISTRY: Final = {entry.name: entry for entry in _ENTRIES}
"""Every built-in implementation by name, in the order in which they are shown."""
