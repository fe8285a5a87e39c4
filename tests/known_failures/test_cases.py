"""The cases that the ids and patterns of known failures stand for."""

from __future__ import annotations

import pytest

from conformance.checks.case import CaseId
from conformance.known_failures.cases import cases_of
from conformance.vectors import load_vectors
from tests.known_failures.listings import (
    CASES,
    SLUGS,
    counted,
    entry,
    file,
    judged,
    verdict,
)


def test_a_former_id_still_stands_for_its_case() -> None:
    assert counted(judged(file(entry("T/once-a")), verdict("T/a"))) == (1, 1, (), ())


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("T/unknown-*", ["T/unknown-one", "T/unknown-two"]),
        ("*/unknown-one", ["T/unknown-one", "U/unknown-one"]),
        ("*/generated/*", ["T/generated/round-trip", "U/generated/round-trip"]),
        ("U/*", [f"U/{slug}" for slug in SLUGS]),
        ("T/unknown", []),
    ],
)
def test_a_pattern_stands_for_any_run_of_characters(pattern: str, matched: list[str]) -> None:
    assert CASES.matching(pattern) == matched


def test_the_cases_of_a_dialect_are_its_vectors_generated_payloads_and_hazards() -> None:
    cases = cases_of("async-openai")
    (vector, *_) = load_vectors("async-openai")
    assert all(name in cases for name in (vector, "Conversation/generated/rejects", "Conversation/robust/empty"))
    assert "Conversation/generated/robust" not in cases
    assert len(cases.matching("*/generated/round-trip")) == len(cases.matching("*/robust/empty")) > 100


def test_an_item_says_its_case() -> None:
    ids = ["T::slug", "T::generated[round-trip]", "T::robust[15-mib-base64]"]
    cases = [str(CaseId.of_item(nodeid)) for nodeid in ids]
    assert cases == ["T/slug", "T/generated/round-trip", "T/robust/15-mib-base64"]


def test_a_misspelt_type_is_proposed_by_its_name_alone() -> None:
    assert "RealtimeResponseUsage" in cases_of("async-openai").alike("RealtimeRespnseUsage/x")
