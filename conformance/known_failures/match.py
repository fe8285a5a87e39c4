"""Compares a file of known failures with the verdicts of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conformance.checks.case import CaseId
from conformance.checks.register import checks_of
from conformance.checks.verdict import Status, Verdict
from conformance.errors import near
from conformance.known_failures.cases import Cases
from conformance.known_failures.entries import FailureEntry, KnownFailures, Pattern
from conformance.known_failures.pinned import reason_of

_PROPOSALS = 20  # Looking for near names among thousands is slow.


class ProblemKind(StrEnum):
    """How the file and the run disagree; the value begins the message."""

    PASSES = "unexpected pass"
    REASON = "wrong reason"
    NOTHING = "matches nothing"
    TWICE = "listed twice"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where the file and the run disagree; ``details`` are further lines for the reader."""

    kind: ProblemKind
    line: int
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run judged: the cases whose items ran, the selected checks, and whether ``should`` gates."""

    judged: Collection[str]
    checks: Collection[str]
    strict: bool = False

    def gates(self, verdict: Verdict) -> bool:
        """Whether a verdict makes the run red unless it is known."""
        return verdict.gates(strict=self.strict)

    def whole(self, case: str) -> bool:
        """Whether every check that may judge a case was selected."""
        return checks_of(CaseId.parse(case)) <= frozenset(self.checks)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of comparing a file with a run.

    ``known`` has the case and check of each failure that is as listed, ``entries`` counts the entries that list them;
    ``unlisted`` are the verdicts that make the run red and that no entry lists.
    """

    known: frozenset[tuple[str, str]]
    entries: int
    unlisted: tuple[Verdict, ...]
    problems: tuple[Problem, ...]


class EntryStatus(StrEnum):
    """What became of a case and check that an entry lists."""

    AS_LISTED = "fails as listed"
    OTHERWISE = "fails for another reason"
    PASSES = "passes"
    SILENT = "neither fails nor passes"
    NOT_SELECTED = "was not selected"


class Listing:
    """The entries of a file with the cases of a dialect that they name."""

    def __init__(self, known: KnownFailures, cases: Cases) -> None:
        self.known = known
        self.cases = cases
        self.matched = [[cases.matching(one.text) for one in entry.cases] for entry in known.entries]
        """The cases that each id names, by entry and id."""
        self.claims: dict[str, list[tuple[int, int]]] = defaultdict(list)
        """The indexes of the entries, and of the ids in them, that name a case, in the file's order."""
        for number, of_entry in enumerate(self.matched):
            for index, matched in enumerate(of_entry):
                for case in matched:
                    self.claims[case].append((number, index))

    def owner(self, case: str, check: str) -> int | None:
        """The number of the first entry that lists a case and check."""
        for number, _ in self.claims.get(case, ()):
            checks = self.known.entries[number].checks
            if checks is None or check in checks:
                return number
        return None

    def entry(self, verdict: Verdict) -> FailureEntry | None:
        """The entry that lists a failure for its reason, or ``None``."""
        number = self.owner(*verdict.key)
        entry = None if number is None else self.known.entries[number]
        return entry if entry is not None and entry.excuses(verdict) else None


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which an id is not as its entry lists it; an empty ``case`` or ``check`` means all."""

    kind: ProblemKind
    case: str = ""
    check: str = ""


class Match:
    """A file and a run side by side, with what became of each case and check that an entry lists."""

    def __init__(self, listing: Listing, verdicts: Iterable[Verdict], scope: Scope) -> None:
        self.listing = listing
        self.scope = scope
        self.seen: dict[str, dict[str, Verdict]] = defaultdict(dict)
        """The verdicts on cases that the file lists, by case and check."""
        for verdict in verdicts:
            if verdict.case in listing.claims:
                self.seen[verdict.case][verdict.check] = verdict

    def statuses(self, number: int, entry: FailureEntry, case: str) -> dict[str, EntryStatus]:
        """What became of a judged case, by check, as far as no earlier entry lists it.

        ``entry`` is the file's entry with that number, or what it is to become. Without ``checks`` it does not list
        failures for other reasons that are mere warnings, which need no entry.
        """
        seen = self.seen.get(case, {})
        checks = [check for check in entry.checks or seen if self.listing.owner(case, check) == number]
        statuses = {check: self._status(entry, check, seen.get(check)) for check in checks}
        if entry.checks is None:
            for check, status in statuses.items():
                if status is EntryStatus.OTHERWISE and not self.scope.gates(seen[check]):
                    statuses[check] = EntryStatus.SILENT
        return statuses

    def _status(self, entry: FailureEntry, check: str, verdict: Verdict | None) -> EntryStatus:
        if check not in self.scope.checks:
            return EntryStatus.NOT_SELECTED
        if verdict is None:
            return EntryStatus.SILENT
        if verdict.failed:
            return EntryStatus.AS_LISTED if entry.excuses(verdict) else EntryStatus.OTHERWISE
        return EntryStatus.PASSES if verdict.status is Status.PASS else EntryStatus.SILENT

    def deviations(self, number: int, entry: FailureEntry, cases: Sequence[str]) -> Iterator[Deviation]:
        """How an id of an entry, which names these cases, is not as listed; what was not judged is ignored."""
        judged = {case: self.statuses(number, entry, case) for case in cases if case in self.scope.judged}
        for case, statuses in judged.items():
            for check, status in statuses.items():
                if status is EntryStatus.OTHERWISE:
                    yield Deviation(ProblemKind.REASON, case, check)
                elif status is EntryStatus.PASSES and entry.checks is not None:
                    yield Deviation(ProblemKind.PASSES, case, check)
            if entry.checks is None and _only_passes(statuses) and self.scope.whole(case):
                yield Deviation(ProblemKind.PASSES, case)
        if not cases or len(judged) < len(cases):
            return
        if entry.checks is not None:
            for check in entry.checks:
                if {found[check] for found in judged.values() if check in found} == {EntryStatus.SILENT}:
                    yield Deviation(ProblemKind.NOTHING, check=check)
        elif all(self._nothing_listed(number, case, statuses) for case, statuses in judged.items()):
            yield Deviation(ProblemKind.NOTHING)

    def _nothing_listed(self, number: int, case: str, statuses: Mapping[str, EntryStatus]) -> bool:
        first, _ = self.listing.claims[case][0]
        return first == number and self.scope.whole(case) and {*statuses.values()} <= {EntryStatus.SILENT}


def _only_passes(statuses: Mapping[str, EntryStatus]) -> bool:
    found = {*statuses.values()}
    return EntryStatus.PASSES in found and not found & {EntryStatus.AS_LISTED, EntryStatus.OTHERWISE}


def judge(listing: Listing, verdicts: Collection[Verdict], scope: Scope, today: date) -> Judgement:
    """Compare the file with a run, ignoring entries about what was not judged unless there is no such case."""
    match = Match(listing, verdicts, scope)
    known = {
        verdict.key: listing.owner(*verdict.key)
        for of_case in match.seen.values()
        for verdict in of_case.values()
        if verdict.failed and listing.entry(verdict) is not None
    }
    problems = [*file_problems(listing, today, scope.judged)]
    for number in range(len(listing.known.entries)):
        problems += _entry_problems(match, number)
    return Judgement(
        known=frozenset(known),
        entries=len({*known.values()}),
        unlisted=tuple(verdict for verdict in verdicts if scope.gates(verdict) and listing.owner(*verdict.key) is None),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def _entry_problems(match: Match, number: int) -> Iterator[Problem]:
    entry = match.listing.known.entries[number]
    reported: set[Deviation] = set()
    otherwise: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one, cases in zip(entry.cases, match.listing.matched[number], strict=True):
        found = [deviation for deviation in match.deviations(number, entry, cases) if deviation not in reported]
        reported |= {deviation for deviation in found if deviation.case}
        for deviation in found:
            if deviation.kind is ProblemKind.REASON:
                reason = reason_of(match.seen[deviation.case][deviation.check])
                otherwise[deviation.check, reason].append(deviation.case)
            else:
                yield Problem(deviation.kind, one.line, _in_words(deviation, one))
    for (check, reason), failing in otherwise.items():
        yield Problem(
            ProblemKind.REASON,
            entry.lines.get("reason", entry.line),
            f"{_and_more(failing)} ({check}) {'fails' if len(failing) == 1 else 'fail'} for another reason",
            (f"listed  {entry.reason}", f"now     {reason}"),
        )


def _in_words(deviation: Deviation, one: Pattern) -> str:
    if deviation.kind is ProblemKind.PASSES:
        check = f" ({deviation.check})" if deviation.check else ""
        through = "" if one.text == deviation.case else f", listed as {one.text},"
        return f"{deviation.case}{check}{through} passes now"
    if deviation.check:
        return f"{deviation.check} neither fails nor passes {one.text}"
    return f"{one.text} neither fails nor passes: not supported, or left open"


def file_problems(listing: Listing, today: date, judged: Collection[str] | None = None) -> Iterator[Problem]:
    """What is wrong with the file whatever a run says: no such case, listed twice, expired.

    With ``judged``, the last two are reported for these cases only.
    """
    proposals = _PROPOSALS
    for entry, of_entry in zip(listing.known.entries, listing.matched, strict=True):
        for one, matched in zip(entry.cases, of_entry, strict=True):
            if not matched:
                proposed = near(one.text, listing.cases.alike(one.text)) if proposals > 0 else ""
                proposals -= 1
                yield Problem(ProblemKind.NOTHING, one.line, f"the dialect has no case {one.text}{proposed}")
            elif judged is None:
                possible = frozenset().union(*(checks_of(CaseId.parse(case)) for case in matched))
                for check in entry.checks or ():
                    if check not in possible:
                        yield Problem(ProblemKind.NOTHING, one.line, f"{check} never judges {one.text}")
        if entry.expired(today) and (judged is None or any(case in judged for cases in of_entry for case in cases)):
            line = entry.lines.get("expires", entry.line)
            yield Problem(ProblemKind.EXPIRED, line, f"on {entry.expires}: {entry.why}")
    yield from _listed_twice(listing, judged)


def _listed_twice(listing: Listing, judged: Collection[str] | None) -> Iterator[Problem]:
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    entries = listing.known.entries
    for case, claims in listing.claims.items():
        if judged is not None and case not in judged:
            continue
        for position, (number, index) in enumerate(claims):
            for first, first_index in claims[:position]:
                if checks := shared(entries[first], entries[number]):
                    lines = entries[number].cases[index].line, entries[first].cases[first_index].line
                    found[lines].append(f"{case} ({checks})")
                    break
    for (line, first_line), cases in found.items():
        yield Problem(ProblemKind.TWICE, line, f"{_and_more(cases)}, at line {first_line} already")


def shared(one: FailureEntry, other: FailureEntry) -> str:
    """The checks that both entries list, in words; empty if there are none."""
    if one.checks is None or other.checks is None:
        return ", ".join(one.checks or other.checks or ("every check",))
    return ", ".join(check for check in one.checks if check in other.checks)


def _and_more(cases: Sequence[str]) -> str:
    return cases[0] if len(cases) == 1 else f"{cases[0]} and {len(cases) - 1} more"
