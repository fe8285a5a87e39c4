"""The suite doubts itself: a failure is a fault of the suite where the published schema contradicts the oracle.

Only failures that rest on what the oracle expects are doubted. A crash is one whether or not the payload was legal.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.checks.case import Case
from conformance.checks.finding import What
from conformance.checks.verdict import Status, Verdict

_DOUBTED = frozenset({Status.FAIL, Status.UNTESTABLE})
_CERTAIN = frozenset({What.NO_ANSWER, What.NOT_THE_SAME_AFTER, What.ADAPTER_AT_FAULT, What.OTHER_DIALECT})


def doubted(verdict: Verdict, case: Case | None, dialect: str) -> Verdict:
    """The verdict, or in place of a failure the suite's fault, if there are two opinions on what the payload is.

    The schema is asked for failures alone.
    """
    certain = any(one.what in _CERTAIN for one in verdict.findings)
    if case is None or certain or verdict.status not in _DOUBTED:
        return verdict
    from conformance.oracle.second_opinion import disagreement

    if (why := disagreement(dialect, case.type, case.text, case.expectation)) is None:
        return verdict
    return replace(verdict, status=Status.SUITE_FAULT, findings=(), note=why)
