"""What is counted for many payloads is what judging each of them would say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from conformance.adapter.contract import Connection
from conformance.adapter.declared import Direction
from conformance.adapter.inprocess import InProcess, adopt
from conformance.adapters.open import open_implementation
from conformance.checks.case import Case
from conformance.checks.exchange import Again, Exchange, exchanges
from conformance.checks.register import OF_PAYLOADS, conforms, judge
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import oracle
from conformance.suite import tally
from conformance.suite.tally import Tallies
from tests.mutants import MUTANTS
from tests.mutants.matrix import generated

TYPES = {
    "async-openai": ("RealtimeResponse", "RealtimeConversationItem", "RealtimeServerEvent", "RealtimeClientEvent"),
    "openai-ga": ("RealtimeResponse", "RealtimeServerEvent", "RealtimeClientEvent"),
}
ALL = frozenset(OF_PAYLOADS)


def answered(connection: Connection, dialect: str, types: Sequence[str]) -> list[Exchange]:
    known = oracle(dialect).dialect
    return [
        one
        for name in types
        for one in exchanges(connection, generated(dialect, name), again=Again.OF_ANOTHER_VALUE, dialect=known)
    ]


def judged(found: Sequence[Exchange], dialect: str) -> dict[str, list[tuple[Verdict, Case]]]:
    by_check: dict[str, list[tuple[Verdict, Case]]] = defaultdict(list)
    for exchange in found:
        for verdict in judge(exchange, oracle(dialect), ALL):
            by_check[verdict.check].append((verdict, exchange.case))
    return by_check


def assert_counted(found: Sequence[Exchange], dialect: str) -> None:
    tallies = Tallies(oracle(dialect), ALL)
    for exchange in found:
        tallies.add(exchange)
    one_by_one = judged(found, dialect)
    for check in (*OF_PAYLOADS, "robust"):
        expected, counted = one_by_one[check], tallies.of(check)
        assert counted.statuses == Counter(verdict.status for verdict, _ in expected), check
        assert counted.failed == [(verdict, case) for verdict, case in expected if verdict.failed], check
        assert counted.note == (expected[0][0].note if expected else "")


@pytest.mark.parametrize("dialect", TYPES)
def test_what_passes_is_counted_as_if_each_was_judged(dialect: str) -> None:
    with open_implementation("reference", timeout=30, dialect=dialect) as connection:
        found = answered(connection, dialect, TYPES[dialect])
    assert sum(map(conforms, found)) > len(found) / 4
    assert_counted(found, dialect)


@pytest.mark.parametrize("name", list(MUTANTS)[::40])
def test_and_so_is_what_fails(name: str) -> None:
    mutant = MUTANTS[name]
    dialect, types = mutant.dialect, mutant.types[:2]
    with InProcess(adopt(mutant, "mutant")) as connection:
        assert_counted(answered(connection, dialect, types), dialect)


@pytest.mark.parametrize("dialect", TYPES)
def test_one_stands_for_none_that_other_checks_judge(dialect: str) -> None:
    """What was not asked, goes one way only, or has what nobody declares is no payload like the others."""
    with open_implementation("reference", timeout=30, dialect=dialect) as connection:
        right = [one for one in answered(connection, dialect, TYPES[dialect][:1]) if conforms(one)][:20]
    others = [
        other
        for one in right
        for other in (
            one,
            one._replace(typed=None),
            one._replace(built=None),
            one._replace(typed=one.roundtrip, built=one.roundtrip),
            one._replace(direction=Direction.DECODES),
            one._replace(direction=Direction.SENDS),
            one._replace(case=one.case._replace(unknown=not one.case.unknown)),
        )
    ]
    for found in (others, others[::-1]):
        assert_counted(found, dialect)


def test_one_of_each_form_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Exchange] = []

    def noted(exchange: Exchange, *more: object) -> object:
        asked.append(exchange)
        return judge(exchange, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(tally, "judge", noted)
    with open_implementation("reference", timeout=30) as connection:
        found = answered(connection, "async-openai", ["RealtimeResponse"])
    tallies = Tallies(oracle("async-openai"), ALL)
    for exchange in found:
        tallies.add(exchange)
    assert tallies.of("accepts").statuses[Status.PASS] > 2 * len([one for one in asked if conforms(one)])
