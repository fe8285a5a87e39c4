"""A file of known failures laid over the verdicts of a run: what is known, and what is not as listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from conformance.errors import near
from conformance.known_failures.cases import Cases, checks_of
from conformance.known_failures.entries import CaseId, Entry, KnownFailures
from conformance.reasons import generalised
from conformance.verdict import FAILURES, Level, Status

Record: TypeAlias = Mapping[str, Any]
"""A verdict as the results keep it: case, check, level, status and, where there is one, reason."""

_PROPOSALS = 20  # Looking for near names among thousands takes its time.


class Kind(StrEnum):
    """In which way the file and the run disagree; the value is how the message begins."""

    UNLISTED = "unlisted failure"
    PASSES = "unexpected pass"
    REASON = "wrong reason"
    NOTHING = "matches nothing"
    TWICE = "listed twice"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the file that is not as the run is; ``details`` are further lines for the reader."""

    kind: Kind
    line: int
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run judged, and how: the cases whose items ran, the selected checks, whether should gates."""

    judged: Collection[str]
    checks: Collection[str]
    strict: bool = False

    def gates(self, record: Record) -> bool:
        """Whether a verdict makes a run red that knows of no failures."""
        binding = record["level"] == Level.MUST or (self.strict and record["level"] == Level.SHOULD)
        return binding and record["status"] in FAILURES

    def whole(self, case: str) -> bool:
        """Whether every check that may have something to say about a case was selected."""
        return checks_of(case) <= frozenset(self.checks)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file says of a run.

    ``known`` names by case and check the failures that are as listed, ``entries`` counts the entries that list
    them; ``unlisted`` are the verdicts that make the run red and that no entry lists.
    """

    known: frozenset[tuple[str, str]]
    entries: int
    unlisted: tuple[Record, ...]
    problems: tuple[Problem, ...]


class Fate(StrEnum):
    """What became of a case and check that an entry lists."""

    AS_LISTED = "fails as listed"
    OTHERWISE = "fails for another reason"
    PASSES = "passes"
    SILENT = "neither fails nor passes"
    UNSEEN = "was not selected"


class Listing:
    """The entries of a file, by the cases of a dialect that they stand for."""

    def __init__(self, known: KnownFailures, cases: Cases) -> None:
        self.known = known
        self.cases = cases
        self.claims: dict[str, list[tuple[int, int]]] = defaultdict(list)
        """By case, in the file's order: which entry, and which of its ids, stand for it."""
        self.matched = [[cases.matching(one.text) for one in entry.cases] for entry in known.entries]
        """By entry and id the cases that it stands for."""
        for number, of_entry in enumerate(self.matched):
            for place, matched in enumerate(of_entry):
                for case in matched:
                    self.claims[case].append((number, place))

    def owner(self, case: str, check: str) -> int | None:
        """The number of the entry that lists a case and check: the first one that does."""
        for number, _ in self.claims.get(case, ()):
            checks = self.known.entries[number].checks
            if checks is None or check in checks:
                return number
        return None

    def entry(self, case: str, check: str, reason: str) -> Entry | None:
        """The entry that lists a failure for this reason, or ``None``."""
        number = self.owner(case, check)
        entry = None if number is None else self.known.entries[number]
        return entry if entry is not None and entry.excuses(reason) else None

    def fates(self, number: int, case: str, seen: Mapping[str, Record], scope: Scope) -> dict[str, Fate]:
        """By check what became of a judged case, as far as this entry is the one that lists it.

        ``seen`` are the case's verdicts by check. An entry without ``checks`` leaves failures alone that are
        mere warnings and not as listed: those need no entry.
        """
        entry = self.known.entries[number]
        owned = [check for check in entry.checks or seen if self.owner(case, check) == number]
        fates = {check: _fate(entry, check, seen.get(check), scope) for check in owned}
        if entry.checks is None:
            for check, fate in fates.items():
                if fate is Fate.OTHERWISE and not scope.gates(seen[check]):
                    fates[check] = Fate.SILENT
        return fates


def by_case(listing: Listing, records: Iterable[Record]) -> dict[str, dict[str, Record]]:
    """The verdicts on cases that the file lists, by case and check."""
    seen: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in records:
        if record["case"] in listing.claims:
            seen[record["case"]][record["check"]] = record
    return seen


def judge(listing: Listing, records: Collection[Record], scope: Scope, today: date) -> Judgement:
    """Lay the file over a run. What was not judged is left alone, but for ids that the dialect does not have."""
    seen = by_case(listing, records)
    as_listed = {
        (case, check): owner
        for case, verdicts in seen.items()
        for check, record in verdicts.items()
        if record["status"] in FAILURES
        and (owner := listing.owner(case, check)) is not None
        and listing.known.entries[owner].excuses(record.get("reason", ""))
    }
    problems = [*standing(listing, today, scope.judged)]
    for number in range(len(listing.known.entries)):
        problems += _not_as_listed(listing, number, seen, scope)
    return Judgement(
        known=frozenset(as_listed),
        entries=len({*as_listed.values()}),
        unlisted=tuple(
            record
            for record in records
            if scope.gates(record) and listing.owner(record["case"], record["check"]) is None
        ),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def standing(listing: Listing, today: date, judged: Collection[str] | None = None) -> Iterator[Problem]:
    """What is wrong with the file whatever a run says: no such case, listed twice, expired.

    With ``judged`` the last two are told of entries about these cases alone.
    """
    proposals = _PROPOSALS
    expired = [entry.expired(today) for entry in listing.known.entries]
    alive = {
        number for case, claims in listing.claims.items() if judged is None or case in judged for number, _ in claims
    }
    for number, entry in enumerate(listing.known.entries):
        for one, matched in zip(entry.cases, listing.matched[number], strict=True):
            if not matched:
                said = near(one.text, listing.cases.alike(one.text)) if proposals > 0 else ""
                proposals -= 1
                yield Problem(Kind.NOTHING, one.line, f"the dialect has no case {one.text}{said}")
            elif judged is None:
                possible = frozenset().union(*map(checks_of, matched))
                for check in entry.checks or ():
                    if check not in possible:
                        yield Problem(Kind.NOTHING, one.line, f"{check} never judges {one.text}")
        if expired[number] and (number in alive or judged is None):
            yield Problem(Kind.EXPIRED, entry.lines.get("expires", entry.line), f"on {entry.expires}: {entry.why}")
    yield from _twice(listing, judged)


def _twice(listing: Listing, judged: Collection[str] | None) -> Iterator[Problem]:
    found: dict[tuple[int, int, int, int], list[str]] = defaultdict(list)
    entries = listing.known.entries
    for case, claims in listing.claims.items():
        if len(claims) == 1 or not (judged is None or case in judged):
            continue
        for position, later in enumerate(claims):
            for first in claims[:position]:
                if checks := shared(entries[first[0]], entries[later[0]]):
                    found[*first, *later].append(f"{case} ({checks})")
                    break
    for (number, place, other, place_there), cases in found.items():
        first_line, line = entries[number].cases[place].line, entries[other].cases[place_there].line
        yield Problem(Kind.TWICE, line, f"{_and_more(cases)}, at line {first_line} already")


def shared(one: Entry, other: Entry) -> str:
    """In words the checks that both entries list; nothing if there are none."""
    if one.checks is None or other.checks is None:
        return ", ".join(one.checks or other.checks or ("every check",))
    return ", ".join(check for check in one.checks if check in other.checks)


def _fate(entry: Entry, check: str, record: Record | None, scope: Scope) -> Fate:
    if check not in scope.checks:
        return Fate.UNSEEN
    if record is None:
        return Fate.SILENT
    if record["status"] in FAILURES:
        return Fate.AS_LISTED if entry.excuses(record.get("reason", "")) else Fate.OTHERWISE
    return Fate.PASSES if record["status"] == Status.PASS else Fate.SILENT


def _not_as_listed(
    listing: Listing, number: int, seen: Mapping[str, Mapping[str, Record]], scope: Scope
) -> Iterator[Problem]:
    entry = listing.known.entries[number]
    otherwise: dict[tuple[str, str], list[str]] = defaultdict(list)
    told: set[str] = set()
    for one, matched in zip(entry.cases, listing.matched[number], strict=True):
        fates = {
            case: listing.fates(number, case, seen.get(case, {}), scope) for case in matched if case in scope.judged
        }
        for case in [case for case in fates if case not in told]:
            told.add(case)
            for check, fate in fates[case].items():
                if fate is Fate.OTHERWISE:
                    otherwise[check, generalised(seen[case][check].get("reason", ""))].append(case)
            yield from _passes(entry, one, case, fates[case], scope)
        if matched and len(fates) == len(matched):
            yield from _silent(listing, number, one, fates, scope)
    for (check, reason), cases in otherwise.items():
        yield Problem(
            Kind.REASON,
            entry.lines.get("reason", entry.line),
            f"{_and_more(cases)} ({check}) {'fails' if len(cases) == 1 else 'fail'} for another reason",
            (f"listed  {entry.reason}", f"now     {reason}"),
        )


def _passes(entry: Entry, one: CaseId, case: str, fates: Mapping[str, Fate], scope: Scope) -> Iterator[Problem]:
    through = "" if one.text == case else f", listed as {one.text},"
    if entry.checks is not None:
        for check, fate in fates.items():
            if fate is Fate.PASSES:
                yield Problem(Kind.PASSES, one.line, f"{case} ({check}){through} passes now")
    elif _all_pass(fates) and scope.whole(case):
        yield Problem(Kind.PASSES, one.line, f"{case}{through} passes now")


def _all_pass(fates: Mapping[str, Fate]) -> bool:
    """Whether nothing of what an entry without ``checks`` lists of a case fails, and something passes."""
    became = {*fates.values()}
    return Fate.PASSES in became and not became & {Fate.AS_LISTED, Fate.OTHERWISE}


def _silent(
    listing: Listing, number: int, one: CaseId, fates: Mapping[str, Mapping[str, Fate]], scope: Scope
) -> Iterator[Problem]:
    """An id that stands for cases, all of them judged, of which none either passes or fails."""
    checks = listing.known.entries[number].checks
    if checks is not None:
        for check in checks:
            if {of_case[check] for of_case in fates.values() if check in of_case} == {Fate.SILENT}:
                yield Problem(Kind.NOTHING, one.line, f"{check} neither fails nor passes {one.text}")
        return
    for case, of_case in fates.items():
        elsewhere = listing.claims[case][0][0] != number
        if elsewhere or not scope.whole(case) or {*of_case.values()} - {Fate.SILENT}:
            return
    yield Problem(Kind.NOTHING, one.line, f"{one.text} neither fails nor passes: not supported, or left open")


def _and_more(cases: list[str]) -> str:
    return cases[0] if len(cases) == 1 else f"{cases[0]} and {len(cases) - 1} more"
