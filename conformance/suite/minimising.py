"""Makes a failing generated payload smaller, as long as it fails for the same reason."""

from __future__ import annotations

from conformance.checks.case import Case
from conformance.checks.exchange import Again, exchanges
from conformance.checks.finding import What
from conformance.checks.register import BEHAVIOUR, CHECKS, ROBUST, judge
from conformance.checks.verdict import Status, Verdict
from conformance.results.doubt import doubted
from conformance.suite.context import ItemContext
from conformance.suite.generated import payload_case

# An implementation can fail a thousand times; payloads are made small enough to read, not as small as possible.
_TRIES = 100


def minimised(context: ItemContext, case: Case, worst: Verdict) -> tuple[Case, Verdict]:
    """The smallest payload found that fails the same check at the same level for the same reason, and its verdict."""
    from strategies.minimise import minimise

    check = CHECKS[worst.check]
    again = Again.OF_ANOTHER_TEXT if check.second_round else Again.NEVER
    ops = (check.asks,) if check.asks else ()
    found: dict[str, tuple[Case, Verdict]] = {case.text: (case, worst)}

    def still_fails(text: str) -> bool:
        # A smaller payload that fails for another reason explains nothing.
        smaller = payload_case(case.id, case.type, text, context.oracle, context.register)
        (exchange,) = exchanges(context.connection, [smaller], again=again, ops=ops, dialect=context.oracle.dialect)
        for verdict in judge(exchange, context.oracle, {BEHAVIOUR.name if check is ROBUST else check.name}):
            same = verdict.level is worst.level and _group(verdict) == _group(worst)
            if same and doubted(verdict, smaller, context.selection.dialect).failed:
                found[text] = (smaller, verdict)
                return True
        return False

    # Each try would cost a crashed process or an expired time limit.
    if worst.status is not Status.FAIL or any(one.what is What.NO_ANSWER for one in worst.findings):
        return case, worst
    return found[minimise(case.text, still_fails, calls=_TRIES)]


def _group(verdict: Verdict) -> object:
    return verdict.findings[0].group if verdict.findings else verdict.note
