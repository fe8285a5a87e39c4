"""What is left open says so in its file: no vector demands what its run does not judge."""

from __future__ import annotations

import pytest

from conformance.checks.register import Judges, content_of
from conformance.oracle import Free, oracle
from conformance.requirements.level import Level
from conformance.spec import dialects
from conformance.vectors import case_of, find, load_vectors


@pytest.mark.parametrize("dialect", dialects())
def test_a_vector_that_no_run_judges_is_at_level_free(dialect: str) -> None:
    judged_by = oracle(dialect)
    vectors = load_vectors(dialect).values()
    shown = {one.id for one in vectors if content_of(case_of(one, judged_by), judged_by) is Judges.LEFT_OPEN}
    assert [one.id for one in vectors if one.id in shown and one.level is not Level.FREE] == []
    assert shown >= {one.id for one in vectors if isinstance(one.expectation, Free)}


@pytest.mark.parametrize("slug", ["tag-absent", "empty-object"])
def test_an_object_without_its_optional_tag_is_legal_and_may_be_refused(slug: str) -> None:
    vector = find("openai-ga", f"RealtimeAudioFormats/{slug}")
    assert (vector.level, vector.requirements) == (Level.FREE, ("decode.tag-optional",))
