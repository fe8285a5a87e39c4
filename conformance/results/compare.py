"""What changed between two runs, verdict by verdict.

A verdict fails here when it gates: at level must, in a strict comparison at level should too. Old and new
verdicts are told apart by case and check. Three decisions are not obvious:

- A failure that the new run lists as known and that did not fail before is shown, but is no regression: whoever
  listed it has seen it, and the list is under review where the code is.
- A case that passed and is now gone or declared unsupported is a regression, unless the difference of the two
  runs explains that it was not judged (other options, another suite, a stopped run). One check alone that has
  nothing to say any more is none: which checks speak depends on the answer, and those that do have judged it.
- A case that is unsupported before and fails now is a regression: what was plainly missing is now wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from conformance.errors import UsageError
from conformance.reasons import group_of
from conformance.results.matrix import is_golden
from conformance.results.record import Header, Record, Results
from conformance.verdict import Status

Key = tuple[str, str]


class Kind(StrEnum):
    """What became of a verdict; the order is that of reports."""

    FAILING = "newly failing"
    LOST = "passed before, no longer judged"
    KNOWN = "newly failing, listed as known"
    REASON = "failing for another reason"
    PASSING = "newly passing"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def regression(self) -> bool:
        """Whether one of these alone makes the comparison fail."""
        return self in (Kind.FAILING, Kind.LOST)


@dataclass(frozen=True, slots=True)
class Change:
    """``record`` is the new verdict, or the old one of what passes now or is gone.

    ``before`` is the reason that a new one replaces.
    """

    record: Record
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs beside each other.

    ``notes`` say in what else than the implementation they differ. ``changes`` has kinds that occur alone;
    ``unchanged`` counts the failures that are as they were.
    """

    old: Results
    new: Results
    strict: bool
    notes: tuple[str, ...]
    changes: Mapping[Kind, tuple[Change, ...]]
    unchanged: int

    @property
    def regressions(self) -> int:
        """How many verdicts got worse."""
        return sum(len(found) for kind, found in self.changes.items() if kind.regression)

    @property
    def exit(self) -> int:
        """1 for a regression, and for a new run that was stopped: it cannot show that there is none."""
        return int(self.regressions > 0 or not self.new.complete)


def compare(old: Results, new: Results, *, strict: bool = False) -> Comparison:
    """Compare two runs; a new run that was strict is compared strictly.

    Raises:
        UsageError: they are of two dialects, or have no case in common.
    """
    if old.header.dialect != new.header.dialect:
        raise UsageError(
            f"{old.path} is of dialect {old.header.dialect}, {new.path} of {new.header.dialect}: "
            "only results of one dialect can be compared"
        )
    strict = strict or new.header.strict
    before, after = _Side.of(old), _Side.of(new)
    found: dict[Kind, list[Change]] = {kind: [] for kind in Kind}
    unchanged = 0
    for key, record in after.records.items():
        kind = _became(before.records.get(key), record, before, after, strict)
        if kind is None:
            unchanged += record.gates(strict=strict)
            continue
        earlier = before.records.get(key)
        if earlier is None or kind not in (Kind.PASSING, Kind.REASON):
            found[kind].append(Change(record))
        else:
            found[kind].append(Change(earlier) if kind is Kind.PASSING else Change(record, earlier.reason))
    for key, record in before.records.items():
        kind = None if key in after.records else _gone(record, before, after, strict)
        if kind is not None:
            found[kind].append(Change(record))
    comparison = Comparison(
        old,
        new,
        strict,
        tuple(_notes(old, new)),
        {kind: tuple(all_) for kind, all_ in found.items() if all_},
        unchanged,
    )
    if not before.cases & after.cases and not comparison.regressions:
        raise UsageError(f"{old.path} and {new.path} have no case in common: there is nothing to compare")
    return comparison


@dataclass(frozen=True, slots=True)
class _Side:
    results: Results
    records: Mapping[Key, Record]
    cases: frozenset[str]

    @classmethod
    def of(cls, results: Results) -> _Side:
        records = {record.key: record for record in results.records}
        return cls(results, records, frozenset(record.case for record in results.records))

    def missed(self, record: Record, other: _Side) -> bool:
        """Whether nothing explains that this side has not the case of ``record``, which the other side has."""
        ours, theirs = self.results.header, other.results.header
        return (
            record.case not in self.cases
            and self.results.complete
            and _suite(ours) == _suite(theirs)
            and _selects(ours, theirs, record)
        )


def _became(earlier: Record | None, record: Record, before: _Side, after: _Side, strict: bool) -> Kind | None:
    if earlier is None:
        # Where the case was judged, the check had nothing to say about the answer: then a failure is new.
        silent = record.case in before.cases and record.check in before.results.header.options["checks"]
        if record.gates(strict=strict):
            return _failing(record) if silent or before.missed(record, after) else Kind.ADDED
        return None if silent else Kind.ADDED
    if record.gates(strict=strict):
        if not earlier.gates(strict=strict):
            return _failing(record)
        return Kind.REASON if _other_reason(earlier, record) else None
    if record.status is Status.UNSUPPORTED and earlier.status is not Status.UNSUPPORTED:
        return Kind.LOST if _passed(earlier, strict) else Kind.REMOVED
    if earlier.status is Status.UNSUPPORTED and record.status is not Status.UNSUPPORTED:
        return Kind.ADDED
    return Kind.PASSING if earlier.gates(strict=strict) and record.status is Status.PASS else None


def _gone(record: Record, before: _Side, after: _Side, strict: bool) -> Kind | None:
    if record.case in after.cases and record.check in after.results.header.options["checks"] and not record.failed:
        return None
    return Kind.LOST if _passed(record, strict) and after.missed(record, before) else Kind.REMOVED


def _failing(record: Record) -> Kind:
    return Kind.FAILING if record.known is None else Kind.KNOWN


def _passed(record: Record, strict: bool) -> bool:
    # Where a failure would gate, and there is none.
    return record.status is Status.PASS and (record.level == "must" or (strict and record.level == "should"))


def _other_reason(earlier: Record, record: Record) -> bool:
    return earlier.reason != record.reason and group_of(earlier) != group_of(record)


def _suite(header: Header) -> tuple[str, int, int]:
    return header.suite, header.dialect_version, header.requirements


def _selects(header: Header, other: Header, record: Record) -> bool:
    """Whether the options of ``header`` select what those of ``other`` did select."""
    options, theirs = header.options, other.options
    if options["shard"] not in (None, theirs["shard"]):
        return False
    if record.type not in options["types"] or record.check not in options["checks"]:
        # A verdict on the implementation as a whole is of no type that anybody selects.
        return all(options[name] == theirs[name] for name in ("types", "checks"))
    if options["vectors"] is not None:
        globs: list[str] = options["vectors"]
        # They select golden vectors alone, though a star matches the slashes of every other id too.
        matches = is_golden(record.case) and any(fnmatchcase(record.case, glob) for glob in globs)
        return globs == theirs["vectors"] or matches
    return bool(options["generated"]) or "/generated/" not in record.case


def _notes(old: Results, new: Results) -> Iterator[str]:
    one, two = old.header, new.header
    pairs: dict[str, tuple[object, object]] = {
        "implementations": (one.name, two.name),
        "profiles": (one.profile, two.profile),
        "suites": (one.suite, two.suite),
        "versions of the dialect": (one.dialect_version, two.dialect_version),
        "versions of the requirements": (one.requirements, two.requirements),
        "seeds of generated payloads": (one.seed, two.seed),
        "pythons": (one.environment["python"], two.environment["python"]),
        "platforms": (one.environment["platform"], two.environment["platform"]),
    }
    for name in ("types", "checks"):
        pairs[name] = (len(one.options[name]), len(two.options[name]))
        if one.options[name] != two.options[name] and pairs[name][0] == pairs[name][1]:
            pairs[name] = (", ".join(one.options[name]), ", ".join(two.options[name]))
    for name in ("vectors", "generated", "strict", "shard"):
        pairs[f"options {name}"] = (_said(one.options[name]), _said(two.options[name]))
    for name, (left, right) in pairs.items():
        if left != right:
            yield f"different {name}: {left} → {right}"
    if not old.complete:
        yield f"{old.path} is INCOMPLETE: the run was stopped, and what it did not reach counts as added"
    if not new.complete:
        yield f"{new.path} is INCOMPLETE: the run was stopped, and cannot show that nothing regressed"


def _said(option: object) -> str:
    if option is None:
        return "all"
    return ", ".join(option) if isinstance(option, list) else str(option)
