"""What a file of known failures has to become so that a run is as listed.

An id stays in its entry while it is as listed there. What fails of the cases that leave gets new entries, right after
the old one and in its words. Only what all failures of an entry share is corrected in place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from conformance.checks.verdict import Verdict
from conformance.known_failures.entries import Entry, Pattern
from conformance.known_failures.match import EntryStatus, Listing, Match, Scope, shared
from conformance.known_failures.pinned import reason_of
from conformance.results.words import counted


@dataclass(frozen=True, slots=True)
class Revision:
    """What becomes of one entry of the file.

    ``entry`` is as it will be, without cases if it goes; ``ids`` are, for each of its present ids, the texts that take
    its place; ``moved`` are new entries for what fails of the cases that leave it.
    """

    entry: Entry
    ids: tuple[tuple[str, ...], ...]
    moved: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The entries before, one revision for each, and new entries for as many failures as none of them lists."""

    before: tuple[Entry, ...]
    revisions: tuple[Revision, ...]
    new: tuple[Entry, ...]
    failures: int

    @property
    def revised(self) -> tuple[Entry, ...]:
        """What is left of the entries before, in the file's order."""
        entries = (entry for revision in self.revisions for entry in (revision.entry, *revision.moved))
        return tuple(entry for entry in entries if entry.cases)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The file's entries when the plan is carried out."""
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


def plan(listing: Listing, verdicts: Collection[Verdict], scope: Scope, why: str = "") -> Plan:
    """Remove ids that pass, correct reasons that changed, and add new failures with ``why``.

    What the run did not judge stays as it is, unless the dialect has no such case. Entries that have expired are
    treated like all others, and stay expired.
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
    return Plan(
        listing.known.entries,
        tuple(_revision(match, number) for number in range(len(listing.known.entries))),
        tuple(
            Entry(_patterns(sorted(cases)), why, (check,), reason or None)
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


def _decided(match: Match, entry: Entry, case: str) -> bool:
    """Whether the run can say whether a case is as the entry lists it."""
    return case in match.scope.judged and (entry.checks is not None or match.scope.whole(case))


def _failing(match: Match, number: int, case: str) -> Mapping[str | None, tuple[str, ...]]:
    """By reason the checks that a case fails, as far as the entry lists it; what it lists if the run cannot say."""
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


def _corrected(entry: Entry, failing: Collection[Mapping[str | None, tuple[str, ...]]]) -> Entry:
    """The entry with the one reason that all of its failures have, and without checks that none of its cases fails."""
    reasons = {reason for found in failing for reason in found}
    failed = {check for found in failing for checks in found.values() for check in checks}
    return replace(
        entry,
        reason=reasons.pop() or entry.reason if len(reasons) == 1 else entry.reason,
        checks=tuple(check for check in entry.checks or () if check in failed) or entry.checks,
    )


def _listed_before(match: Match, number: int, entry: Entry, case: str) -> bool:
    """Whether an earlier entry lists the same of a case."""
    before = {first for first, _ in match.listing.claims[case] if first < number}
    return any(shared(match.listing.known.entries[first], entry) for first in before)


def _texts(entries: Iterable[Entry]) -> set[str]:
    return {one.text for entry in entries for one in entry.cases}


def _patterns(texts: Iterable[str]) -> tuple[Pattern, ...]:
    return tuple(map(Pattern, texts))
