"""Each type and each vector is about one area of the API."""

from __future__ import annotations

from collections import Counter

import pytest
from result_files import verdict

from conformance.results.areas import area_of, areas_of
from conformance.spec import dialects, load_dialect
from conformance.spec.areas import OTHER, UNKNOWN, load_areas
from conformance.vectors import load_vectors


@pytest.mark.parametrize("dialect", dialects())
def test_every_type_has_one_area(dialect: str) -> None:
    listed = Counter(name for area in load_areas(dialect) for name in area.types)
    assert {name for name, times in listed.items() if times > 1} == set()
    assert set(load_dialect(dialect).types) - set(listed) == set()
    assert set(listed) - set(load_dialect(dialect).types) == set()


@pytest.mark.parametrize("dialect", dialects())
def test_every_vector_has_an_area_that_is_shown(dialect: str) -> None:
    with_types = {area.id for area in load_areas(dialect) if area.types}
    counted = Counter(area_of(dialect, case) for case in load_vectors(dialect))
    assert counted.keys() == with_types
    # An area of a handful of vectors would be no area.
    assert min(counted.values()) >= 30


def test_a_vector_of_a_union_is_in_the_area_of_its_variant() -> None:
    assert area_of("openai-ga", "RealtimeServerEvent/audio-delta") == "audio"
    assert area_of("openai-ga", "RealtimeServerEvent/arguments-done") == "tools"
    # Its tag names no variant.
    assert area_of("openai-ga", "RealtimeServerEvent/frame-list") == "errors"


def test_what_is_unknown_is_an_area_whatever_the_type() -> None:
    found = areas_of("openai-ga", [verdict("Prompt/a"), verdict("Prompt/b"), verdict("Prompt/b", check="tolerates")])
    assert found == {"Prompt/a": "session", "Prompt/b": UNKNOWN}


def test_a_type_that_this_release_does_not_have_is_in_the_last_area() -> None:
    assert area_of("openai-ga", "Invented/a") == OTHER
    assert area_of("no-such-dialect", "Prompt/a") == OTHER
