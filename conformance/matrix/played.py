"""The numbers of what is judged by scenarios: servers and clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from conformance.checks.case import THE_IMPLEMENTATION
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level
from conformance.results.record import Results

_JUDGED = (Status.PASS, Status.FAIL)


def played(results: Results) -> Mapping[str, Any]:
    """The members of a published row: scenarios that were played, and rules that are broken, by level.

    ``told`` says which other wire it speaks, if it does. ``scenarios`` counts them: ``of`` all, ``played`` those in
    which something was judged, ``right`` those in which nothing breaks at must; ``broken`` and ``warned`` name those
    with a break at must, and at a lower level alone.
    """
    by_case: defaultdict[str, list[Verdict]] = defaultdict(list)
    for verdict in results.verdicts:
        by_case[verdict.case].append(verdict)
    other = by_case.pop(str(THE_IMPLEMENTATION), [])
    judged = {case: each for case, each in by_case.items() if any(one.status in _JUDGED for one in each)}
    broken = sorted(case for case, each in judged.items() if any(one.gates() for one in each))
    warned = sorted(case for case, each in judged.items() if any(one.failed for one in each) and case not in broken)
    counted = {"of": len(by_case), "played": len(judged), "right": len(judged) - len(broken)}
    return {
        **({"told": other[0].findings[0].got} if other else {}),
        "scenarios": {**counted, "broken": broken, "warned": warned},
        "rules": {level.value: _broken(results, level) for level in (Level.MUST, Level.SHOULD)},
    }


def _broken(results: Results, level: Level) -> list[str]:
    found = (verdict.findings for verdict in results.verdicts if verdict.failed and verdict.level is level)
    return sorted({finding.requirement for findings in found for finding in findings if finding.requirement})
