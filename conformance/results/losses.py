"""Lists what an implementation loses, invents and changes, by type and path.

One defect shows in several checks of the same case (a member is lost on the wire, in the canonical form, in the typed
read), so cases are counted, not verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from conformance.checks.finding import What
from conformance.checks.verdict import Verdict
from conformance.results.reasons import one_case
from conformance.results.record import Results

_ADDED = frozenset({What.INVENTED, What.NULL_ADDED})
# Type, case and path.
_Member = tuple[str, object, str]


@dataclass(frozen=True, slots=True)
class Loss:
    """A member of a type that does not survive.

    ``path`` is a JSON Pointer with ``*`` for every array index, ``became`` the new name of a renamed member, or both
    types (``integer → string``) of a retyped one. ``cases`` counts the cases that show it, ``example`` is the shortest
    of them, ``checks`` are those that see it: a member that only ``typed-read`` misses survives on the wire but cannot
    be reached in code.
    """

    type: str
    path: str
    what: What
    became: str
    cases: int
    example: str
    checks: tuple[str, ...]


def losses(results: Results) -> list[Loss]:
    """Every loss of a run, the most frequent first; known failures count, too."""
    seen: dict[_Member, dict[What, str]] = defaultdict(dict)
    shown: dict[_Member, list[Verdict]] = defaultdict(list)
    for verdict in results.verdicts:
        if not verdict.failed:
            continue
        for group in {one.group for one in verdict.findings if one.about_member and one.what is not What.UNSTABLE}:
            member = verdict.subject, one_case(verdict), group.where
            seen[member][group.what] = group.how
            shown[member].append(verdict)
    new_names = {
        (type_name, case, f"{path.rpartition('/')[0]}/{became[What.RENAMED]}")
        for (type_name, case, path), became in seen.items()
        if What.RENAMED in became
    }
    lost = {(type_name, path) for (type_name, _, path), became in seen.items() if What.LOST in became}
    summed: dict[tuple[str, str, What, str], list[_Member]] = defaultdict(list)
    for member, became in seen.items():
        # What one check sees as a new member may be the new name of an old one to a check that sees more.
        if member not in new_names or became.keys() - _ADDED:
            # Where checks see a case differently, the gravest change counts.
            what = next(what for what in What if what in became)
            how = became[what]
            # What one check sees as null is the same loss to a check that sees it absent, as in the reasons.
            what = What.LOST if what is What.NULLED and (member[0], member[2]) in lost else what
            summed[member[0], member[2], what, how].append(member)
    found = [
        Loss(
            *key,
            cases=len(members),
            example=min((one.case for member in members for one in shown[member]), key=lambda case: (len(case), case)),
            checks=tuple(sorted({one.check for member in members for one in shown[member]})),
        )
        for key, members in summed.items()
    ]
    return sorted(found, key=lambda loss: (-loss.cases, loss.type, loss.path, loss.what))
