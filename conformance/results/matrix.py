"""The data of the matrix: implementations x types x checks, counted.

Every report that compares implementations (HTML, Markdown, badge) reads the same numbers from here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.results.record import Header, Record, Results
from conformance.verdict import Status


class Mark(StrEnum):
    """How one verdict counts, the worst first."""

    FAIL = "fail"
    """It fails at a level that gates."""
    UNTESTABLE = "untestable"
    """It gates, and something that it needs failed first."""
    ADAPTER_FAULT = "adapter-fault"
    """The adapter, not the implementation, is at fault."""
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


def mark(record: Record, *, strict: bool = False) -> Mark:
    """How ``record`` counts; ``strict`` is the run's: whether level should gates too."""
    if not record.failed:
        return _OF_STATUS[record.status]
    if record.known is not None:
        return Mark.KNOWN
    if record.status is Status.ADAPTER_FAULT or record.gates(strict=strict):
        return _OF_STATUS[record.status]
    return Mark.WARN


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
        """From 0 to 1; ``None`` of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """For people, one decimal, rounded down: ``100 %`` is said of all alone. A dash of nothing."""
        if not self.whole:
            return "–"
        tenths = self.part * 1000 // self.whole
        return "100 %" if tenths == 1000 else f"{tenths // 10}.{tenths % 10} %"

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One implementation's verdicts on one type. ``golden`` is the share of its correct golden vectors."""

    counts: Counts
    checks: Mapping[str, Counts]
    golden: Share


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
    them, checks in alphabetical order.
    """

    implementations: tuple[Implementation, ...]
    types: tuple[str, ...]
    checks: tuple[str, ...]


def is_golden(case: str) -> bool:
    """Whether a case is a golden vector (``Type/slug``), not one that the suite generated (``Type/generated/…``)."""
    return case.count("/") == 1


def otherwise(results: Results) -> str:
    """What to say of a run that is red, and by none of its verdicts; empty of any other.

    Such a run has a list of known failures that does not hold any more, or a project's own tests in it.
    """
    footer = results.footer
    if footer is None or footer.exit in _NOT_RED:
        return ""
    if any(mark(record, strict=results.header.strict).bad for record in results.records):
        return ""
    return f"red for another reason (exit {footer.exit}): see the log"


_NOT_RED = (0, 5)  # with nothing that could be judged, every report says so already


def matrix(results: Sequence[Results]) -> Matrix:
    """The matrix of ``results``, in their order."""
    implementations = tuple(map(implementation, results))
    types = dict.fromkeys(name for one in results for name in _judged_types(one))
    checks = {name for one in implementations for cell in one.cells.values() for name in cell.checks}
    return Matrix(implementations, tuple(types), tuple(sorted(checks)))


def implementation(results: Results) -> Implementation:
    """One results file in numbers."""
    strict = results.header.strict
    by_check: dict[tuple[str, str], Counter[Mark]] = defaultdict(Counter)
    for record in results.records:
        by_check[record.type, record.check][mark(record, strict=strict)] += 1
    per_type: dict[str, dict[str, Counts]] = defaultdict(dict)
    for (type_name, check), counter in by_check.items():
        per_type[type_name][check] = Counts(dict(counter))
    golden = _golden(results.records)
    cells = {
        name: Cell(_sum(checks.values()), dict(sorted(checks.items())), _correct(golden.get(name, {}).values()))
        for name, checks in per_type.items()
    }
    vectors = [vector for of_type in golden.values() for vector in of_type.values()]
    judged = _judged_types(results)
    return Implementation(
        header=results.header,
        complete=results.complete,
        otherwise=otherwise(results),
        covered_types=Share(sum(name in cells and _has(cells[name].counts) for name in judged), len(judged)),
        covered_vectors=Share(sum(vector.had for vector in vectors), len(vectors)),
        correct=_correct(vectors),
        counts=_sum(cell.counts for cell in cells.values()),
        cells=cells,
    )


@dataclass(slots=True)
class _Vector:
    had: bool = False
    judged: bool = False
    failed: bool = False


def _golden(records: Iterable[Record]) -> dict[str, dict[str, _Vector]]:
    found: dict[str, dict[str, _Vector]] = defaultdict(dict)
    for record in records:
        if not is_golden(record.case):
            continue
        vector = found[record.type].setdefault(record.case, _Vector())
        vector.had |= record.status is not Status.UNSUPPORTED
        vector.judged |= record.status not in (Status.UNSUPPORTED, Status.FREE)
        # Neither --strict nor a list of known failures shall change what two runs are compared by.
        vector.failed |= record.gates()
    return found


def _correct(vectors: Iterable[_Vector]) -> Share:
    judged = [vector for vector in vectors if vector.judged]
    return Share(sum(not vector.failed for vector in judged), len(judged))


def _judged_types(results: Results) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*results.header.options["types"], *(record.type for record in results.records)]))


def _sum(counts: Iterable[Counts]) -> Counts:
    total: Counter[Mark] = Counter()
    for each in counts:
        total.update(each.by_mark)
    return Counts(dict(total))


def _has(counts: Counts) -> bool:
    return any(each is not Mark.UNSUPPORTED for each in counts.by_mark)
