"""The linter for session rules: the register, the statements and the code speak of the same rules and events."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.requirements.sessions import load_session_register
from conformance.session.lifecycles import Selector, Statement, load_lifecycles
from conformance.session.reuse import RULE as REUSED
from conformance.session.rules import AT_END, CHECKS
from conformance.session.rules.connection import NO_BETA_NAMES, NOT_AN_EVENT, OTHER_SIDE, REPEATED
from conformance.session.shapes import LIMITS, RULES
from conformance.spec import load_dialect


def lint(dialect: str) -> list[str]:
    """The problems of a dialect's session rules, one line per problem."""
    statements = load_lifecycles(dialect)
    return [*_of_rules(dialect, statements), *_of_events(dialect, statements)]


def stated(dialect: str) -> frozenset[str]:
    """The rules that a statement or code judges."""
    of_code = [rule for check in CHECKS for rule in check.rules] + [rule for check in AT_END for rule in check.rules]
    of_data = [rule for one in load_lifecycles(dialect) for rule in (one.rule, one.unsolicited) if rule]
    of_every_event = [rule for rules in (NOT_AN_EVENT, OTHER_SIDE, REPEATED, RULES) for rule in rules.values()]
    return frozenset((*of_code, *of_data, *of_every_event, LIMITS, NO_BETA_NAMES, REUSED))


def _of_rules(dialect: str, statements: tuple[Statement, ...]) -> Iterator[str]:
    rows = load_session_register(dialect)
    for rule in sorted(stated(dialect) - rows.keys()):
        yield f"{rule}: is judged and has no row in the register"
    for rule in sorted(rows.keys() - stated(dialect)):
        yield f"{rule}: has a row in the register and nothing judges it"


def _of_events(dialect: str, statements: tuple[Statement, ...]) -> Iterator[str]:
    events = load_dialect(dialect).events
    for statement in statements:
        for selector in _selectors(statement):
            if not any(map(selector.names, events)):
                yield f"{statement.rule}: no event of {dialect} is called {selector.name}"
    for check in CHECKS:
        for name in check.events:
            if not any(map(Selector(name).names, events)):
                yield f"{', '.join(check.rules)}: no event of {dialect} is called {name}"


def _selectors(statement: Statement) -> tuple[Selector, ...]:
    return (*statement.events, *statement.others, *statement.before, *statement.unless, *statement.by.ends)
