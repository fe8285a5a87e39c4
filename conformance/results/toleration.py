"""How an implementation takes what its dialect has never heard of: events, kinds of items, statuses, other values."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.checks.finding import What
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import Accept
from conformance.results.shares import Share
from conformance.vectors import load_vectors

CHECK = "tolerates"


def refuses(verdict: Verdict) -> bool:
    """Whether a payload was refused for what is unknown in it, which may end the session."""
    return verdict.status is Status.FAIL and any(one.what is What.NOT_TOLERATED for one in verdict.findings)


def toleration(dialect: str, verdicts: Iterable[Verdict]) -> Share:
    """The golden vectors with an unknown value, those that are read or passed over among them.

    Unknown members alone are not counted: many libraries that keep to the members they know would pass over an event.
    """
    vectors = load_vectors(dialect)
    asked = []
    for verdict in verdicts:
        vector = vectors.get(verdict.case)
        if verdict.check != CHECK or verdict.status not in (Status.PASS, Status.FAIL) or vector is None:
            continue
        if isinstance(vector.expectation, Accept) and vector.expectation.unknown_value:
            asked.append(verdict)
    return Share(sum(not refuses(verdict) for verdict in asked), len(asked))
