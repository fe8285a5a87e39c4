"""The kill matrix: which check fails for which mutant, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import strategies
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
from conformance.vectors import case_of, load_vectors
from conformance.vectors.growth import sound_payload

from .mutant import Mutant

DIALECT = "async-openai"
# Which dialect is spoken is asked of an implementation, not of payloads.
CHECK_NAMES = tuple(name for name in CHECKS if name != DIALECT_CHECK.name)
_LARGE = 2**20


def failures(adapter: object, types: Sequence[str]) -> Mapping[str, list[Verdict]]:
    """By check, what fails of the golden vectors, the generated payloads and the hostile input of these types.

    What is untestable is left out: its cause fails under another check.
    """
    found: defaultdict[str, list[Verdict]] = defaultdict(list)
    for verdict in _verdicts(adapter, types):
        if verdict.status in (Status.FAIL, Status.ADAPTER_FAULT):
            found[verdict.check].append(verdict)
    return found


def _verdicts(adapter: object, types: Sequence[str]) -> Iterator[Verdict]:
    judged_by = oracle(DIALECT)
    with InProcess(adopt(adapter, "mutant")) as connection:
        for type_name in types:
            for exchange in exchanges(connection, cases(type_name)):
                yield from judge(exchange, judged_by)
            sound = sound_payload(judged_by.dialect, type_name)
            for hostile in hostile_inputs(judged_by.dialect, type_name, sound):
                if len(hostile.text) < _LARGE:
                    yield judge_ordeal(hostile, ordeal(connection, hostile, sound))


@cache
def cases(type_name: str) -> list[Case]:
    """The golden vectors of a type, an even choice out of its covering set, and generated payloads."""
    judged_by, register = oracle(DIALECT), load_register(DIALECT)
    # A difference between two whole responses takes deepdiff some milliseconds.
    few = 20 if type_name in judged_by.dialect.roots else 80
    covering = list(strategies.covering(type_name, DIALECT))
    payloads = [
        *covering[:: len(covering) // few + 1],
        *strategies.seeded(type_name, "valid", 0, few // 2, DIALECT),
        *strategies.seeded(type_name, "edge", 0, few, DIALECT),
        *strategies.seeded(type_name, "invalid", 0, few, DIALECT),
    ]
    return [
        *(case_of(vector, judged_by) for vector in load_vectors(DIALECT).values() if vector.type == type_name),
        *(
            payload_case(f"{type_name}/{payload.kind}/0/{place}", type_name, payload.text, judged_by, register)
            for place, payload in enumerate(payloads)
        ),
    ]


def table(mutants: Sequence[Mutant]) -> Iterator[str]:
    """The matrix, one line per mutant: ``■`` where the check that claims it fails, ``□`` where another one does."""
    width = max(len(mutant.name) for mutant in mutants)
    for place, check in enumerate(CHECK_NAMES):
        yield f"{'':{width}}" + " │" * place + f" ┌ {check}"
    for mutant in mutants:
        found = failures(mutant, mutant.types)
        marks = ("■" if check == mutant.check else "□" if found.get(check) else "·" for check in CHECK_NAMES)
        claimed = found.get(mutant.check)
        yield f"{mutant.name:{width}} " + " ".join(marks) + f"  {claimed[0].reason[:100] if claimed else 'SURVIVES'}"
