"""The numbers of the matrix: verdicts counted by implementation, type and check.

Every report that compares implementations (HTML, Markdown, badge) takes its numbers from here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.checks.case import THE_IMPLEMENTATION, CaseId
from conformance.checks.verdict import Status, Verdict
from conformance.results.record import Header, Results
from conformance.results.shares import Share, Shares, shares

WHOLE = THE_IMPLEMENTATION.subject
"""The row for verdicts on an implementation as a whole; it is not a type."""


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
class Cell:
    """One implementation's verdicts on one subject, in all and by check."""

    counts: Counts
    checks: dict[str, Counts]


@dataclass(frozen=True, slots=True)
class Implementation:
    """One results file in numbers.

    ``covered_types`` and ``covered_vectors`` are the share of what was judged that the implementation supports at
    all, ``shares`` what it gets right of the golden vectors: other numbers, because a small and faultless
    implementation is not a bad one. ``cells`` are those of the types that were judged; ``otherwise`` is what
    :func:`otherwise` returns.
    """

    header: Header
    complete: bool
    otherwise: str
    covered_types: Share
    covered_vectors: Share
    shares: Shares
    counts: Counts
    cells: Mapping[str, Cell]

    @property
    def label(self) -> str:
        """The name for people, with version and profile."""
        return self.header.label


@dataclass(frozen=True, slots=True)
class Matrix:
    """Several results side by side.

    ``types`` and ``checks`` are those that any of them judged: types in the order of the files, checks in
    alphabetical order. The row for verdicts on an implementation as a whole comes before all types.
    """

    implementations: tuple[Implementation, ...]
    types: tuple[str, ...]
    checks: tuple[str, ...]


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


def matrix(results: Sequence[Results]) -> Matrix:
    """The matrix of ``results``, in their order."""
    implementations = tuple(map(implementation, results))
    whole = [WHOLE] if any(WHOLE in one.cells for one in implementations) else []
    types = dict.fromkeys([*whole, *(name for one in results for name in _judged_types(one))])
    checks = {name for one in implementations for cell in one.cells.values() for name in cell.checks}
    return Matrix(implementations, tuple(types), tuple(sorted(checks)))


def implementation(results: Results) -> Implementation:
    """One results file in numbers."""
    cells: dict[str, Cell] = defaultdict(lambda: Cell(Counts(), defaultdict(Counts)))
    for verdict in results.verdicts:
        cell, counts_as = cells[verdict.subject], mark(verdict, strict=results.header.strict)
        cell.counts[counts_as] += 1
        cell.checks[verdict.check][counts_as] += 1
    counts = Counts()
    for cell in cells.values():
        counts.update(cell.counts)
    types = _judged_types(results)
    golden = [verdict for verdict in results.verdicts if CaseId.parse(verdict.case).golden]
    vectors = {verdict.case for verdict in golden}
    had = {verdict.case for verdict in golden if verdict.answered}
    return Implementation(
        header=results.header,
        complete=results.complete,
        otherwise=otherwise(results),
        covered_types=Share(sum(name in cells and _has(cells[name].counts) for name in types), len(types)),
        covered_vectors=Share(len(had), len(vectors)),
        shares=shares(golden),
        counts=counts,
        cells={name: Cell(cell.counts, dict(sorted(cell.checks.items()))) for name, cell in cells.items()},
    )


def _judged_types(results: Results) -> tuple[str, ...]:
    subjects = (verdict.subject for verdict in results.verdicts if verdict.subject != WHOLE)
    return tuple(dict.fromkeys([*results.header.options["types"], *subjects]))


def _has(counts: Counts) -> bool:
    return any(each is not VerdictMark.UNSUPPORTED for each in counts)
