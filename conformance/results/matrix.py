"""The data of the matrix: implementations x types x checks, counted.

Every report that compares implementations (HTML, Markdown, badge) reads the same numbers from here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.checks.case import THE_IMPLEMENTATION, CaseId
from conformance.checks.verdict import Status, Verdict
from conformance.results.record import Header, Results

WHOLE = THE_IMPLEMENTATION.subject
"""The row for verdicts on an implementation as a whole; it is not a type."""


class Mark(StrEnum):
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
    PASS = "pass"
    FREE = "free"
    """Shown without judgement."""
    UNSUPPORTED = "unsupported"
    """Declared as not there."""

    @property
    def bad(self) -> bool:
        """Whether a run with such a verdict is red."""
        return self in _BAD


_BAD = frozenset({Mark.FAIL, Mark.UNTESTABLE, Mark.ADAPTER_FAULT})
_OF_STATUS = {status: Mark(status) for status in Status}


def mark(verdict: Verdict, *, strict: bool = False) -> Mark:
    """How a verdict counts; ``strict`` is the run's: whether level should gates too."""
    if not verdict.failed:
        return _OF_STATUS[verdict.status]
    if verdict.known is not None:
        return Mark.KNOWN
    return _OF_STATUS[verdict.status] if verdict.gates(strict=strict) else Mark.WARN


@dataclass(frozen=True, slots=True)
class Counts:
    """How many verdicts there are of each mark; marks without any are left out."""

    by_mark: Mapping[Mark, int]

    def __getitem__(self, wanted: Mark) -> int:
        return self.by_mark.get(wanted, 0)

    @property
    def total(self) -> int:
        """All verdicts."""
        return sum(self.by_mark.values())

    @property
    def bad(self) -> int:
        """The verdicts that make a run red."""
        return sum(self[each] for each in _BAD)

    @property
    def worst(self) -> Mark:
        """What a cell shows: the worst mark there is; ``unsupported`` where there is nothing else."""
        return next((each for each in Mark if self[each]), Mark.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def ratio(self) -> float | None:
        """From 0 to 1; ``None`` where there is nothing to have a share of."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """For people, one decimal, rounded down: only all is ``100 %``. A dash where there is nothing."""
        if not self.whole:
            return "–"
        tenths = self.part * 1000 // self.whole
        return "100 %" if tenths == 1000 else f"{tenths // 10}.{tenths % 10} %"

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One implementation's verdicts on one subject, in all and by check."""

    counts: Counts
    checks: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Implementation:
    """One results file in numbers.

    ``covered_types`` and ``covered_vectors`` say how much of what was judged the implementation has at all,
    ``correct`` how much of the golden vectors that it has it gets right: without a failure at level must, be it
    known or not. They are two numbers because a small and faultless implementation is not a bad one.
    ``cells`` are by type, those that were judged. ``otherwise`` is what :func:`otherwise` says.
    """

    header: Header
    complete: bool
    otherwise: str
    covered_types: Share
    covered_vectors: Share
    correct: Share
    counts: Counts
    cells: Mapping[str, Cell]

    @property
    def label(self) -> str:
        """The name for people, with version and profile."""
        return self.header.label


@dataclass(frozen=True, slots=True)
class Matrix:
    """Several results beside each other.

    ``types`` and ``checks`` are those that any of them judged: types in the order in which the files have
    them, checks in alphabetical order. The row for verdicts on an implementation as a whole comes before all types.
    """

    implementations: tuple[Implementation, ...]
    types: tuple[str, ...]
    checks: tuple[str, ...]


def otherwise(results: Results) -> str:
    """Explains a run that ended red although none of its verdicts gates; empty for any other run.

    Such a run has a list of known failures that no longer holds, or a project's own tests in it.
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
    strict = results.header.strict
    by_check: dict[tuple[str, str], Counter[Mark]] = defaultdict(Counter)
    for verdict in results.verdicts:
        by_check[verdict.subject, verdict.check][mark(verdict, strict=strict)] += 1
    per_type: dict[str, dict[str, Counts]] = defaultdict(dict)
    for (type_name, check), counter in by_check.items():
        per_type[type_name][check] = Counts(dict(counter))
    cells = {name: Cell(_sum(checks.values()), dict(sorted(checks.items()))) for name, checks in per_type.items()}
    vectors = _vectors(results.verdicts)
    judged = _judged_types(results)
    return Implementation(
        header=results.header,
        complete=results.complete,
        otherwise=otherwise(results),
        covered_types=Share(sum(name in cells and _has(cells[name].counts) for name in judged), len(judged)),
        covered_vectors=Share(sum(vector.had for vector in vectors), len(vectors)),
        correct=Share(sum(one.judged and not one.failed for one in vectors), sum(one.judged for one in vectors)),
        counts=_sum(cell.counts for cell in cells.values()),
        cells=cells,
    )


@dataclass(slots=True)
class _Vector:
    had: bool = False
    judged: bool = False
    failed: bool = False


def _vectors(verdicts: Iterable[Verdict]) -> list[_Vector]:
    found: dict[str, _Vector] = defaultdict(_Vector)
    for verdict in verdicts:
        if not CaseId.parse(verdict.case).golden:
            continue
        vector = found[verdict.case]
        vector.had |= verdict.answered
        vector.judged |= verdict.status not in (Status.UNSUPPORTED, Status.FREE)
        # Neither --strict nor a list of known failures may change what two runs are compared by.
        vector.failed |= verdict.gates()
    return list(found.values())


def _judged_types(results: Results) -> tuple[str, ...]:
    subjects = (verdict.subject for verdict in results.verdicts if verdict.subject != WHOLE)
    return tuple(dict.fromkeys([*results.header.options["types"], *subjects]))


def _sum(counts: Iterable[Counts]) -> Counts:
    total: Counter[Mark] = Counter()
    for each in counts:
        total.update(each.by_mark)
    return Counts(dict(total))


def _has(counts: Counts) -> bool:
    return any(each is not Mark.UNSUPPORTED for each in counts.by_mark)
