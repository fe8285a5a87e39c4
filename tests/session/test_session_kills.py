"""Every check and every statement is needed: without it a damaged twin is no longer found as it must be."""

from __future__ import annotations

import pytest

from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session import monitor
from conformance.session.lifecycles import Statement, load_lifecycles
from conformance.session.rules import AT_END, CHECKS
from conformance.session.rules.check import Check, EndCheck
from tests.session.golden import found, load_sessions

DIALECT = "openai-ga"
REGISTER = load_session_register(DIALECT)
STATEMENTS = load_lifecycles(DIALECT)


def bound(*rules: str | None) -> set[str]:
    return {rule for rule in rules if rule and REGISTER[rule].level is not Level.FREE}


BINDING = [
    pytest.param(one, rules, id=f"{place}-{one.rule}")
    for place, one in enumerate(STATEMENTS)
    if (rules := bound(one.rule, one.unsolicited))
]


def killed(rules: set[str]) -> bool:
    """Whether a twin that is made for one of the rules is not found as it must be."""
    return any(
        tuple(found(session, damage)) != damage.finds
        for session in load_sessions(DIALECT)
        for damage in session.damages
        if damage.breaks in rules
    )


@pytest.mark.parametrize(("statement", "rules"), BINDING)
def test_a_statement_is_needed(statement: Statement, rules: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    others = tuple(one for one in STATEMENTS if one is not statement)
    monkeypatch.setattr(monitor, "load_lifecycles", lambda _: others)
    assert killed(rules)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rules[0])
def test_a_check_is_needed(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "CHECKS", tuple(one for one in CHECKS if one is not check))
    assert killed(bound(*check.rules))


@pytest.mark.parametrize("check", AT_END, ids=lambda check: check.rules[0])
def test_a_check_of_the_end_is_needed(check: EndCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "AT_END", tuple(one for one in AT_END if one is not check))
    assert killed(bound(*check.rules))
