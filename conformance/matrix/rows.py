"""The rows of the matrix: one per implementation, profile and dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.adapters import REGISTRY, RegistryEntry
from conformance.clients import CLIENTS, LibraryClient
from conformance.errors import UsageError, near
from conformance.peer.client.open import PREFIX
from conformance.servers import SERVERS, ServerEntry
from conformance.spec.generation import OFFICIAL

ENTRIES: dict[str, RegistryEntry | ServerEntry | LibraryClient] = {
    **REGISTRY,
    **SERVERS,
    **{f"{PREFIX}{name}": client for name, client in CLIENTS.items()},
}
"""Everything that is plugged in, by the name that commands take. Most clients have an adapter of the same name."""
Role = Literal["codec", "server", "client"]
"""What an implementation is judged as: by payloads that it reads and writes, or by sessions that it serves or has."""


@dataclass(frozen=True, slots=True)
class Row:
    """One profile of a plugged-in implementation, judged by one dialect."""

    entry: RegistryEntry | ServerEntry | LibraryClient
    profile: str
    dialect: str

    @property
    def role(self) -> Role:
        """What it is judged as."""
        match self.entry:
            case ServerEntry():
                return "server"
            case LibraryClient():
                return "client"
            case _:
                return "codec"

    @property
    def name(self) -> str:
        """The name that commands take."""
        return f"{PREFIX}{self.entry.name}" if self.role == "client" else self.entry.name

    @property
    def impl(self) -> str:
        """The value of ``--impl``."""
        if self.role == "server":
            return f"server:{self.entry.name}"
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
        if name not in ENTRIES:
            raise UsageError(f"no implementation {name!r}{near(name, ENTRIES)} (there are {', '.join(ENTRIES)})")
    made = [
        Row(entry, profile, dialect)
        for name, entry in ENTRIES.items()
        if not names or name in names
        for profile in entry.profiles
        for dialect in entry.dialects
    ]
    return sorted(made, key=lambda row: (row.dialect != OFFICIAL, row.dialect))
