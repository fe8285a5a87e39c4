"""Oracle, reference and the real crate agree on every payload, golden or generated.

``REALTIME_CONFORMANCE_DIFFERENTIAL`` says on how many generated ones (50,000 when it is not set).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from differential import DIALECT, KINDS, WITNESSES, Question, compare, covering, payloads

from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, adopt
from conformance.adapters import REGISTRY
from conformance.adapters.open import open_implementation
from conformance.reference.adapter import ADAPTER
from conformance.spec import load_dialect
from conformance.vectors import load_vectors

PARTS = 4
COUNT = int(os.environ.get("REALTIME_CONFORMANCE_DIFFERENTIAL", "50000"))


@pytest.fixture(scope="module")
def witnesses() -> Iterator[list[Connection]]:
    for name in WITNESSES:
        if reason := REGISTRY[name.partition(":")[0]].available():
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
    opened = [open_implementation(name, timeout=60.0) for name in WITNESSES]
    yield opened
    for connection in opened:
        connection.close()


# In parts, so that several processes can share the work; each has payloads of its own.
@pytest.mark.parametrize("part", range(PARTS))
def test_generated_payloads(part: int, witnesses: list[Connection]) -> None:
    tally = compare(payloads(-(-COUNT // PARTS), seed=part), witnesses)
    assert not tally.disagreements, str(tally)
    assert tally.total >= COUNT // PARTS
    assert {kind for kind, _ in tally.counts} == set(KINDS)


def test_covering_sets(witnesses: list[Connection]) -> None:
    tally = compare(covering(100), witnesses)
    assert not tally.disagreements, str(tally)
    assert set(tally.counts) == {("covering", "Accept")}


def test_golden_vectors(witnesses: list[Connection]) -> None:
    vectors = load_vectors(DIALECT).values()
    tally = compare((Question(vector.type, "golden", vector.text) for vector in vectors), witnesses)
    assert not tally.disagreements, str(tally)
    assert tally.total == len(vectors) > 0


def test_every_type_is_compared_with_every_witness(witnesses: list[Connection]) -> None:
    types = set(load_dialect(DIALECT).types)
    assert {question.type for question in payloads(1, seed=0)} == types
    for witness in witnesses:
        assert witness.hello.types >= types


def lenient(type_name: str, text: str) -> str:
    return "65536" if text.strip() == "65536" else ADAPTER.roundtrip(type_name, text)


def dead(type_name: str, text: str) -> str:
    raise MemoryError


def test_a_witness_that_differs_is_told_with_the_smallest_payload() -> None:
    questions = [Question("MaxOutputTokens", "edge", text) for text in ("1", " 65536\n", "65536")]
    tally = compare(questions, [InProcess(adopt(lenient, "lenient"))])
    (told,) = tally.disagreements
    assert tally.disagreed == 2
    assert (told.who, told.text, told.answered) == ("lenient", "65536", "ok: 65536")
    assert "no-variant" in told.expected


def test_a_maker_who_is_wrong_about_the_rule_is_told() -> None:
    tally = compare([Question("MaxOutputTokens", "invalid", "65536", ("wrong-type", ""))], [])
    assert [told.who for told in tally.disagreements] == ["strategies"]


@pytest.mark.parametrize("text", ["1", "true", '["\\ud800"]'])
def test_a_crash_never_agrees(text: str) -> None:
    connection = InProcess(adopt(dead, "dead"))
    assert compare([Question("MaxOutputTokens", "edge", text)], [connection]).disagreed == 1
