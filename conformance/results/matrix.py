"""The numbers of an implementation: its verdicts counted, and what of the judged it covers.

Every report that compares implementations (HTML, Markdown, badge) takes its numbers from here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from conformance.checks.case import THE_IMPLEMENTATION, CaseId
from conformance.checks.verdict import Status, Verdict
from conformance.results.record import Header, Results
from conformance.results.shares import Share, Shares, shares


class VerdictMark(StrEnum):
    """How one verdict counts, the worst first."""

    FAIL = "fail"
    """It fails at a level that gates."""
    UNTESTABLE = "untestable"
    """It gates, and something that it needs failed first."""
    ADAPTER_FAULT = "adapter-fault"
    """It gates, and the adapter, not the implementation, is at fault."""
    WARN = "warn"
    """It fails at a level that does not gate."""
    KNOWN = "known"
    """It fails, and is listed as a known failure."""
    SUITE_FAULT = "suite-fault"
    """The suite contradicts itself, so it is not judged."""
    PASS = "pass"
    FREE = "free"
    """Shown without judgement."""
    UNSUPPORTED = "unsupported"
    """Declared as not supported."""

    @property
    def bad(self) -> bool:
        """Whether a run with such a verdict is red."""
        return self in _BAD


_BAD = frozenset({VerdictMark.FAIL, VerdictMark.UNTESTABLE, VerdictMark.ADAPTER_FAULT})
_OF_STATUS = {status: VerdictMark(status) for status in Status}


def mark(verdict: Verdict, *, strict: bool = False) -> VerdictMark:
    """How a verdict counts; ``strict`` is the run's: whether level should gates too."""
    if not verdict.failed:
        return _OF_STATUS[verdict.status]
    if verdict.known is not None:
        return VerdictMark.KNOWN
    return _OF_STATUS[verdict.status] if verdict.gates(strict=strict) else VerdictMark.WARN


class Counts(Counter[VerdictMark]):
    """The number of verdicts per mark; marks without any are left out."""

    @property
    def bad(self) -> int:
        """The verdicts that make a run red."""
        return sum(self[each] for each in _BAD)


@dataclass(frozen=True, slots=True)
class Implementation:
    """One results file in numbers.

    ``covered_types`` and ``covered_vectors`` are the share of what was judged that the implementation supports at
    all, ``shares`` what it gets right of the golden vectors: other numbers, because a small and faultless
    implementation is not a bad one. ``otherwise`` is what :func:`otherwise` returns.
    """

    header: Header
    complete: bool
    otherwise: str
    covered_types: Share
    covered_vectors: Share
    shares: Shares
    counts: Counts

    @property
    def label(self) -> str:
        """The name for people, with version and profile."""
        return self.header.label


def otherwise(results: Results) -> str:
    """Explains a run that ended red although none of its verdicts gates; empty for any other run.

    Such a run has a list of known failures that is no longer right, or includes a project's own tests.
    """
    footer = results.footer
    if footer is None or footer.exit in _NOT_RED:
        return ""
    if any(mark(verdict, strict=results.header.strict).bad for verdict in results.verdicts):
        return ""
    return f"red for another reason (exit {footer.exit}): see the log"


_NOT_RED = (0, 5)  # 5: nothing could be judged, which every report says already


def implementation(results: Results) -> Implementation:
    """One results file in numbers."""
    counts = Counts(mark(verdict, strict=results.header.strict) for verdict in results.verdicts)
    subjects = {verdict.subject for verdict in results.verdicts}
    supported = {verdict.subject for verdict in results.verdicts if verdict.answered}
    types = {*results.header.options["types"], *subjects} - {THE_IMPLEMENTATION.subject}
    golden = [verdict for verdict in results.verdicts if CaseId.parse(verdict.case).golden]
    vectors = {verdict.case for verdict in golden}
    had = {verdict.case for verdict in golden if verdict.answered}
    return Implementation(
        header=results.header,
        complete=results.complete,
        otherwise=otherwise(results),
        covered_types=Share(len(types & supported), len(types)),
        covered_vectors=Share(len(had), len(vectors)),
        shares=shares(golden),
        counts=counts,
    )
