"""The rows of the matrix: one per implementation, profile and dialect, and one per client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.adapters import RegistryEntry
from conformance.clients import BUILT_IN, LibraryClient
from conformance.errors import UsageError, near
from conformance.peer.client.open import PREFIX
from conformance.spec.generation import OFFICIAL


@dataclass(frozen=True, slots=True)
class Row:
    """One profile of a plugged-in implementation, judged by one dialect."""

    entry: RegistryEntry | LibraryClient
    profile: str
    dialect: str

    @property
    def role(self) -> str:
        """What is judged: ``codec``, by payloads, or ``client``, by sessions."""
        return "client" if isinstance(self.entry, LibraryClient) else "codec"

    @property
    def name(self) -> str:
        """The name of the implementation, as commands take it."""
        return f"{PREFIX}{self.entry.name}" if self.role == "client" else self.entry.name

    @property
    def impl(self) -> str:
        """The value of ``--impl``."""
        return self.name if self.role == "client" else f"{self.name}:{self.profile}"

    @property
    def slug(self) -> str:
        """The name of the row in file names."""
        return f"{self.name.replace(':', '-')}-{self.profile}-{self.dialect}"


def rows(names: Sequence[str] = ()) -> list[Row]:
    """The rows of the implementations called ``names``, or of all without names; the official dialect comes first.

    Raises:
        UsageError: there is no such implementation.
    """
    for name in names:
        if name not in BUILT_IN:
            raise UsageError(f"no implementation {name!r}{near(name, BUILT_IN)} (there are {', '.join(BUILT_IN)})")
    made = [
        Row(entry, profile, dialect)
        for name, entry in BUILT_IN.items()
        if not names or name in names
        for profile in entry.profiles
        for dialect in entry.dialects
    ]
    return sorted(made, key=lambda row: (row.dialect != OFFICIAL, row.dialect))
