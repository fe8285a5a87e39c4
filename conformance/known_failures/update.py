"""What a file of known failures has to become so that a run is as listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance.known_failures.cases import CHECK_NAMES
from conformance.known_failures.entries import CaseId, Entry
from conformance.known_failures.match import Fate, Listing, Record, Scope, by_case, shared
from conformance.reasons import generalised

Home: TypeAlias = tuple[tuple[str, ...] | None, str | None]
"""The checks and the reason of the entry that a failure belongs to."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the file, and what stands in its place.

    ``ids`` says by place what becomes of each of its ids: the texts that replace it, none if it goes.
    An entry without any id is taken out. ``behind`` are entries to be put behind it.
    """

    number: int
    entry: Entry
    ids: tuple[tuple[str, ...], ...]
    behind: tuple[Entry, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether nothing is left of the entry."""
        return not any(self.ids)


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes, in the file's order, and the entries that are new; ``removed`` counts ids, the others failures."""

    changes: tuple[Change, ...]
    added: tuple[Entry, ...]
    removed: int
    corrected: int
    new: int

    def __bool__(self) -> bool:
        return bool(self.changes or self.added)

    def __str__(self) -> str:
        parts = [
            f"{_counted(self.removed, 'id')} removed" if self.removed else "",
            f"{_counted(self.corrected, 'reason')} corrected" if self.corrected else "",
            f"{_counted(self.new, 'failure')} added" if self.new else "",
        ]
        return ", ".join(filter(None, parts)) or "tidied"


def plan(listing: Listing, records: Collection[Record], scope: Scope, why: str = "") -> Plan:
    """Ids that pass go, reasons that changed are corrected, failures that are new are added with ``why``.

    What the run did not judge stays as it is, but for ids that the dialect does not have. Entries that have
    expired are treated as all others, and stay expired.
    """
    seen = by_case(listing, records)
    moves = [_Moves(listing, number, seen, scope) for number in range(len(listing.known.entries))]
    changes = [change for move in moves if (change := move.change()) is not None]
    new = [
        record
        for record in records
        if scope.gates(record)
        and record["case"] in listing.cases
        and listing.owner(record["case"], record["check"]) is None
    ]
    return Plan(
        tuple(changes),
        tuple(_added(new, why)),
        removed=sum(move.removed for move in moves),
        corrected=sum(move.corrected for move in moves),
        new=len(new),
    )


def after(listing: Listing, planned: Plan) -> list[Entry]:
    """The file's entries when the plan is carried out."""
    changes = {change.number: change for change in planned.changes}
    entries: list[Entry] = []
    for number, entry in enumerate(listing.known.entries):
        if number not in changes:
            entries.append(entry)
            continue
        change = changes[number]
        if not change.gone:
            entries.append(replace(change.entry, cases=_ids(text for texts in change.ids for text in texts)))
        entries += change.behind
    return [*entries, *planned.added]


def _added(records: Collection[Record], why: str) -> Iterator[Entry]:
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        groups[record["check"], generalised(record.get("reason", ""))].add(record["case"])
    for (check, reason), cases in sorted(groups.items()):
        yield Entry(_ids(sorted(cases)), why, (check,), reason or None)


class _Moves:
    """Where the cases of one entry belong after a run: at home, in another entry, or nowhere."""

    def __init__(self, listing: Listing, number: int, seen: Mapping[str, Mapping[str, Record]], scope: Scope) -> None:
        self._listing, self._number, self._seen, self._scope = listing, number, seen, scope
        self._entry = listing.known.entries[number]
        self._own: Home = (self._entry.checks, self._entry.reason)
        self._places = [self._place(place) for place in range(len(self._entry.cases))]
        self._home = self._common()
        for place, homes in enumerate(self._places):
            if self._pattern(place) and {*homes.values()} - {frozenset({self._home}), _NOWHERE}:
                self._places[place] = self._exact(place)
        self.removed = sum(
            sum(self._leaves(place, case) for case, found in homes.items() if not found) if homes else 1
            for place, homes in enumerate(self._places)
        )
        reasons = {reason for homes in self._places for found in homes.values() for _, reason in found}
        self.corrected = len(reasons - {self._entry.reason})

    def change(self) -> Change | None:
        """What has to change about the entry, or ``None``."""
        ids = tuple(map(tuple, self._kept()))
        if self._home == self._own and ids == tuple((one.text,) for one in self._entry.cases):
            return None
        moved: dict[Home, list[str]] = defaultdict(list)
        for homes in self._places:
            for case, found in homes.items():
                if found != {self._home}:
                    for other in sorted(found, key=lambda home: (home[0] or (), home[1] or "")):
                        moved[other].append(case)
        checks, reason = self._home
        behind = (
            replace(self._entry, cases=_ids(cases), checks=to_checks, reason=to_reason, line=0, lines={})
            for (to_checks, to_reason), cases in moved.items()
        )
        return Change(self._number, replace(self._entry, checks=checks, reason=reason), ids, tuple(behind))

    def _kept(self) -> Iterator[list[str]]:
        """By place the ids that stay: a pattern as it is, unless one of its cases goes elsewhere."""
        for place, homes in enumerate(self._places):
            stay = [case for case, found in homes.items() if found == {self._home}]
            leave = any(found != {self._home} and (found or self._leaves(place, case)) for case, found in homes.items())
            yield stay if leave or not stay else [self._entry.cases[place].text]

    def _common(self) -> Home:
        """The entry's own home; where all of its cases move to the same other one, that one."""
        homes = {found for place in self._places for found in place.values()} - {_NOWHERE}
        if len(homes) == 1:
            (found,) = homes
            for checks, reason in found if len(found) == 1 else ():
                if (checks is None, reason is None) == (self._own[0] is None, self._own[1] is None):
                    return checks, reason
        return self._own

    def _place(self, place: int) -> dict[str, frozenset[Home]]:
        """The homes of the cases of one id; as a pattern's, if they have one home and none leaves."""
        if self._pattern(place):
            homes = self._through(place)
            leave = any(self._leaves(place, case) for case, found in homes.items() if not found)
            if not leave and len({*homes.values()} - {_NOWHERE}) == 1:
                return homes
        return self._exact(place)

    def _through(self, place: int) -> dict[str, frozenset[Home]]:
        """The homes through a pattern: a check need not judge every case that it stands for, but one of them."""
        matched = self._listing.matched[self._number][place]
        idle: set[str] = set()
        if all(case in self._scope.judged for case in matched):
            became: dict[str, set[Fate]] = defaultdict(set)
            for case in matched:
                for check, fate in self._fates(case).items():
                    became[check].add(fate)
            idle = {check for check, fates in became.items() if fates == {Fate.SILENT}}
        return {case: self._homes(place, case, excused=CHECK_NAMES - idle) for case in matched}

    def _exact(self, place: int) -> dict[str, frozenset[Home]]:
        return {case: self._homes(place, case) for case in self._listing.matched[self._number][place]}

    def _pattern(self, place: int) -> bool:
        return "*" in self._entry.cases[place].text

    def _leaves(self, place: int, case: str) -> bool:
        """Whether a judged case without a home may not be listed, not even through a pattern."""
        return (
            not self._pattern(place)
            or self._earlier(place, case) != _NEITHER
            or Fate.PASSES in self._fates(case).values()
        )

    def _earlier(self, place: int, case: str) -> tuple[bool, bool]:
        """Whether the same entry, and whether another one, lists the same of a case before."""
        claims = self._listing.claims[case]
        before = claims[: claims.index((self._number, place))]
        return any(number == self._number for number, _ in before), any(
            number != self._number and shared(self._listing.known.entries[number], self._entry) != ""
            for number, _ in before
        )

    def _fates(self, case: str) -> dict[str, Fate]:
        return self._listing.fates(self._number, case, self._seen.get(case, {}), self._scope)

    def _homes(self, place: int, case: str, excused: Collection[str] = ()) -> frozenset[Home]:
        """Where a case belongs; that ``excused`` checks have nothing to say about it does not matter."""
        if case not in self._scope.judged:
            return frozenset({self._own})
        again, elsewhere = self._earlier(place, case)
        if again:
            return _NOWHERE
        fates = self._fates(case)
        by_reason: dict[str | None, list[str]] = defaultdict(list)
        for check, fate in fates.items():
            if fate in (Fate.AS_LISTED, Fate.UNSEEN):
                by_reason[self._entry.reason].append(check)
            elif fate is Fate.OTHERWISE:
                by_reason[generalised(self._seen[case][check].get("reason", "")) or None].append(check)
        if self._entry.checks is None:
            if not self._scope.whole(case):
                # Which of the checks that were not selected fail, and why, this run cannot say.
                return frozenset({self._own})
            alone = len(by_reason) == 1 and not elsewhere
            return frozenset((None if alone else tuple(checks), reason) for reason, checks in by_reason.items())
        if len(by_reason) == 1:
            ((reason, failing),) = by_reason.items()
            silent = {check for check, fate in fates.items() if fate is Fate.SILENT and check in excused}
            return frozenset({(tuple(check for check in fates if check in silent or check in failing), reason)})
        return frozenset((tuple(checks), reason) for reason, checks in by_reason.items())


_NOWHERE: frozenset[Home] = frozenset()
_NEITHER = (False, False)


def _ids(texts: Collection[str] | Iterator[str]) -> tuple[CaseId, ...]:
    return tuple(map(CaseId, texts))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
