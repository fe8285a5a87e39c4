"""The rows of the matrix: one per implementation, profile and dialect, one per server and one per client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from conformance.adapters import REGISTRY, RegistryEntry
from conformance.clients import CLIENTS, LibraryClient
from conformance.errors import UsageError, near
from conformance.impl import CLIENT, SERVER
from conformance.servers import SERVERS, ServerEntry
from conformance.spec.generation import OFFICIAL

Role = Literal["codec", "server", "client"]
"""What an implementation is judged as: by payloads that it reads and writes, or by sessions that it serves or has."""
PREFIXES: Final[Mapping[Role, str]] = {"codec": "", "server": SERVER, "client": CLIENT}
"""What the names of implementations begin with where commands take them, by role."""
Entry: TypeAlias = RegistryEntry | ServerEntry | LibraryClient

BUILT_IN: Final[Mapping[str, Entry]] = {
    **REGISTRY,
    **{f"{SERVER}{name}": server for name, server in SERVERS.items()},
    **{f"{CLIENT}{name}": client for name, client in CLIENTS.items()},
}
"""Everything that ships with the suite and can be judged, by the name that commands take."""

UNCONFIRMED: Final[frozenset[str]] = frozenset()
"""Those whose failures have not all been reproduced with the library alone: judged when named, and not published."""


@dataclass(frozen=True, slots=True)
class Row:
    """One profile of a plugged-in implementation, judged by one dialect."""

    entry: Entry
    profile: str
    dialect: str

    @property
    def role(self) -> Role:
        """What it is judged as."""
        if isinstance(self.entry, ServerEntry):
            return "server"
        return "client" if isinstance(self.entry, LibraryClient) else "codec"

    @property
    def name(self) -> str:
        """The name of the implementation, as commands take it."""
        return PREFIXES[self.role] + self.entry.name

    @property
    def impl(self) -> str:
        """The value of ``--impl``."""
        return f"{self.name}:{self.profile}" if self.role == "codec" else self.name

    @property
    def slug(self) -> str:
        """The name of the row in file names."""
        return f"{self.name.replace(':', '-')}-{self.profile}-{self.dialect}"


def rows(names: Sequence[str] = ()) -> list[Row]:
    """The rows of the implementations called ``names``, or of all that are published; the official dialect comes first.

    Raises:
        UsageError: there is no such implementation.
    """
    for name in names:
        if name not in BUILT_IN:
            raise UsageError(f"no implementation {name!r}{near(name, BUILT_IN)} (there are {', '.join(BUILT_IN)})")
    made = [
        Row(entry, profile, dialect)
        for name, entry in BUILT_IN.items()
        if (name in names if names else name not in UNCONFIRMED)
        for profile in entry.profiles
        for dialect in entry.dialects
    ]
    return sorted(made, key=lambda row: (row.dialect != OFFICIAL, row.dialect))
