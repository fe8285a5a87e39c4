"""Why payloads fail, for people: one cause over all checks, types and places that it shows at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.checks.case import CaseId
from conformance.checks.finding import Group, What
from conformance.checks.verdict import Verdict
from conformance.requirements.level import Level
from conformance.results.page.numbers import Numbers
from conformance.results.reasons import Reason, reasons
from conformance.spec.areas import OTHER

_REFUSED = frozenset(
    {What.NOT_DECODED, What.NOT_TOLERATED, What.NOT_BUILT, What.NOT_DECODED_AGAIN, What.NO_ANSWER, What.NOT_WRITTEN}
)


@dataclass(frozen=True, slots=True)
class Cause:
    """What happens to one member, or one message of the library.

    ``places`` are JSON Pointers from the start of the payload, without indexes, the most frequent first; none for a
    message. ``says`` is what happens. ``cases`` are the ids, ``example`` is the verdict to look at.
    """

    refused: bool
    places: tuple[str, ...]
    says: str
    area: str
    cases: tuple[str, ...]
    example: Verdict
    groups: frozenset[Group]
    checks: tuple[str, ...]
    level: Level

    @property
    def count(self) -> int:
        """How many cases show it."""
        return len(self.cases)

    @property
    def rule(self) -> str:
        """The id of the rule of sessions that is broken; empty for any other cause."""
        group = next(iter(self.groups))
        return group.how if group.what is What.BREAKS_RULE else ""

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        return f"{self.places[0]} {self.says}" if self.places else self.says


def causes(one: Numbers) -> list[Cause]:
    """The causes of failures, those at must first, then those that most cases show."""
    failed = [verdict for verdict in one.results.verdicts if verdict.failed]
    joined: dict[tuple[object, ...], list[Reason]] = defaultdict(list)
    for reason in reasons(failed):
        if not reason.untestable:
            group = reason.group
            joined[group.what, group.how, group.where.rpartition("/")[2]].append(reason)
    made = [_cause(members, one.case_areas) for members in joined.values()]
    return sorted(made, key=lambda cause: (cause.level is not Level.MUST, -cause.count, cause.sentence))


def _cause(members: list[Reason], areas: Mapping[str, str]) -> Cause:
    first = members[0]
    cases = tuple(dict.fromkeys(case for reason in members for case in sorted(reason.cases, key=_rank)))
    return Cause(
        refused=first.group.what in _REFUSED,
        places=tuple(reason.group.where for reason in members if reason.group.where),
        says=_says(first.group),
        area=_area(cases, areas),
        cases=cases,
        example=first.example,
        groups=frozenset(reason.group for reason in members),
        checks=tuple(dict.fromkeys(check for reason in members for check in reason.checks)),
        level=min((reason.example.level for reason in members), key=lambda level: level.rank),
    )


def _area(cases: Iterable[str], areas: Mapping[str, str]) -> str:
    """The area that most of the cases are in; generated payloads are in none."""
    counted = Counter(areas[case] for case in cases if case in areas)
    return counted.most_common(1)[0][0] if counted else OTHER


def _rank(case: str) -> tuple[bool, int, str]:
    return not CaseId.parse(case).golden, len(case), case


def _says(group: Group) -> str:
    """What happens, without the place."""
    if not group.where:
        return str(group)
    sentence = str(Group(group.what, "\0", group.how))
    return sentence.removeprefix("\0 ").replace(" at \0", "").replace("\0", "it")
