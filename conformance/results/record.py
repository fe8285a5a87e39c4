"""A results file as values, for reports, comparisons and gates.

``results.schema.json`` in this folder is the published format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.checks.verdict import Verdict

FORMAT = 4
"""The version of the file format that this suite writes and reads."""


def with_profile(name: str, profile: str, version: str) -> str:
    """The name with the profile in brackets, unless the profile says nothing more than the version does."""
    return name if profile in ("", "default", version) else f"{name} ({profile})"


@dataclass(frozen=True, slots=True)
class Header:
    """What was judged, by which suite and with which options; the names are the schema's."""

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
        """The implementation as reports name it: name, version and, unless there is only one, profile."""
        return with_profile(f"{self.name} {self.version}", self.profile, self.version)

    @property
    def strict(self) -> bool:
        """Whether requirements at level should gate."""
        return bool(self.options["strict"])


@dataclass(frozen=True, slots=True)
class Footer:
    """How a run ended: verdicts by status, exit code, seconds.

    ``passes_through`` says that the implementation handed on every invalid payload and every unknown event unchanged.
    """

    totals: Mapping[str, int]
    exit: int
    seconds: float
    passes_through: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """A results file that was read; ``footer`` is ``None`` for a run that was stopped before its end."""

    path: Path
    header: Header
    verdicts: list[Verdict] = field(default_factory=list)
    footer: Footer | None = None

    @property
    def complete(self) -> bool:
        """Whether the run went to its end."""
        return self.footer is not None
