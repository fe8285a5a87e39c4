"""Explores the payloads of a type with Hypothesis, which makes what fails as small as its strategies allow.

The gate is deterministic; this is not. Hypothesis decides what to try, by its own profile, seed and database: what it
found once it tries first the next time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from conformance.checks.case import Case, CaseId, CaseKind
from conformance.checks.exchange import exchanges
from conformance.checks.finding import Group, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.suite.context import ItemContext
from conformance.suite.generated import payload_case

if TYPE_CHECKING:
    from strategies import Payload

KINDS = ("valid", "edge", "invalid")
"""The kinds of payloads, each of which is explored on its own."""


@dataclass(slots=True)
class Explored:
    """What came of exploring: by cause the last payload that failed, and how many payloads each check judged.

    Hypothesis ends with the smallest payload that it found for a cause, so the last one is the smallest.
    """

    found: dict[Group, tuple[Case, list[Verdict]]] = field(default_factory=dict)
    judged: dict[str, list[Status]] = field(default_factory=lambda: defaultdict(list))


class _Fails(Exception):
    """A payload fails. Hypothesis takes a class of exceptions for a cause, so there is a subclass for each."""


def explore(context: ItemContext, case: CaseId, shown: Collection[Group]) -> Explored:
    """Explore one kind of payloads of a type, which are the name and the subject of ``case``.

    What fails for no other causes than those ``shown`` is not looked at any further.
    """
    from hypothesis import HealthCheck, Phase, given, settings

    import strategies

    makers = {"valid": strategies.valid, "edge": strategies.edge, "invalid": strategies.invalid}
    explored = Explored()
    causes: dict[Group, type[_Fails]] = {}

    def judged(payload: Payload) -> None:
        asked, verdicts = _judged(context, case, payload)
        for verdict in verdicts:
            explored.judged[verdict.check].append(verdict.status)
        failed = sorted((one for one in verdicts if one.failed), key=lambda one: one.level.rank)
        groups = [finding.group for verdict in failed for finding in verdict.findings]
        new = next((group for group in groups if group not in shown), None)
        if new is None:
            return
        if any(group.what is What.NO_ANSWER for group in groups):
            # Each smaller payload would cost another crashed process or expired time limit.
            explored.found.setdefault(new, (asked, failed))
            return
        explored.found[new] = asked, failed
        raise causes.setdefault(new, type("Fails", (_Fails,), {}))

    # Hypothesis stores findings by a function's source; as for parametrized tests, this sets items apart.
    vars(judged)["_hypothesis_internal_add_digest"] = str(case).encode()
    profile = settings()
    chosen = settings(
        profile,
        max_examples=context.selection.explore,
        deadline=None,  # the suite has a time limit of its own
        suppress_health_check=list(HealthCheck),
        phases=[phase for phase in profile.phases if phase is not Phase.explain],  # explains arguments; there is one
    )
    try:
        chosen(given(payload=makers[case.name](case.subject, context.selection.dialect))(judged))()
    except* _Fails:
        pass
    return explored


def _judged(context: ItemContext, case: CaseId, payload: Payload) -> tuple[Case, list[Verdict]]:
    digest = sha256(payload.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    name = str(CaseId(CaseKind.EXPLORED, case.subject, f"{case.name}-{digest}"))
    asked = payload_case(name, case.subject, payload.text, context.oracle, context.register)
    (exchange,) = exchanges(context.connection, [asked], dialect=context.oracle.dialect)
    return asked, list(judge(exchange, context.oracle, context.selection.checks))
