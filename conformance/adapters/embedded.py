"""An implementation that is part of the suite and runs in the calling process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.adapter.contract import Connection
from conformance.adapter.dialogue import Limits
from conformance.adapter.inprocess import InProcess, load


@dataclass(frozen=True, slots=True)
class Embedded:
    """Adapters that are imported when they are opened; there is nothing to build."""

    adapters: Mapping[str, str] = field(hash=False)
    """Dialect -> ``pkg.module:attribute``."""

    def available(self) -> None:
        """Nothing is ever missing."""

    def build(self, profile: str) -> None:
        """Do nothing."""

    def open(self, profile: str, dialect: str, limits: Limits) -> Connection:
        """Import the adapter of ``dialect``. A call in this process has no limits."""
        return InProcess(load(self.adapters[dialect]))
