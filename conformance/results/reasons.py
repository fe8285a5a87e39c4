"""Groups the failures of a run by cause, over all checks and types, with the cases that show each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.finding import GONE, Finding, Group, What
from conformance.checks.register import CHECKS
from conformance.checks.scenario import OF_SCENARIOS
from conformance.checks.verdict import Status, Verdict
from conformance.results.words import counted

# A finding on the left is another side of the one on the right, where a run has both for the same location or message.
_SAME_CAUSE = {
    What.NULLED: (What.LOST,),
    What.NULL_LOST: (What.LOST,),
    What.NOT_TOLERATED: (What.NOT_DECODED,),
    What.NOT_DECODED_AGAIN: (What.NOT_DECODED, What.NO_ANSWER),
    What.NOT_BUILT: (What.NOT_DECODED,),
}
_ORDER = {name: number for number, name in enumerate((*CHECKS, *OF_SCENARIOS))}


@dataclass(frozen=True)
class Reason:
    """Verdicts with findings of one group."""

    group: Group
    verdicts: tuple[Verdict, ...]

    @cached_property
    def _failed(self) -> tuple[Verdict, ...]:
        # What is untestable failed in another check, and counts only where nothing else does.
        return tuple(one for one in self.verdicts if one.status is not Status.UNTESTABLE) or self.verdicts

    @property
    def says(self) -> str:
        """The sentence, without what differs from payload to payload."""
        return str(self.group)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases that show it; the generated payloads of a type are one case over all checks."""
        found: dict[object, str] = {}
        for one in self.verdicts:
            found.setdefault(one_case(one), one.case)
        return tuple(found.values())

    @property
    def count(self) -> int:
        """How many cases show it."""
        return len(self.cases)

    @cached_property
    def checks(self) -> tuple[str, ...]:
        """The checks that find it, in the order of the register."""
        return tuple(sorted({one.check for one in self._failed}, key=_check_rank))

    @cached_property
    def example(self) -> Verdict:
        """The verdict to look at: the most binding, golden vectors before payloads, then the shortest name."""
        return min(self._failed, key=self._example_rank)

    def _example_rank(self, verdict: Verdict) -> tuple[object, ...]:
        # Verdicts of the group itself come before those that only joined it.
        joined = all(one.group != self.group for one in verdict.findings)
        name = verdict.case
        return joined, verdict.level.rank, not CaseId.parse(name).golden, len(name), name, _check_rank(verdict.check)

    @property
    def finding(self) -> Finding | None:
        """The finding of the example that belongs to it, with the row that the reason breaks."""
        found = self.finding_of(self.example)
        if found is None or found.requirement in ("", self.requirement):
            return found
        return replace(found, requirement=self.requirement)

    def finding_of(self, verdict: Verdict) -> Finding | None:
        """The finding of a verdict that belongs to it, or else its first."""
        found = verdict.findings
        return next((one for one in found if one.group == self.group), found[0] if found else None)

    @cached_property
    def requirement(self) -> str:
        """The id of the row that it breaks, or else the check.

        A row about a member is about that member in every case. What is not about one, such as a refusal, breaks in
        each case the row that the case tests: where those differ, none of them is why, and it is the check's own.
        """
        found = self.finding_of(self.example)
        if found is None or not found.requirement:
            return self.example.check
        if not found.about_member:
            members = (one for verdict in self._failed for one in verdict.findings if one.group == found.group)
            own = CHECKS.get(self.example.check)
            if own is not None and len({one.requirement for one in members}) > 1:
                return own.requirement
        return found.requirement

    @property
    def sentence(self) -> str:
        """The sentence of that row, or else the check's; empty if none is known."""
        rows = (pair for one in (self.example, *self.verdicts) for pair in one.requirements)
        known = next((says for row, says in rows if row == self.requirement), "")
        own = CHECKS.get(self.example.check)
        return known or (own.says if own is not None and own.requirement == self.requirement else "")

    def with_row(self, verdict: Verdict, sentence: str = "") -> Verdict:
        """A verdict of it with the row that it breaks as the only requirement, as explanations of it show them."""
        sentence = dict(verdict.requirements).get(self.requirement) or sentence or self.sentence
        return replace(verdict, requirements=((self.requirement, sentence),) if sentence else ())

    @property
    def untestable(self) -> bool:
        """Whether all of its verdicts failed because of something else."""
        return all(one.status is Status.UNTESTABLE for one in self.verdicts)

    def gates(self, *, strict: bool = False) -> bool:
        """Whether one of its verdicts makes a run red."""
        return any(one.gates(strict=strict) for one in self.verdicts)

    def __str__(self) -> str:
        return f"{self.says} — {counted(self.count, 'case')}: {', '.join(self.checks)}"


def reasons(verdicts: Iterable[Verdict]) -> list[Reason]:
    """The causes of failures, those that most cases show first; what is untestable alone comes last."""
    found: dict[Group, dict[tuple[str, str], Verdict]] = defaultdict(dict)
    for verdict in verdicts:
        for group in groups_of(verdict):
            found[group][verdict.key] = verdict
    causes = {group: _cause(group, found) for group in found}
    joined: dict[Group, dict[tuple[str, str], Verdict]] = defaultdict(dict)
    for group, members in found.items():
        joined[causes[group]] |= members
    for group in [group for group in joined if group.what is What.ACCEPTED]:
        _join_dropped(joined, group)
    made = [Reason(group, tuple(members.values())) for group, members in joined.items() if members]
    return sorted(made, key=lambda one: (one.untestable, -one.count, one.group))


def groups_of(verdict: Verdict) -> tuple[Group, ...]:
    """The groups of a verdict's findings, each once."""
    return tuple(dict.fromkeys(one.group for one in verdict.findings))


def causes_of(finding: Finding) -> Iterator[Group]:
    """The groups that a finding may be counted under: its own, then those that it may be another side of."""
    yield finding.group
    yield from (replace(finding.group, what=what) for what in _SAME_CAUSE.get(finding.what, ()))
    if finding.what is What.ACCEPTED:
        yield from _dropped(replace(finding, what=What.LOST).group.where)


def _dropped(where: str) -> Iterator[Group]:
    """The groups for the loss of a member, or of one that contains it."""
    while where:
        yield from (Group(what, where) for what in What if what in GONE)
        where = where.rpartition("/")[0]


def _cause(group: Group, found: Collection[Group]) -> Group:
    causes = (replace(group, what=what) for what in _SAME_CAUSE.get(group.what, ()))
    return next((cause for cause in causes if cause in found), group)


def _join_dropped(joined: dict[Group, dict[tuple[str, str], Verdict]], group: Group) -> None:
    """Join accepted invalid values to the loss of their member: what is dropped is never validated."""
    for key, verdict in list(joined[group].items()):
        causes = [cause for one in verdict.findings if one.what is What.ACCEPTED for cause in causes_of(one)]
        lost = next((cause for cause in causes if cause.what in GONE and cause in joined), None)
        if lost is not None:
            joined[lost][key] = joined[group].pop(key)


def one_case(verdict: Verdict) -> object:
    """The identity of a case over all checks: the generated payloads of a type are one."""
    case = CaseId.parse(verdict.case)
    return (case.subject, case.kind) if case.kind is CaseKind.GENERATED else verdict.case


def _check_rank(name: str) -> tuple[int, str]:
    return _ORDER.get(name, len(_ORDER)), name
