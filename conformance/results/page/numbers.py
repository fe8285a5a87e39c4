"""Counts what the page shows of one results file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.finding import What
from conformance.checks.verdict import Verdict
from conformance.requirements.level import Level
from conformance.results.areas import areas_of
from conformance.results.coverage import coverage
from conformance.results.matrix import otherwise
from conformance.results.page.standing import Standing, standing
from conformance.results.record import Header, Results
from conformance.results.shares import NOT_JUDGED, Share, Shares, shares
from conformance.spec import dialects
from conformance.spec.areas import UNKNOWN, Area, load_areas

_NOTHING = Share(0, 0)
_TAKING = frozenset({"accepts", "tolerates"})


_LANGUAGES = {"javascript": "JavaScript", "typescript": "TypeScript", "csharp": "C#", "php": "PHP"}


def language(name: str) -> str:
    """A language as people write it."""
    return _LANGUAGES.get(name.lower(), name[:1].upper() + name[1:])


class Role(StrEnum):
    """What an implementation is, with the title of its group."""

    SDK = "sdk", "SDKs", "decode and encode payloads"
    STATIC = "static", "Types alone", "what a compiler or a check says when asked; the library asks none as it runs"
    SERVER = (
        "server",
        "Servers",
        "answer sessions that the suite drives; to test an app, `serve` starts one that breaks no rule",
    )
    CLIENT = "client", "Clients", "live through sessions that the suite plays"
    RECORDING = "recording", "Recordings", "sessions that somebody recorded, judged frame by frame"

    heading: str
    about: str

    def __new__(cls, value: str, heading: str, about: str) -> Self:
        """Make a member that equals its ``value``."""
        made = str.__new__(cls, value)
        made._value_, made.heading, made.about = value, heading, about
        return made


PLAYED: Final = frozenset({Role.SERVER, Role.CLIENT, Role.RECORDING})
"""What is judged by sessions and not by payloads."""


def role_of(results: Results) -> Role:
    """What was judged, by how it was plugged in and by its cases."""
    impl = results.header.impl
    if impl.startswith(("ws:", "wss:")):
        return Role.SERVER
    if impl.startswith("client:"):
        return Role.CLIENT
    kinds = {CaseId.parse(one.case).kind for one in results.verdicts}
    return Role.RECORDING if CaseKind.SESSION in kinds and CaseKind.VECTOR not in kinds else Role.SDK


@dataclass(frozen=True, slots=True)
class AreaNumbers:
    """One area of one implementation.

    ``there`` is the share of its payloads that the implementation has a type for, ``refused`` how many of those it
    refuses.
    """

    read: Share
    sent: Share
    there: Share
    refused: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """One results file in numbers. ``refused`` counts the payloads that it refuses though they are right.

    ``absent`` counts those of types that it does not have. ``areas`` and ``types`` are by id and by name, ``diagrams``
    are addresses by subject.
    """

    results: Results
    role: Role
    shares: Shares
    events: Share
    refused: int
    absent: int
    areas: Mapping[str, AreaNumbers]
    types: Mapping[str, AreaNumbers]
    case_areas: Mapping[str, str]
    trouble: str = ""
    diagrams: Mapping[str, str] = field(default_factory=dict)

    @property
    def header(self) -> Header:
        """Who was judged, and how."""
        return self.results.header

    @property
    def speaks(self) -> str:
        """The other dialect that it speaks; empty if it is judged by its own."""
        return "" if self.header.speaks in ("*", self.header.dialect) else self.header.speaks

    @property
    def other_wire(self) -> str:
        """Which other wire it speaks, as one sentence without its full stop; empty if it speaks its own."""
        found = (each for one in self.results.verdicts if one.failed for each in one.findings)
        said = next((each.got for each in found if each.what is What.OTHER_DIALECT), None) or ""
        return said.partition(": ")[0]

    @property
    def control(self) -> bool:
        """Whether it is the suite's own, which takes part in no ranking."""
        return self.header.name == "reference"

    @property
    def standing(self) -> Standing:
        """The verdict in a word."""
        return standing(self.shares.read, self.shares.sent, self.events) if not self.speaks else Standing.NOT_JUDGED

    @property
    def ranked(self) -> bool:
        """Whether it may be called the best of something."""
        return not self.control and self.standing is not Standing.NOT_JUDGED and self.role is Role.SDK


def numbers(
    results: Results, role: Role | None = None, trouble: str = "", diagrams: Mapping[str, str] | None = None
) -> Numbers:
    """Count one results file; ``role`` is told from what was judged unless it is given."""
    header = results.header
    golden = [one for one in results.verdicts if CaseId.parse(one.case).golden]
    case_areas = areas_of(header.dialect, golden)
    by_area: dict[str, list[Verdict]] = defaultdict(list)
    by_type: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in golden:
        by_area[case_areas[verdict.case]].append(verdict)
        by_type[verdict.subject].append(verdict)
    whole = shares(golden) if golden else _played(results.verdicts)
    known = header.dialect in dialects()
    covered = coverage(results) if known and golden else None
    events = (covered.client_events, covered.server_events) if covered else ()
    return Numbers(
        results=results,
        role=role or role_of(results),
        shares=whole,
        events=Share(sum(one.part for one in events), sum(one.whole for one in events)),
        refused=_refused(golden),
        absent=_absent(golden),
        areas={
            area.id: _of_area(by_area[area.id], unknown=area.id == UNKNOWN)
            for area in load_areas(header.dialect)
            if by_area.get(area.id)
        },
        types={name: _of_area(verdicts, unknown=False) for name, verdicts in by_type.items()},
        case_areas=case_areas,
        trouble=trouble or otherwise(results) or ("" if results.complete else "INCOMPLETE: the run was stopped"),
        diagrams=diagrams or {},
    )


def areas_shown(rows: Sequence[Numbers]) -> list[Area]:
    """The areas that any of these was asked about, in the order of their dialect."""
    dialect = rows[0].header.dialect if rows else ""
    return [area for area in load_areas(dialect) if any(area.id in one.areas for one in rows)]


def _of_area(verdicts: Sequence[Verdict], *, unknown: bool) -> AreaNumbers:
    if unknown:
        # That what is unknown is tolerated is mostly a should, and is what this area is about.
        verdicts = [replace(one, level=Level.MUST) if one.level is Level.SHOULD else one for one in verdicts]
    found = shares(verdicts)
    absent = _absent(verdicts)
    asked = len({one.case for one in verdicts if one.status not in NOT_JUDGED and one.level is Level.MUST})
    return AreaNumbers(found.read, found.sent, Share(asked, asked + absent), _refused(verdicts))


def _absent(verdicts: Iterable[Verdict]) -> int:
    binding = [one for one in verdicts if one.level is Level.MUST]
    return len({one.case for one in binding} - {one.case for one in binding if one.answered})


def _refused(verdicts: Iterable[Verdict]) -> int:
    return len(
        {
            one.case
            for one in verdicts
            if one.failed
            and one.level is Level.MUST
            and (one.check in _TAKING or any(each.what is What.NOT_DECODED for each in one.findings))
        }
    )


def _played(verdicts: Iterable[Verdict]) -> Shares:
    """Where nothing breaks at must, for what has no payloads of its own.

    Of the scenarios that were played, all that judged something, as the matrix counts them; of the rules over a
    recording, those that must be kept.
    """
    right: dict[str, bool] = {}
    for one in verdicts:
        kind, must = CaseId.parse(one.case).kind, one.level is Level.MUST
        counts = kind is CaseKind.SCENARIO or (kind is CaseKind.SESSION and must)
        if counts and one.status not in NOT_JUDGED:
            right[one.case] = right.get(one.case, True) and not (must and one.failed)
    return Shares(_NOTHING, Share(sum(right.values()), len(right)), Share(sum(right.values()), len(right)))
