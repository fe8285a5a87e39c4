"""Rules that only the documentation states are reported, and decide nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.jsontext import text_of
from conformance.oracle import Accept, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import load_dialect
from conformance.spec.model import Member, Prose, Struct
from conformance.spec.prose import broken_prose
from conformance.suite.generated import payload_case
from conformance.vectors import load_vectors
from conformance.vectors.growth import example

DIALECT = "async-openai"
SPEC = load_dialect(DIALECT)
ITEM = {"type": "message", "role": "user", "content": [], "object": "realtime.item", "status": "completed"}


def rules() -> Iterator[tuple[str, Member, Prose]]:
    """Every rule on a member of a named struct."""
    for name, node in SPEC.types.items():
        if isinstance(node, Struct):
            yield from ((name, member, member.prose) for member in node.members if member.prose)


def broken(type_name: str, value: Any) -> list[str]:
    expectation = oracle(DIALECT).expect(type_name, text_of(value))
    assert isinstance(expectation, Accept), expectation
    return broken_prose(SPEC, type_name, expectation.canonical_text)


CANDIDATES = [0, 1, 4097, -1.0, 7.5, "something else", ["something else"], {"name": "x" * 513}]


@pytest.mark.parametrize(
    ("type_name", "member", "rule"), [pytest.param(*rule, id=rule[2].requirement) for rule in rules()]
)
def test_every_rule_is_reported_when_it_alone_is_broken(type_name: str, member: Member, rule: Prose) -> None:
    sound = example(SPEC, type_name, full=True)
    assert broken(type_name, sound) == []
    judge = oracle(DIALECT)
    told = [
        broken(type_name, {**sound, member.name: value})
        for value in CANDIDATES
        if isinstance(judge.expect(type_name, text_of({**sound, member.name: value})), Accept)
    ]
    assert [rule.requirement] in told


def test_every_rule_has_its_row_in_the_register() -> None:
    rows = load_register(DIALECT).rows
    assert {rule.requirement for _, _, rule in rules()} - set(rows) == set()


def test_every_golden_vector_about_a_rule_is_reported_under_its_row() -> None:
    named = {rule.requirement for _, _, rule in rules()}
    vectors = [
        vector
        for vector in load_vectors(DIALECT).values()
        if vector.provenance.startswith("prose") and named & set(vector.requirements)
    ]
    assert vectors
    missed = [
        vector.id
        for vector in vectors
        if not set(vector.requirements) & set(broken(vector.type, json.loads(vector.text)))
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("metadata", "kept"),
    [
        ({f"k{number}": "v" for number in range(16)}, True),
        ({f"k{number}": "v" for number in range(17)}, False),
        ({"k" * 64: "v"}, True),
        ({"k" * 65: "v"}, False),
        ({"k": "😀" * 512}, True),
        ({"k": "v" * 513}, False),
    ],
)
def test_the_limits_of_metadata(metadata: dict[str, str], kept: bool) -> None:
    response = {**example(SPEC, "RealtimeResponse", full=True), "metadata": metadata}
    assert broken("RealtimeResponse", response) == ([] if kept else ["RealtimeResponse.metadata.limits"])


def test_null_breaks_no_rule() -> None:
    response = {**example(SPEC, "RealtimeResponse", full=True), "metadata": None, "conversation_id": None}
    assert broken("RealtimeResponse", response) == []


def test_rules_are_found_inside_lists_and_unions_and_each_is_said_once() -> None:
    wrong = {**ITEM, "status": "done"}
    response = {**example(SPEC, "RealtimeResponse", full=True), "output": [wrong, ITEM, wrong]}
    assert broken("RealtimeResponse", response) == ["RealtimeConversationItem.status.values"]


def test_members_of_open_json_are_not_taken_for_declared_ones() -> None:
    params = {**example(SPEC, "RealtimeResponseCreateParams", full=True), "metadata": {"id": "x", "object": "y"}}
    assert broken("RealtimeResponseCreateParams", params) == []


def test_a_payload_binds_as_much_as_the_weakest_rule_that_it_breaks() -> None:
    register = load_register(DIALECT)
    sound = example(SPEC, "RealtimeResponse", full=True)
    beyond = {**sound, "id": "response 1"}
    cases = [
        payload_case("x", "RealtimeResponse", text_of(value), oracle(DIALECT), register) for value in (sound, beyond)
    ]
    assert [(case.level, case.requirements) for case in cases] == [
        (Level.MUST, ()),
        (register.rows["RealtimeResponse.id.shape"].level, ("RealtimeResponse.id.shape",)),
    ]
