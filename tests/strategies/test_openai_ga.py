"""The official dialect: legal and broken payloads of every type, as its bundled schema and the oracle see them."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from itertools import combinations

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import strategies
from conformance import jsontext
from conformance.oracle import Accept, Free, FreeReason, Oracle, Reject, Rule, oracle
from conformance.spec import load_dialect
from conformance.spec.bundle import bundle
from conformance.spec.loader import reached
from conformance.spec.model import Ref, Tagged, children
from conformance.spec.prose import broken_prose
from strategies import open_schema, pairs
from strategies.edges import TOLERANT_EDGES
from strategies.plan import plan
from strategies.refusal import refused
from strategies.writing import Doubled, Raw

DIALECT = "openai-ga"
SPEC = load_dialect(DIALECT)
TYPES = list(SPEC.types)

# Payloads of each kind for each type; 10000 takes half an hour.
PER_TYPE = int(os.environ.get("REALTIME_CONFORMANCE_GA", "40"))
# How many of them jsonschema checks beside jsonschema-rs, which is hundreds of times faster.
CROSS_CHECKED = 3 if PER_TYPE < 1000 else 40

# What this dialect leaves open or tolerates everywhere: no payload breaks it.
NEVER_BROKEN = {Rule.DUPLICATE_MEMBER}

# hypothesis-jsonschema merges the schemas of all variants beforehand; for these that takes minutes.
TOO_LARGE = {
    "RealtimeClientEvent": "a union of types that are generated one by one",
    "RealtimeServerEvent": "a union of types that are generated one by one",
}


@pytest.fixture(scope="module")
def judge() -> Oracle:
    return oracle(DIALECT)


@cache
def quick(type_name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(bundle(DIALECT, type_name))


@cache
def thorough(type_name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(bundle(DIALECT, type_name))


def assert_legal(judge: Oracle, name: str, text: str) -> None:
    expectation = judge.expect(name, text)
    if text == "null":
        # Legal, but a library may keep it at the member that it belongs to.
        assert expectation == Free(FreeReason.BARE_NULL)
        assert quick(name).is_valid(None)
        return
    assert isinstance(expectation, Accept), (text, expectation)
    assert not expectation.unknown_value, text
    assert quick(name).is_valid(json.loads(text)), text
    assert broken_prose(SPEC, name, expectation.canonical_text) == (), text


@pytest.mark.parametrize("name", TYPES)
def test_seeded_payloads_are_legal_for_schema_oracle_and_documentation(name: str, judge: Oracle) -> None:
    for number, payload in enumerate(strategies.seeded(name, "valid", 1, PER_TYPE, DIALECT)):
        assert_legal(judge, name, payload.text)
        if number < CROSS_CHECKED:
            thorough(name).validate(json.loads(payload.text))


@pytest.mark.parametrize("name", TYPES)
def test_no_schema_takes_a_seeded_break_and_the_oracle_reports_it_as_it_is_named(name: str, judge: Oracle) -> None:
    for number, payload in enumerate(strategies.seeded(name, "invalid", 1, PER_TYPE, DIALECT)):
        expected = Reject(Rule(str(payload.breaks)), str(payload.at))
        assert judge.expect(name, payload.text) == expected, payload
        try:
            value = jsontext.load(payload.text)
        except jsontext.NotJson:
            assert payload.breaks == "invalid-json", payload
            continue
        assert not quick(name).is_valid(value), payload
        if number < CROSS_CHECKED:
            assert not thorough(name).is_valid(value), payload


def test_every_rule_that_the_dialect_has_is_broken() -> None:
    rules = Counter(
        payload.breaks
        for name in (*SPEC.roots, "MCPTool", "RealtimeTruncation")
        for payload in strategies.seeded(name, "invalid", 2, 200, DIALECT)
    )
    assert set(rules) == {str(rule) for rule in Rule if rule not in NEVER_BROKEN}
    assert min(rules.values()) >= 5


def test_a_declared_tag_is_broken_as_the_tag_of_its_union() -> None:
    broken = {
        (payload.breaks, payload.at)
        for payload in strategies.seeded("RealtimeConversationItemMessage", "invalid", 1, 1500, DIALECT)
        if payload.at in ("/role", "/type")
    }
    # The role selects the variant and may be unknown; the type is an ordinary closed enum here.
    assert broken == {
        ("missing-tag", "/role"),
        ("wrong-type", "/role"),
        ("missing-member", "/type"),
        ("wrong-type", "/type"),
        ("unknown-value", "/type"),
    }


@pytest.mark.parametrize(
    ("type_name", "value", "expected"),
    [
        ("RealtimeTruncation", "automatic", False),  # an unknown value of an open enum
        ("RealtimeTruncation", [], True),
        ("RealtimeConversationItem", {"type": "future"}, False),
        ("RealtimeConversationItem", {"type": 0}, True),
        ("RealtimeConversationItem", {"id": "x"}, True),
        ("RealtimeConversationItem", {"type": "message", "role": "tool"}, False),
        ("RealtimeConversationItem", {"type": "message", "role": None}, True),
        ("RealtimeAudioFormats", {"rate": 24000}, False),  # the tag is optional
        ("RealtimeAudioFormats", {"rate": 24000.0}, False),  # left open
        ("RealtimeAudioFormats", {"type": "audio/pcm", "rate": 24000.5}, True),
        ("RealtimeAudioFormats", {"type": "audio/pcm", "rate": Raw("25e-1")}, True),
        ("MCPToolFilter", Doubled({"read_only": True}, "read_only", 1), False),  # left open
        ("MCPToolFilter", [], True),
        ("NoiseReductionType", {"near_field": None}, True),
    ],
)
def test_only_what_is_certainly_refused_counts_as_refused(type_name: str, value: object, expected: bool) -> None:
    assert refused(SPEC, Ref(type_name), value) is expected


@pytest.mark.parametrize(
    "name", ["RealtimeClientEvent", "RealtimeConversationItem", "MCPTool", "RealtimeTurnDetection"]
)
def test_drawn_payloads_are_what_they_say(name: str, judge: Oracle) -> None:
    @settings(max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        strategies.valid(name, DIALECT),
        strategies.invalid(name, DIALECT),
        strategies.edge(name, DIALECT),
    )
    def check(valid: strategies.Payload, invalid: strategies.Payload, edge: strategies.Payload) -> None:
        assert_legal(judge, name, valid.text)
        assert judge.expect(name, invalid.text) == Reject(Rule(str(invalid.breaks)), str(invalid.at))
        assert edge.edge in TOLERANT_EDGES

    check()


def _width(name: str) -> int:
    """How many variants hypothesis-jsonschema has to merge; what takes it seconds has dozens."""
    pending = [SPEC.types[other] for other in reached(SPEC.types, [name])]
    width = 0
    while pending:
        node = pending.pop()
        width += len(node.variants) if isinstance(node, Tagged) else 0
        pending.extend(children(node))
    return width


def test_only_types_of_the_dialect_are_left_out() -> None:
    assert set(TOO_LARGE) <= set(TYPES)


@pytest.mark.parametrize(
    "name", [name for name in TYPES if name not in TOO_LARGE and (PER_TYPE >= 1000 or _width(name) <= 3)]
)
def test_nothing_that_an_independent_generator_takes_for_legal_is_refused(name: str, judge: Oracle) -> None:
    @settings(
        max_examples=4 if PER_TYPE < 1000 else 50,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(open_schema.from_schema(bundle(DIALECT, name)))
    def check(value: object) -> None:
        assert quick(name).is_valid(value)
        expectation = judge.expect(name, json.dumps(value))
        assert not isinstance(expectation, Reject), (value, expectation)

    check()


@pytest.mark.parametrize("name", TYPES)
def test_covering_payloads_are_legal(name: str, judge: Oracle) -> None:
    payloads = list(strategies.covering(name, DIALECT))
    assert len({payload.text for payload in payloads}) >= len(payloads) // 2
    for payload in payloads:
        assert_legal(judge, name, payload.text)


@pytest.mark.parametrize("name", ["RealtimeConversationItem", "RealtimeTranslationServerEvent", "MCPTool"])
def test_every_pair_that_can_meet_meets_in_some_row(name: str) -> None:
    sites = plan(DIALECT, name).sites
    everything = [(number, choice) for number, site in enumerate(sites) for choice in range(len(site.alternatives))]
    needed = {chosen: dict([*sites[chosen[0]].condition, chosen]) for chosen in everything}
    rows = [{(site, taken) for site, taken in enumerate(row)} for row in pairs.rows(DIALECT, name)]
    together = {pair for row in rows for pair in combinations(sorted(row & needed.keys()), 2)}
    apart = [
        (one, other)
        for one, other in combinations(everything, 2)
        if (one, other) not in together
        and all(needed[other].get(site, taken) == taken for site, taken in needed[one].items())
    ]
    assert apart == []


def test_a_large_union_takes_as_many_rows_as_its_variants_and_no_more() -> None:
    union = SPEC.types["RealtimeServerEvent"]
    assert isinstance(union, Tagged)
    alone = sum(len(pairs.rows(DIALECT, variant.node.name)) for variant in union.variants)  # type: ignore[union-attr]
    assert len(pairs.rows(DIALECT, "RealtimeServerEvent")) <= 1.1 * alone < 9000


@pytest.fixture(scope="module")
def edges() -> dict[str, list[strategies.Payload]]:
    found: dict[str, list[strategies.Payload]] = {name: [] for name in TOLERANT_EDGES}
    for name in ("RealtimeServerEvent", "RealtimeSessionCreateRequestGA", "RealtimeResponse"):
        for payload in strategies.seeded(name, "edge", 1, 1500, DIALECT):
            found[str(payload.edge)].append(payload)
    return found


def test_every_class_of_edges_is_made(edges: dict[str, list[strategies.Payload]]) -> None:
    assert min(len(payloads) for payloads in edges.values()) > 30


def test_vendor_members_are_ignored(edges: dict[str, list[strategies.Payload]], judge: Oracle) -> None:
    for payload in edges["vendor-member"]:
        assert any(
            name in payload.text for name in ("x-vendor", "x_request_id", "_meta", "vendor", "$origin", "filter")
        )
        assert isinstance(judge.expect(payload.type, payload.text), Accept), payload


@pytest.mark.parametrize("edge", ["unknown-value", "unknown-tag"])
def test_unknown_values_and_tags_are_tolerated_where_the_dialect_is_open(
    edge: str, edges: dict[str, list[strategies.Payload]], judge: Oracle
) -> None:
    expectations = [judge.expect(payload.type, payload.text) for payload in edges[edge]]
    assert any(isinstance(expectation, Accept) and expectation.unknown_value for expectation in expectations)
    assert any(isinstance(expectation, Reject) for expectation in expectations)


def test_one_and_one_point_zero_are_told_apart_for_integers_only(
    edges: dict[str, list[strategies.Payload]], judge: Oracle
) -> None:
    expectations = {type(judge.expect(payload.type, payload.text)) for payload in edges["whole-fraction"]}
    assert {Accept, Free} <= expectations


def test_null_absent_and_empty_are_three_things(edges: dict[str, list[strategies.Payload]], judge: Oracle) -> None:
    kept = set()
    for edge in ("null", "absent", "empty"):
        for payload in edges[edge]:
            expectation = judge.expect(payload.type, payload.text)
            if isinstance(expectation, Accept) and not expectation.unknown_value:
                kept.add((edge, json.loads(expectation.canonical_text) == json.loads(payload.text)))
    # A tool without its type is read as the first variant that takes it, which ignores the others' members.
    assert kept - {("absent", False)} == {("null", True), ("absent", True), ("empty", True)}
