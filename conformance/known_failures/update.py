"""Plans the changes of a file of known failures after which a run is as listed.

An id stays in its entry while it is as listed there. Cases that leave and still fail get new entries, right after the
old one and in its words. Only what all failures of an entry share is corrected in place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from conformance.checks.verdict import Verdict
from conformance.known_failures.entries import FailureEntry, Pattern
from conformance.known_failures.match import EntryStatus, Listing, Match, Scope, shared
from conformance.known_failures.pinned import reason_of
from conformance.results.words import counted


@dataclass(frozen=True, slots=True)
class Revision:
    """The planned change of one entry of the file.

    ``entry`` is the entry afterwards, without cases if it is removed; ``ids`` are the texts that replace each of its
    present ids; ``moved`` are new entries for cases that leave it and still fail.
    """

    entry: FailureEntry
    ids: tuple[tuple[str, ...], ...]
    moved: tuple[FailureEntry, ...]


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """The entries before, one revision per entry, and new entries for ``failures`` that none of them lists."""

    before: tuple[FailureEntry, ...]
    revisions: tuple[Revision, ...]
    new: tuple[FailureEntry, ...]
    failures: int

    @property
    def revised(self) -> tuple[FailureEntry, ...]:
        """The remaining entries after their revisions, in the file's order."""
        entries = (entry for revision in self.revisions for entry in (revision.entry, *revision.moved))
        return tuple(entry for entry in entries if entry.cases)

    @property
    def entries(self) -> tuple[FailureEntry, ...]:
        """All entries of the file after the plan."""
        return (*self.revised, *self.new)

    def __str__(self) -> str:
        reasons = {entry.reason for entry in self.before}
        corrected = sum(entry.reason not in reasons for entry in self.revised)
        removed = len(_texts(self.before) - _texts(self.revised))
        parts = [
            f"{counted(removed, 'id')} removed" if removed else "",
            f"{counted(corrected, 'reason')} corrected" if corrected else "",
            f"{counted(self.failures, 'failure')} added" if self.failures else "",
        ]
        return ", ".join(filter(None, parts)) or "tidied"


def plan(listing: Listing, verdicts: Collection[Verdict], scope: Scope, why: str = "") -> UpdatePlan:
    """Remove ids that pass, correct reasons that changed, and add new failures with ``why``.

    What the run did not judge is unchanged, unless the dialect has no such case. Expired entries are treated like all
    others, and stay expired.
    """
    match = Match(listing, verdicts, scope)
    unlisted = [
        verdict
        for verdict in verdicts
        if scope.gates(verdict) and verdict.case in listing.cases and listing.owner(*verdict.key) is None
    ]
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for verdict in unlisted:
        groups[verdict.check, reason_of(verdict)].add(verdict.case)
    return UpdatePlan(
        listing.known.entries,
        tuple(_revision(match, number) for number in range(len(listing.known.entries))),
        tuple(
            FailureEntry(_patterns(sorted(cases)), why, (check,), reason or None)
            for (check, reason), cases in sorted(groups.items())
        ),
        len(unlisted),
    )


def _revision(match: Match, number: int) -> Revision:
    entry, matched = match.listing.known.entries[number], match.listing.matched[number]
    failing = {case: _failing(match, number, case) for cases in matched for case in cases}
    corrected = _corrected(entry, failing.values())
    ids: list[tuple[str, ...]] = []
    moved: dict[tuple[str | None, tuple[str, ...]], list[str]] = defaultdict(list)
    earlier: set[str] = set()
    for one, cases in zip(entry.cases, matched, strict=True):
        decided = [case for case in cases if _decided(match, entry, case)]
        twice = {case for case in decided if case in earlier or _listed_before(match, number, corrected, case)}
        found = {deviation.case for deviation in match.deviations(number, corrected, cases)}
        if cases and not twice and found.isdisjoint({"", *decided}):
            ids.append((one.text,))
        else:
            leaving = {case for case in decided if case in twice or any(match.deviations(number, corrected, [case]))}
            ids.append(tuple(case for case in cases if case not in leaving))
            for case in cases:
                for home in failing[case].items() if case in leaving and case not in earlier else ():
                    moved[home].append(case)
        earlier.update(cases)
    return Revision(
        replace(corrected, cases=_patterns(text for texts in ids for text in texts)),
        tuple(ids),
        tuple(
            replace(entry, cases=_patterns(cases), checks=checks, reason=reason, line=0, lines={})
            for (reason, checks), cases in moved.items()
        ),
    )


def _decided(match: Match, entry: FailureEntry, case: str) -> bool:
    """Whether the run can tell whether a case is as the entry lists it."""
    return case in match.scope.judged and (entry.checks is not None or match.scope.whole(case))


def _failing(match: Match, number: int, case: str) -> Mapping[str | None, tuple[str, ...]]:
    """The checks that a listed case fails, by reason; what the entry says if the run cannot tell."""
    entry = match.listing.known.entries[number]
    if not _decided(match, entry, case):
        return {entry.reason: entry.checks or ()}
    found: dict[str | None, tuple[str, ...]] = {}
    for check, status in match.statuses(number, entry, case).items():
        if status in (EntryStatus.AS_LISTED, EntryStatus.NOT_SELECTED, EntryStatus.OTHERWISE):
            otherwise = status is EntryStatus.OTHERWISE
            reason = reason_of(match.seen[case][check]) or None if otherwise else entry.reason
            found[reason] = (*found.get(reason, ()), check)
    return found


def _corrected(entry: FailureEntry, failing: Collection[Mapping[str | None, tuple[str, ...]]]) -> FailureEntry:
    """The entry with the reason that all of its failures share, and without checks that none of its cases fails."""
    reasons = {reason for found in failing for reason in found}
    failed = {check for found in failing for checks in found.values() for check in checks}
    return replace(
        entry,
        reason=reasons.pop() or entry.reason if len(reasons) == 1 else entry.reason,
        checks=tuple(check for check in entry.checks or () if check in failed) or entry.checks,
    )


def _listed_before(match: Match, number: int, entry: FailureEntry, case: str) -> bool:
    """Whether an earlier entry lists the case with one of the same checks."""
    before = {first for first, _ in match.listing.claims[case] if first < number}
    return any(shared(match.listing.known.entries[first], entry) for first in before)


def _texts(entries: Iterable[FailureEntry]) -> set[str]:
    return {one.text for entry in entries for one in entry.cases}


def _patterns(texts: Iterable[str]) -> tuple[Pattern, ...]:
    return tuple(map(Pattern, texts))
