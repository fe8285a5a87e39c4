"""Rules that only the documentation states are reported, and decide nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import strategies
from conformance.jsontext import text_of
from conformance.oracle import Accept, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import SpecError, dialects, load_dialect
from conformance.spec.mending import breaking, mender, needs_mending
from conformance.spec.model import Change, Integer, Member, Prose, Struct, Sum
from conformance.spec.prose import BrokenProse, broken_prose, broken_rules, keeps, placed_rules
from conformance.suite.generated import payload_case
from conformance.vectors import case_of, load_vectors
from conformance.vectors.growth import example

DIALECT = "async-openai"
SPEC = load_dialect(DIALECT)
ITEM = {"type": "message", "role": "user", "content": [], "object": "realtime.item", "status": "completed"}


def rules() -> Iterator[tuple[str, Member, Prose]]:
    """Every rule on a member of a named struct."""
    for name, node in SPEC.types.items():
        if isinstance(node, Struct):
            yield from ((name, member, rule) for member in node.members for rule in member.prose)


def broken(type_name: str, value: Any) -> list[str]:
    expectation = oracle(DIALECT).expect(type_name, text_of(value))
    assert isinstance(expectation, Accept), expectation
    return [one.requirement for one in broken_prose(SPEC, type_name, expectation.canonical_text)]


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


def test_rules_are_found_inside_lists_and_unions_each_with_its_place() -> None:
    wrong = {**ITEM, "status": "done"}
    response = {**example(SPEC, "RealtimeResponse", full=True), "output": [wrong, ITEM, wrong]}
    row = "RealtimeConversationItem.status.values"
    assert broken_prose(SPEC, "RealtimeResponse", text_of(response)) == (
        BrokenProse(row, "/output/0/status"),
        BrokenProse(row, "/output/2/status"),
    )


def test_members_of_open_json_are_not_taken_for_declared_ones() -> None:
    params = {**example(SPEC, "RealtimeResponseCreateParams", full=True), "metadata": {"id": "x", "object": "y"}}
    assert broken("RealtimeResponseCreateParams", params) == []


def test_accepting_a_payload_binds_as_much_as_the_weakest_rule_that_it_breaks_and_the_rest_stays_a_must() -> None:
    register = load_register(DIALECT)
    sound = example(SPEC, "RealtimeResponse", full=True)
    odd, beyond = {**sound, "id": "response 1"}, {**sound, "id": "response 1", "metadata": {"k" * 65: "v"}}
    cases = [
        payload_case("x", "RealtimeResponse", text_of(value), oracle(DIALECT), register)
        for value in (sound, odd, beyond)
    ]
    assert [(case.level, case.acceptance, case.requirements) for case in cases] == [
        (Level.MUST, None, ()),
        (Level.MUST, Level.SHOULD, ("RealtimeResponse.id.shape",)),
        (Level.MUST, Level.FREE, ("RealtimeResponse.id.shape", "RealtimeResponse.metadata.limits")),
    ]


def test_a_vector_beyond_a_rule_keeps_its_level_for_acceptance_alone() -> None:
    vector = load_vectors(DIALECT)["RealtimeResponse/metadata-beyond-prose-name-length"]
    case = case_of(vector, oracle(DIALECT))
    assert (vector.level, case.level, case.acceptance) == (Level.FREE, Level.MUST, Level.FREE)


# Rules over several values


COUNT = Integer()
USAGE = Struct(
    tuple(Member(name, COUNT, required=False, nullable=False) for name in ("total", "in", "out", "more")),
    (Prose("sum", Sum("/total", ("/in", "/out", "/more"), "=", ("/in", "/out"))),),
)


@pytest.mark.parametrize(
    ("text", "audio", "reasoning", "kept"), [(33, 0, 17, True), (44, 16, 31, True), (24, 28, 8, False)]
)
def test_tokens_of_reasoning_are_among_those_of_text(text: int, audio: int, reasoning: int, kept: bool) -> None:
    # The first two are what the official service counted in recorded sessions.
    details = {"text_tokens": text, "audio_tokens": audio, "reasoning_tokens": reasoning}
    usage = {"output_tokens": 60 if audio else 33, "output_token_details": details}
    spec = load_dialect("openai-ga")
    told = [one.requirement for one in broken_prose(spec, "RealtimeResponse", text_of({"usage": usage}))]
    assert told == ([] if kept else ["RealtimeResponse.usage.output"])


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"total": 3, "in": 1, "out": 2}, True),
        ({"total": 3, "in": 1, "out": 1}, False),
        ({"total": 3, "in": 1, "out": 1, "more": 1}, True),
        ({"total": 3, "in": 1, "out": 2, "more": None}, True),
        ({"total": 3, "in": 1}, True),
        ({"in": 1, "out": 2}, True),
    ],
)
def test_a_sum_is_asked_for_where_all_that_it_needs_is_there(value: Any, kept: bool) -> None:
    assert (broken_rules(SPEC, USAGE, value) == []) is kept


@pytest.mark.parametrize(("total", "kept"), [(2, False), (3, True), (4, True)])
def test_a_total_may_be_more_than_some_of_its_parts(total: int, kept: bool) -> None:
    rule = Prose("part", Sum("/total", ("/inner/part",), ">=", ("/inner/part",)))
    assert keeps(rule, {"total": total, "inner": {"part": 3}}) is kept


@pytest.mark.parametrize("dialect", dialects())
def test_every_rule_over_several_values_is_broken_by_what_it_says_and_kept_again_by_its_repair(dialect: str) -> None:
    spec = load_dialect(dialect)
    for type_name in needs_mending(dialect):
        node, broken = spec.node(type_name), set[str]()
        mended = mender(spec, node)
        rules = {
            rule.requirement
            for place in (node, *(member for member in getattr(node, "members", ())))
            for rule in getattr(place, "prose", ())
            if rule.mends
        }
        for payload in strategies.seeded(type_name, count=200, dialect=dialect):
            value = json.loads(payload.text)
            for placed in placed_rules(spec, node, value, named=False):
                for wrong in breaking(spec, node, value, placed) if placed.prose.mends else ():
                    assert [one.prose for one in broken_rules(spec, node, wrong)] == [placed.prose]
                    assert broken_rules(spec, node, mended(wrong)) == []
                    broken.add(placed.prose.requirement)
        assert broken >= rules, type_name


def test_a_rule_whose_repair_does_not_mend_it_is_an_error() -> None:
    never = Prose("never", {"required": ["in"]}, Change({}, ("/out",)), Change({}, ("/in",)))
    with pytest.raises(SpecError, match="the repair of never does not make it kept"):
        mender(SPEC, replace(USAGE, prose=(never,)))({"total": 1})
