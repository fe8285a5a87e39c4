"""The kill matrix: which check fails for which mutant, and whether golden vectors alone show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import strategies
from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.case import Case
from conformance.checks.exchange import exchanges
from conformance.checks.register import CHECKS, judge, judge_ordeal
from conformance.checks.register import DIALECT as DIALECT_CHECK
from conformance.checks.robust import hostile_inputs, ordeal
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import oracle
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case
from conformance.vectors import case_of, load_type
from conformance.vectors.growth import sound_payload
from conformance.vectors.steady import Steady

from .mutant import Mutant

# Which dialect is spoken is asked of an implementation, not of payloads.
CHECK_NAMES = tuple(name for name in CHECKS if name != DIALECT_CHECK.name)
Failures = Mapping[str, list[Verdict]]
"""By check, the verdicts that fail. What is untestable is left out where its cause fails under another check."""


@dataclass(frozen=True, slots=True)
class Kill:
    """What a mutant fails: by golden vectors and hostile input, else by generated payloads."""

    mutant: Mutant
    by_vectors: Failures
    by_generated: Failures

    @property
    def vectors_alone(self) -> bool:
        """Whether golden vectors and hostile input are enough."""
        return bool(claimed(self.mutant, self.by_vectors))

    @property
    def killed(self) -> bool:
        """Whether the check that claims it kills it, for the right reason."""
        return self.vectors_alone or bool(claimed(self.mutant, self.by_generated))

    @property
    def checks(self) -> tuple[str, ...]:
        """Every check that fails, in the order of reports."""
        return tuple(name for name in CHECK_NAMES if self.by_vectors.get(name) or self.by_generated.get(name))

    @property
    def reasons(self) -> frozenset[str]:
        """Why the check that claims it fails."""
        found = (*self.by_vectors.get(self.mutant.check, ()), *self.by_generated.get(self.mutant.check, ()))
        return frozenset(verdict.reason for verdict in found)


def kill(mutant: Mutant) -> Kill:
    """Judge a mutant; generated payloads are asked only where golden vectors do not kill it."""
    vectors = failures(mutant, mutant.dialect, mutant.types)
    if claimed(mutant, vectors):
        return Kill(mutant, vectors, {})
    return Kill(mutant, vectors, failures(mutant, mutant.dialect, mutant.types, made=True))


def claimed(mutant: Mutant, found: Failures) -> list[Verdict]:
    """What fails as a mutant claims: by its check, at its level, and with its reason."""
    return [
        one for one in found.get(mutant.check, ()) if one.level is mutant.level and mutant.reason in whole_reason(one)
    ]


def whole_reason(verdict: Verdict) -> str:
    """All findings of a verdict in words."""
    return "; ".join(map(str, verdict.findings)) or verdict.reason


def failures(adapter: object, dialect: str, types: Iterable[str], *, made: bool = False) -> Failures:
    """What fails of the golden vectors and hostile input of these types, or, if ``made``, of generated payloads."""
    found: defaultdict[str, list[Verdict]] = defaultdict(list)
    with Steady(InProcess(adopt(adapter, "mutant")), oracle(dialect)) as connection:
        for type_name in types:
            for verdicts in _verdicts(connection, dialect, type_name, made=made):
                failed = [one for one in verdicts if one.failed]
                causes = [one for one in failed if one.status is not Status.UNTESTABLE]
                for verdict in causes or failed:
                    found[verdict.check].append(verdict)
    return found


def _verdicts(connection: Connection, dialect: str, type_name: str, *, made: bool) -> Iterator[list[Verdict]]:
    judged_by = oracle(dialect)
    cases = generated(dialect, type_name) if made else vectors(dialect, type_name)
    for exchange in exchanges(connection, cases):
        yield list(judge(exchange, judged_by))
    if made:
        return
    sound = sound_payload(judged_by.dialect, type_name)
    for hostile in hostile_inputs(judged_by.dialect, type_name, sound):
        # What is large is a second each for the right implementation.
        if len(hostile.text) < _LARGE:
            yield [judge_ordeal(hostile, ordeal(connection, hostile, sound))]


_LARGE = 2**20


@cache
def vectors(dialect: str, type_name: str) -> Sequence[Case]:
    """The golden vectors of a type."""
    return [case_of(vector, oracle(dialect)) for vector in load_type(dialect, type_name).values()]


@cache
def generated(dialect: str, type_name: str) -> Sequence[Case]:
    """An even choice out of the covering set of a type, and generated payloads."""
    judged_by, register = oracle(dialect), load_register(dialect)
    # A difference between two whole responses takes deepdiff some milliseconds.
    few = 20 if type_name in judged_by.dialect.roots else 80
    covering = list(strategies.covering(type_name, dialect))
    payloads = [
        *covering[:: len(covering) // few + 1],
        *strategies.seeded(type_name, "valid", 0, few // 2, dialect),
        *strategies.seeded(type_name, "edge", 0, few, dialect),
        *strategies.seeded(type_name, "invalid", 0, few, dialect),
    ]
    return [
        payload_case(f"{type_name}/{payload.kind}/0/{place}", type_name, payload.text, judged_by, register)
        for place, payload in enumerate(payloads)
    ]
