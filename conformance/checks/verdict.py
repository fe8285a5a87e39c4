"""The verdict: one check's judgement of one case, as it travels from the process that judged to every report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.checks.finding import Finding
from conformance.requirements.level import Level


class Status(StrEnum):
    """The judgement of one check on one case."""

    PASS = "pass"
    FAIL = "fail"
    FREE = "free"
    """The dialect leaves it open: what happened is shown, without judgement."""
    UNSUPPORTED = "unsupported"
    """The implementation declares that it does not have the type or operation."""
    UNTESTABLE = "untestable"
    """Something this check needs failed first; counts as a failure."""
    ADAPTER_FAULT = "adapter-fault"
    """The adapter, not the implementation, is at fault; counts as a failure."""
    SUITE_FAULT = "suite-fault"
    """The suite contradicts itself about the payload, so nothing is said about the implementation."""


FAILURES = frozenset({Status.FAIL, Status.UNTESTABLE, Status.ADAPTER_FAULT})
"""The statuses that make a run red, at a level that gates."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's judgement of one case.

    ``case`` is the id of the case, ``subject`` what it is about (a type). ``findings`` say what is wrong; ``note`` is
    the reason of a verdict without findings. ``expected`` and ``actual`` are what a person compares, ``sent`` is the
    payload. ``failing`` and ``judged`` count payloads where the case has many of them. ``requirements`` are the
    sentences of the rows that its findings break, by id; ``reproduce`` is a shell line; ``known`` says where a failure
    is listed as known; ``index`` is that of its item in the whole run, set in shards only.
    """

    case: str
    subject: str
    check: str
    level: Level
    status: Status
    findings: tuple[Finding, ...] = ()
    note: str = ""
    failing: int | None = None
    judged: int | None = None
    requirements: tuple[tuple[str, str], ...] = ()
    sent: str | None = None
    expected: str | None = None
    actual: str | None = None
    reproduce: str | None = None
    known: str | None = None
    index: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Its identity within a run: the case and the check."""
        return self.case, self.check

    @property
    def failed(self) -> bool:
        """Whether it is a failure, at any level."""
        return self.status in FAILURES

    @property
    def answered(self) -> bool:
        """Whether the implementation had anything to say."""
        return self.status is not Status.UNSUPPORTED

    @property
    def reason(self) -> str:
        """Why, in one line: the first finding and how many more there are, or the note."""
        if not self.findings:
            return self.note
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        share = f" (in {self.failing} of {self.judged} payloads)" if self.failing is not None else ""
        return f"{self.findings[0]}{more}{share}"

    def gates(self, *, strict: bool = False) -> bool:
        """Whether it makes a run without known failures red; with ``strict``, ``should`` gates too."""
        return self.failed and self.level.binds(strict=strict)
