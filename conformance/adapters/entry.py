"""One row of the registry of built-in implementations."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.embedded import Embedded
from conformance.adapters.program import Program
from conformance.errors import UsageError


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """A built-in implementation: what is under test, and what runs it."""

    name: str
    language: str
    package: str
    """What is under test, under the name that its package registry knows."""
    version: str
    """The release that its lock file pins; where profiles are releases, that of the first."""
    runtime: Program | Embedded
    profiles: tuple[str, ...] = ("default",)
    """Its labelled configurations; the first is the default."""
    dialects: tuple[str, ...] = ("openai-ga",)
    """The dialects whose type names it answers to; the first is the default."""
    static: tuple[str, ...] = ()
    """The profiles in which its types alone are judged: by a compiler, or by a check that a caller must ask for. The
    library itself checks nothing as it runs."""

    def available(self) -> str | None:
        """Why it cannot run here, with what to do about it; ``None`` when it can."""
        return self.runtime.available()

    def build(self) -> None:
        """Build what its profiles need, unless that has been done.

        Raises:
            UsageError: it cannot run here, or the build failed.
        """
        self._require_available()
        for profile in self.profiles:
            self.runtime.build(profile)

    def open(self, profile: str | None = None, limits: Limits | None = None, dialect: str | None = None) -> Connection:
        """Start it as ``profile``, answering to the type names of ``dialect``, building it first where need be.

        Raises:
            UsageError: there is no such profile, it has no types of the dialect, or it cannot run here.
        """
        dialect = self.dialects[0] if dialect is None else dialect
        if dialect not in self.dialects:
            raise UsageError(
                f"{self.name} has no types of dialect {dialect}: it has those of {', '.join(self.dialects)}"
            )
        profile = self.profiles[0] if profile is None else profile
        if profile not in self.profiles:
            raise UsageError(f"{self.name} has no profile {profile!r}: choose {' or '.join(self.profiles)}")
        self._require_available()
        return self.runtime.open(profile, dialect, limits or Limits())

    def _require_available(self) -> None:
        if reason := self.available():
            raise UsageError(f"{self.name} is not available: {reason}")
