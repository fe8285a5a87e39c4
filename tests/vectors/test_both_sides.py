"""Every rule that the document states in words is shown on both sides: a legal vector, and one that it is broken in."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache

import pytest

from conformance.oracle import Accept
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import load_dialect
from conformance.spec.importer.dialect import prose_rules
from conformance.spec.prose import placed_rules
from conformance.vectors import load_vectors

DIALECT = "openai-ga"
PLACES = sorted({(rule.prose["requirement"], at.split("/")[3]) for rule in prose_rules(DIALECT) for at in rule.at})


@cache
def sides() -> tuple[dict[tuple[str, str], set[str]], dict[tuple[str, str], set[str]]]:
    """By requirement and type: the legal vectors that keep the rules, and the vectors that break this one alone."""
    dialect = load_dialect(DIALECT)
    kept: dict[tuple[str, str], set[str]] = defaultdict(set)
    broken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for vector in load_vectors(DIALECT).values():
        if not isinstance(vector.expectation, Accept):
            continue
        value = json.loads(vector.expectation.canonical_text)
        placed = list(placed_rules(dialect, dialect.node(vector.type), value))
        wrong = {one.prose.requirement for one in placed if not one.kept}
        if not wrong and vector.level is Level.MUST:
            for one in placed:
                kept[one.prose.requirement, vector.type].add(vector.id)
        if len(wrong) == 1:
            broken[wrong.pop(), vector.type].add(vector.id)
    return kept, broken


@pytest.mark.parametrize(("rule", "type_name"), PLACES)
def test_a_legal_vector_keeps_it_at_must(rule: str, type_name: str) -> None:
    kept, _ = sides()
    assert kept[rule, type_name]


@pytest.mark.parametrize(("rule", "type_name"), PLACES)
def test_a_vector_that_the_row_names_breaks_it_and_no_other(rule: str, type_name: str) -> None:
    _, broken = sides()
    row = load_register(DIALECT).rows[rule]
    assert [vector for vector in sorted(broken[rule, type_name]) if row.cites(vector)]


@pytest.mark.parametrize(("rule", "type_name"), PLACES)
def test_what_breaks_it_binds_as_its_row_says(rule: str, type_name: str) -> None:
    _, broken = sides()
    vectors, level = load_vectors(DIALECT), load_register(DIALECT).rows[rule].level
    assert level in (Level.SHOULD, Level.FREE)
    assert [vector for vector in sorted(broken[rule, type_name]) if vectors[vector].level.rank < level.rank] == []
