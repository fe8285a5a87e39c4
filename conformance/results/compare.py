"""What changed between two runs, verdict by verdict.

A verdict fails here when it gates: at level must, in a strict comparison also at level should. Old and new
verdicts are paired by case and check. Three decisions are not obvious:

- A failure that the new run lists as known and that did not fail before is shown, but is not a regression: the
  person who listed it has seen it, and the list is reviewed with the code.
- A case that passed and is now gone or declared unsupported is a regression, unless a difference between the two
  runs explains that it was not judged (other options, another suite, a stopped run). A single check without a
  verdict is not: which checks apply depends on the answer, and those that do have judged it.
- A case that was unsupported and fails now is a regression: what was clearly missing is now wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from conformance.checks.case import THE_IMPLEMENTATION, CaseId, CaseKind
from conformance.checks.verdict import Status, Verdict
from conformance.errors import UsageError
from conformance.results.reasons import groups_of
from conformance.results.record import Header, Results

Key = tuple[str, str]


class ChangeKind(StrEnum):
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
        return self in (ChangeKind.FAILING, ChangeKind.LOST)


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A change from run to run: the new ``verdict``, or the old one where it passes now or is gone.

    ``before`` is the reason that a new one replaces.
    """

    verdict: Verdict
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side.

    ``notes`` say how the runs differ apart from their verdicts. ``changes`` contains only kinds that occur;
    ``unchanged`` counts the failures that are as they were.
    """

    old: Results
    new: Results
    strict: bool
    notes: tuple[str, ...]
    changes: Mapping[ChangeKind, tuple[VerdictChange, ...]]
    unchanged: int

    @property
    def regressions(self) -> int:
        """How many verdicts got worse."""
        return sum(len(found) for kind, found in self.changes.items() if kind.regression)

    @property
    def exit(self) -> int:
        """1 for a regression, and for a new run that was stopped, which cannot rule one out."""
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
    found: dict[ChangeKind, list[VerdictChange]] = {kind: [] for kind in ChangeKind}
    unchanged = 0
    for key, verdict in after.verdicts.items():
        earlier = before.verdicts.get(key)
        kind = _became(earlier, verdict, before, after, strict)
        if kind is None:
            unchanged += verdict.gates(strict=strict)
        elif earlier is not None and kind is ChangeKind.PASSING:
            found[kind].append(VerdictChange(earlier))
        else:
            replaced = earlier.reason if earlier is not None and kind is ChangeKind.REASON else None
            found[kind].append(VerdictChange(verdict, replaced))
    for key, verdict in before.verdicts.items():
        kind = None if key in after.verdicts else _gone(verdict, before, after, strict)
        if kind is not None:
            found[kind].append(VerdictChange(verdict))
    changes = {kind: tuple(of_kind) for kind, of_kind in found.items() if of_kind}
    comparison = Comparison(old, new, strict, tuple(_notes(old, new)), changes, unchanged)
    if not before.cases & after.cases and not comparison.regressions:
        raise UsageError(f"{old.path} and {new.path} have no case in common: there is nothing to compare")
    return comparison


@dataclass(frozen=True, slots=True)
class _Side:
    results: Results
    verdicts: Mapping[Key, Verdict]
    cases: frozenset[str]

    @classmethod
    def of(cls, results: Results) -> _Side:
        verdicts = {verdict.key: verdict for verdict in results.verdicts}
        return cls(results, verdicts, frozenset(verdict.case for verdict in results.verdicts))

    def missed(self, verdict: Verdict, other: _Side) -> bool:
        """Whether this side lacks the case of ``verdict``, which the other side has, without an explanation."""
        ours, theirs = self.results.header, other.results.header
        return (
            verdict.case not in self.cases
            and self.results.complete
            and _suite(ours) == _suite(theirs)
            and _selects(ours, theirs, verdict)
        )


def _became(earlier: Verdict | None, verdict: Verdict, before: _Side, after: _Side, strict: bool) -> ChangeKind | None:
    if earlier is None:
        # If the case was judged before, the check had nothing to say about the answer, and a failure is new.
        silent = verdict.case in before.cases and verdict.check in before.results.header.options["checks"]
        if verdict.gates(strict=strict):
            return _failing(verdict) if silent or before.missed(verdict, after) else ChangeKind.ADDED
        return None if silent else ChangeKind.ADDED
    if verdict.gates(strict=strict):
        if not earlier.gates(strict=strict):
            return _failing(verdict)
        return ChangeKind.REASON if _other_reason(earlier, verdict) else None
    if verdict.status is Status.UNSUPPORTED and earlier.status is not Status.UNSUPPORTED:
        return ChangeKind.LOST if _passed(earlier, strict) else ChangeKind.REMOVED
    if earlier.status is Status.UNSUPPORTED and verdict.status is not Status.UNSUPPORTED:
        return ChangeKind.ADDED
    return ChangeKind.PASSING if earlier.gates(strict=strict) and verdict.status is Status.PASS else None


def _gone(verdict: Verdict, before: _Side, after: _Side, strict: bool) -> ChangeKind | None:
    if verdict.case in after.cases and verdict.check in after.results.header.options["checks"] and not verdict.failed:
        return None
    return ChangeKind.LOST if _passed(verdict, strict) and after.missed(verdict, before) else ChangeKind.REMOVED


def _failing(verdict: Verdict) -> ChangeKind:
    return ChangeKind.FAILING if verdict.known is None else ChangeKind.KNOWN


def _passed(verdict: Verdict, strict: bool) -> bool:
    # At a level at which a failure would gate.
    return verdict.status is Status.PASS and verdict.level.binds(strict=strict)


def _other_reason(earlier: Verdict, verdict: Verdict) -> bool:
    return set(groups_of(earlier)) != set(groups_of(verdict)) or (
        not verdict.findings and earlier.reason != verdict.reason
    )


def _suite(header: Header) -> tuple[str, int, int]:
    return header.suite, header.dialect_version, header.requirements


def _selects(header: Header, other: Header, verdict: Verdict) -> bool:
    """Whether the options of ``header`` select what those of ``other`` selected."""
    options, theirs = header.options, other.options
    if options["shard"] not in (None, theirs["shard"]):
        return False
    case = CaseId.parse(verdict.case)
    if case == THE_IMPLEMENTATION or case.subject not in options["types"] or verdict.check not in options["checks"]:
        return all(options[name] == theirs[name] for name in ("types", "checks"))
    if options["vectors"] is not None:
        globs = options["vectors"]
        # They select golden vectors only, although a star matches the slashes of all other ids, too.
        return globs == theirs["vectors"] or (case.golden and any(fnmatchcase(verdict.case, glob) for glob in globs))
    if case.kind is CaseKind.EXPLORED:
        return False  # no two runs explore the same
    return bool(options["generated"]) or case.kind is not CaseKind.GENERATED


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
        pairs[f"options {name}"] = (_in_words(one.options[name]), _in_words(two.options[name]))
    for name, (left, right) in pairs.items():
        if left != right:
            yield f"different {name}: {left} → {right}"
    if two.started < one.started:
        yield f"the new run ({two.started}) is older than the old one ({one.started}): were the files swapped?"
    if not old.complete:
        yield f"{old.path} is INCOMPLETE: the run was stopped, and what it did not reach counts as added"
    if not new.complete:
        yield f"{new.path} is INCOMPLETE: the run was stopped, and cannot show that nothing regressed"


def _in_words(option: object) -> str:
    if option is None:
        return "all"
    return ", ".join(option) if isinstance(option, list) else str(option)
