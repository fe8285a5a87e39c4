"""The lines of a results file as values: what reports, comparisons and gates read.

``results.schema.json`` beside this file is the published format of the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.difference import Difference
from conformance.verdict import FAILURES, Level, Status

FORMAT = 2
"""The version of the file format that this suite writes and reads."""


@dataclass(frozen=True, slots=True)
class Record:
    """One verdict of a results file.

    ``requirements`` are ids with their sentences; ``sent`` is the payload, cut where it is long; ``known``
    says where a failure is listed as known. ``reproduce`` is a shell line; ``place`` stands in shards alone.
    """

    case: str
    type: str
    check: str
    level: Level
    status: Status
    reason: str = ""
    known: str | None = None
    requirements: tuple[tuple[str, str], ...] = ()
    sent: str | None = None
    expected: str | None = None
    actual: str | None = None
    differences: tuple[Difference, ...] = ()
    reproduce: str | None = None
    place: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What names the verdict in its file: the case and the check."""
        return self.case, self.check

    @property
    def failed(self) -> bool:
        """Whether it is a failure, at whatever level."""
        return self.status in FAILURES

    def gates(self, *, strict: bool = False) -> bool:
        """Whether it makes a run red that knows of no failures; ``strict`` lets ``should`` gate too."""
        return self.failed and (self.level is Level.MUST or (strict and self.level is Level.SHOULD))


@dataclass(frozen=True, slots=True)
class Header:
    """What was judged, by what, with which options; the words are the schema's."""

    suite: str
    dialect: str
    dialect_version: int
    requirements: int
    name: str
    version: str
    language: str
    profile: str
    impl: str
    environment: Mapping[str, str]
    options: Mapping[str, Any]
    seed: int
    started: str
    speaks: str = "*"
    types: int | None = None
    homepage: str | None = None
    issues: str | None = None

    @property
    def label(self) -> str:
        """The implementation as reports name it: name, version and, unless it is the only word for it, profile."""
        profile = "" if self.profile in ("", "default", self.version) else f" ({self.profile})"
        return f"{self.name} {self.version}{profile}"

    @property
    def strict(self) -> bool:
        """Whether requirements at level should gate."""
        return bool(self.options["strict"])


@dataclass(frozen=True, slots=True)
class Footer:
    """How a run ended: verdicts by status, exit code, seconds."""

    totals: Mapping[str, int]
    exit: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Results:
    """A results file that was read; ``footer`` is ``None`` for a run that was stopped before its end."""

    path: Path
    header: Header
    records: list[Record] = field(default_factory=list)
    footer: Footer | None = None

    @property
    def complete(self) -> bool:
        """Whether the run went to its end."""
        return self.footer is not None
