"""Edge payloads: every class is made, is what it says, and has an expectation."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pytest
from hypothesis import given, settings

import strategies
from conformance import jsontext
from conformance.oracle import Accept, Free, Reject, expect
from conformance.spec import load_dialect
from strategies.edges import EDGES
from strategies.odd_shapes import HOSTILE_NAMES

DIALECT = "async-openai"
TYPES = list(load_dialect(DIALECT).types)


@pytest.fixture(scope="module")
def by_class() -> dict[str, list[strategies.Payload]]:
    """Edges of the types that have room for all of the classes."""
    found: dict[str, list[strategies.Payload]] = defaultdict(list)
    for name in ("RealtimeResponse", "RealtimeResponseCreateParams"):
        for payload in strategies.seeded(name, "edge", seed=1, count=3000):
            assert payload.edge is not None
            found[payload.edge].append(payload)
    return found


def legal(payload: strategies.Payload) -> bool:
    return isinstance(expect(DIALECT, payload.type, payload.text), Accept)


def test_the_oracle_has_an_answer_for_every_edge() -> None:
    for name in TYPES:
        for payload in strategies.seeded(name, "edge", seed=2, count=150):
            assert isinstance(expect(DIALECT, name, payload.text), Accept | Reject | Free)


@pytest.mark.parametrize("name", TYPES)
def test_the_oracle_has_an_answer_for_every_drawn_edge(name: str) -> None:
    @settings(max_examples=15, derandomize=True, database=None, deadline=None)
    @given(strategies.edge(name))
    def check(payload: strategies.Payload) -> None:
        assert payload.edge in EDGES
        assert isinstance(expect(DIALECT, name, payload.text), Accept | Reject | Free)

    check()


def test_every_class_is_made(by_class: dict[str, list[strategies.Payload]]) -> None:
    assert set(by_class) == set(EDGES)
    assert min(len(payloads) for payloads in by_class.values()) > 50


@pytest.mark.parametrize(
    "edge",
    [
        "unknown-member",
        "tag-position",
        "key-order",
        "whitespace",
        "escapes",
        "characters",
        "duplicate-unknown",
        "long-string",
        "beyond-prose",
    ],
)
def test_classes_that_must_be_accepted(edge: str, by_class: dict[str, list[strategies.Payload]]) -> None:
    for payload in by_class[edge]:
        assert legal(payload), payload


@pytest.mark.parametrize(
    "edge", ["bound", "number-spelling", "null", "absent", "empty", "duplicate-member", "enum-case"]
)
def test_classes_on_both_sides_of_the_line(edge: str, by_class: dict[str, list[strategies.Payload]]) -> None:
    assert len({legal(payload) for payload in by_class[edge]}) == 2 or edge in ("number-spelling", "duplicate-member")
    assert not all(legal(payload) for payload in by_class[edge])


def test_lone_surrogates_and_open_forms_are_left_open(by_class: dict[str, list[strategies.Payload]]) -> None:
    assert all(isinstance(expect(DIALECT, p.type, p.text), Free) for p in by_class["lone-surrogate"])
    assert any(isinstance(expect(DIALECT, p.type, p.text), Free) for p in by_class["open-form"])


def test_whitespace_and_escapes_change_the_text_but_not_the_value(
    by_class: dict[str, list[strategies.Payload]],
) -> None:
    spaces: set[str] = set()
    for payload in by_class["whitespace"]:
        spaces.update(re.findall(r"[ \t\n\r]", payload.text))
    assert spaces == {" ", "\t", "\n", "\r"}
    escaped = "".join(payload.text for payload in by_class["escapes"])
    assert "\\u0074\\u0079\\u0070\\u0065" in escaped  # a whole name
    assert "\\/" in escaped
    assert re.search(r"\\u[dD]83[dD]\\u[dD]", escaped)


def test_hostile_names_are_tried_and_depth_goes_beyond_the_limit(
    by_class: dict[str, list[strategies.Payload]],
) -> None:
    names = "".join(payload.text for payload in by_class["unknown-member"])
    assert all(json.dumps(name, ensure_ascii=False) in names for name in HOSTILE_NAMES)
    depths = {jsontext.nesting(payload.text) for payload in by_class["deep-json"]}
    assert any(100 <= depth <= load_dialect(DIALECT).nesting_limit for depth in depths)
    assert any(depth > load_dialect(DIALECT).nesting_limit for depth in depths)


def test_metadata_reaches_and_exceeds_its_documented_limits(by_class: dict[str, list[strategies.Payload]]) -> None:
    sizes = set()
    for payload in by_class["collection-size"]:
        metadata = json.loads(payload.text).get("metadata") or {}
        sizes |= {(len(metadata), len(name), len(value)) for name, value in metadata.items()}
    assert {(16, 64, 512), (17, 64, 512), (16, 65, 512), (16, 64, 513)} <= sizes
