"""The short way by which a payload passes all checks at once."""

from __future__ import annotations

import pytest

from conformance.adapter import Kind, Outcome
from conformance.checks.exchange import Exchange
from conformance.checks.register import conforms, judge
from conformance.checks.verdict import Status
from tests.checks.exchanged import BROKEN, JUDGE, OK, OPEN, REFUSED, SOUND, UNKNOWN, case


@pytest.mark.parametrize("text", [SOUND, '{"type":"t","code":"c"}', UNKNOWN, BROKEN, OPEN])
@pytest.mark.parametrize("outcome", [OK, REFUSED, Outcome(Kind.FALLBACK), Outcome(Kind.OK, text=BROKEN)])
def test_the_short_way_never_passes_what_a_check_fails(text: str, outcome: Outcome) -> None:
    exchange = Exchange(case(text), outcome, typed=outcome)
    if conforms(exchange):
        assert {verdict.status for verdict in judge(exchange, JUDGE)} == {Status.PASS}


def test_the_short_way_is_taken_by_what_is_right() -> None:
    assert conforms(Exchange(case(SOUND), OK))
    assert conforms(Exchange(case(BROKEN), REFUSED))
    assert not conforms(Exchange(case(OPEN), OK))


def test_the_short_way_looks_at_every_operation() -> None:
    another = Outcome(Kind.OK, text=UNKNOWN)
    for given in ({"again": another}, {"typed": another}, {"built": another}):
        assert not conforms(Exchange(case(SOUND), OK, **given))
        refused_with_a_text = dict.fromkeys(given, Outcome(Kind.REJECTED, text=OK.text))
        assert not conforms(Exchange(case(SOUND), OK, **refused_with_a_text))
        assert conforms(Exchange(case(SOUND), OK, **dict.fromkeys(given, OK)))
