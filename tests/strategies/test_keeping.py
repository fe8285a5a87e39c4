"""Generated payloads keep every rule in words; odd ones beyond such a rule break it alone."""

from __future__ import annotations

import json
from functools import cache, partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from conformance.oracle import Accept, oracle
from conformance.spec import dialects, load_dialect
from conformance.spec.mending import needs_mending
from conformance.spec.model import Ref
from conformance.spec.prose import Placed, broken_rules, placed_rules, with_prose
from strategies.bulk import below, writer
from strategies.odd import Base
from strategies.odd_values import beyond_prose

RULED = [pytest.param(dialect, name, id=name) for dialect in dialects() for name in sorted(with_prose(dialect))]
MENDED = [pytest.param(dialect, name, id=name) for dialect in dialects() for name in sorted(needs_mending(dialect))]


def broken(dialect: str, type_name: str, text: str) -> list[Placed]:
    return broken_rules(load_dialect(dialect), load_dialect(dialect).node(type_name), json.loads(text))


def own_rules(dialect: str, type_name: str) -> bool:
    """Whether some rule over several values belongs to the type itself."""
    node = load_dialect(dialect).node(type_name)
    values = (json.loads(payload.text) for payload in strategies.seeded(type_name, count=50, dialect=dialect))
    found = (one for value in values for one in placed_rules(load_dialect(dialect), node, value, named=False))
    return any(one.prose.mends for one in found)


@pytest.mark.parametrize(("dialect", "type_name"), RULED)
def test_ten_thousand_payloads_keep_every_rule(dialect: str, type_name: str) -> None:
    # What a type merely contains is tested with the type that it belongs to.
    count = 10_000 if own_rules(dialect, type_name) else 500
    for payload in strategies.seeded(type_name, "valid", 7, count, dialect):
        assert broken(dialect, type_name, payload.text) == [], payload.text


@pytest.mark.parametrize(("dialect", "type_name"), MENDED)
def test_what_was_put_right_is_still_legal(dialect: str, type_name: str) -> None:
    for payload in strategies.seeded(type_name, "valid", 7, 300, dialect):
        expectation = oracle(dialect).expect(type_name, payload.text)
        if payload.text.strip() == "null":
            continue  # legal, and open to its reader
        assert isinstance(expectation, Accept), (payload.text, expectation)
        assert not expectation.unknown_value, payload.text


@pytest.mark.parametrize(
    ("dialect", "type_name"), [("openai-ga", "RealtimeResponse"), ("openai-ga", "RealtimeServerEventResponseDone")]
)
def test_the_covering_set_keeps_every_rule(dialect: str, type_name: str) -> None:
    for payload in strategies.covering(type_name, dialect):
        assert broken(dialect, type_name, payload.text) == [], payload.text


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(st.data())
def test_what_hypothesis_draws_keeps_every_rule(data: st.DataObject) -> None:
    payload = data.draw(strategies.valid("RealtimeResponse", "openai-ga"))
    assert broken("openai-ga", "RealtimeResponse", payload.text) == []


@cache
def odd(dialect: str, type_name: str) -> list[str]:
    """Payloads of the type, each beyond some rule."""
    spec, bits, write = load_dialect(dialect), Random(type_name).getrandbits, writer(dialect, type_name)
    texts = (write(bits) for _ in range(150))
    bases = (Base(spec, Ref(type_name), text, json.loads(text), []) for text in texts)
    return [text for base in bases if (text := beyond_prose(base, partial(below, bits))) is not None]


@pytest.mark.parametrize(("dialect", "type_name"), RULED)
def test_an_odd_payload_breaks_one_rule_and_is_legal_otherwise(dialect: str, type_name: str) -> None:
    for text in odd(dialect, type_name):
        assert len(broken(dialect, type_name, text)) == 1, text
        assert isinstance(oracle(dialect).expect(type_name, text), Accept), text


@pytest.mark.parametrize("dialect", dialects())
def test_every_rule_is_broken_by_some_odd_payload(dialect: str) -> None:
    reached = {
        one.prose.requirement
        for type_name in with_prose(dialect)
        for text in odd(dialect, type_name)
        for one in broken(dialect, type_name, text)
    }
    assert reached == _requirements(dialect)


def _requirements(dialect: str) -> set[str]:
    """The requirements of all rules that payloads of the dialect meet."""
    spec = load_dialect(dialect)
    return {
        one.prose.requirement
        for type_name in with_prose(dialect)
        for payload in strategies.seeded(type_name, count=150, dialect=dialect)
        for one in placed_rules(spec, spec.node(type_name), json.loads(payload.text))
    }
