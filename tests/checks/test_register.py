"""The register of checks: each row says what it judges, on which evidence and for which requirement."""

from __future__ import annotations

import pytest

from conformance.adapter.contract import Op
from conformance.checks.case import Case
from conformance.checks.register import (
    CHECKS,
    DIALECT,
    OF_PAYLOADS,
    ROBUST,
    SELECTABLE,
    Check,
    Evidence,
    Judges,
    content_of,
)
from conformance.oracle import oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import dialects, load_dialect

KNOWN, UNKNOWN, BROKEN = Judges.KNOWN, Judges.UNKNOWN, Judges.BROKEN
# What each judges, asks besides the round trip, whether it needs a second round, and its ceiling.
ROWS = {
    "accepts": ({KNOWN}, None, False, Level.MUST),
    "round-trip": ({KNOWN}, None, False, Level.MUST),
    "canonical": ({KNOWN, UNKNOWN}, None, False, Level.MUST),
    "canonical-bytes": ({KNOWN, UNKNOWN}, None, False, Level.SHOULD),
    "idempotent": ({KNOWN, UNKNOWN}, None, True, Level.MUST),
    "rejects": ({BROKEN}, None, False, Level.MUST),
    "tolerates": ({UNKNOWN}, None, False, Level.MUST),
    "typed-read": ({KNOWN, UNKNOWN}, Op.TYPED, False, Level.MUST),
    "build": ({KNOWN}, Op.BUILD, False, Level.MUST),
    "behaviour": ({Judges.LEFT_OPEN}, None, False, Level.MUST),
    "robust": ({Judges.HOSTILE}, None, False, Level.MUST),
    "dialect": ({Judges.IMPLEMENTATION}, None, False, Level.MUST),
}


def test_there_are_twelve_in_the_order_of_reports() -> None:
    assert list(CHECKS) == list(ROWS)
    assert all(name == check.name for name, check in CHECKS.items())


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_a_row_says_what_is_judged_and_asked(check: Check) -> None:
    row = (set(check.judges), check.asks, check.second_round, check.ceiling)
    assert row == ROWS[check.name]
    assert check.says[0].isupper()
    assert check.says.endswith(".")


def test_every_kind_of_case_has_a_check() -> None:
    assert frozenset().union(*(check.judges for check in CHECKS.values())) == set(Judges)


def test_every_question_but_the_round_trip_is_asked_by_one_check() -> None:
    assert sorted(str(check.asks) for check in CHECKS.values() if check.asks) == sorted({*Op} - {Op.ROUNDTRIP})


def test_payloads_have_ten_and_a_run_is_narrowed_to_eleven() -> None:
    assert list(OF_PAYLOADS) == [name for name in ROWS if name not in ("robust", "dialect")]
    assert CHECKS.keys() - {"dialect"} == SELECTABLE
    assert (CHECKS["robust"], CHECKS["dialect"]) == (ROBUST, DIALECT)


@pytest.mark.parametrize("dialect", dialects())
@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_the_requirement_that_a_check_upholds_is_a_row_that_names_the_check(check: Check, dialect: str) -> None:
    row = load_register(dialect).rows[check.requirement]
    assert row.excluded is None
    silent = load_dialect(dialect).ceilings.get(check.name) == Level.FREE
    assert check.name in row.checks or (silent and row.checks == ("behaviour",))
    # A check speaks no louder than its requirement, unless a case says more.
    assert row.level is not Level.FREE or silent or check.name == "behaviour"


@pytest.mark.parametrize("dialect", dialects())
def test_every_check_that_a_requirement_names_is_there(dialect: str) -> None:
    assert {check for row in load_register(dialect).rows.values() for check in row.checks} <= CHECKS.keys()


@pytest.mark.parametrize(
    ("text", "level", "unknown", "held"),
    [
        ('{"code":"c","type":"t"}', Level.MUST, False, Judges.KNOWN),
        ('{"code":"c","type":"t"}', Level.SHOULD, False, Judges.KNOWN),
        ('{"code":"c","type":"t","x":1}', Level.MUST, True, Judges.UNKNOWN),
        ('{"code":"c","type":"t","x":1}', Level.FREE, True, Judges.LEFT_OPEN),
        ('{"code":"c"}', Level.MUST, False, Judges.BROKEN),
        ('["c","t"]', Level.MUST, False, Judges.LEFT_OPEN),
    ],
)
def test_what_a_case_holds_is_told_by_its_level_and_its_expectation(
    text: str, level: Level, unknown: bool, held: Judges
) -> None:
    judged_by = oracle("async-openai")
    case = Case("Error/x", "Error", text, judged_by.expect("Error", text), level=level, unknown=unknown)
    assert content_of(case, judged_by) is held


def test_where_refusals_are_nobodys_business_a_broken_payload_is_left_open() -> None:
    judged_by = oracle("openai-ga")
    case = Case("RealtimeResponse/x", "RealtimeResponse", "[]", judged_by.expect("RealtimeResponse", "[]"))
    assert content_of(case, judged_by) is Judges.LEFT_OPEN


def test_each_check_says_on_which_evidence_it_judges() -> None:
    by_evidence = {kind: {name for name, check in CHECKS.items() if check.evidence is kind} for kind in Evidence}
    assert by_evidence[Evidence.ORDEAL] == {"robust"}
    assert by_evidence[Evidence.HELLO] == {"dialect"}
    assert by_evidence[Evidence.EXCHANGE] == set(OF_PAYLOADS)
