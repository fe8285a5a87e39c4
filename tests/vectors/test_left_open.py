"""What is left open says so in its file: no vector demands what its run does not judge."""

from __future__ import annotations

import pytest

from conformance.checks.register import Judges, content_of
from conformance.oracle import Free, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import dialects
from conformance.vectors import case_of, find, load_vectors
from conformance.vectors.draft import Draft
from conformance.vectors.recording import expected


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


@pytest.mark.parametrize("dialect", dialects())
def test_a_vector_rests_on_a_requirement_that_is_as_binding_as_itself(dialect: str) -> None:
    register = load_register(dialect)
    vectors = load_vectors(dialect).values()
    assert [one.id for one in vectors if one.level.rank < register.strongest(one.requirements).rank] == []


@pytest.mark.parametrize(
    ("type_name", "text", "row", "level", "rows"),
    [
        ("Prompt", '{"id":"p","variables":null}', "decode.strict-types", Level.MUST, ["decode.null-or-absent"]),
        ("Prompt", '{"id":"p","version":"1"}', "encode.declaration-order", Level.MUST, ["decode.accepts-valid"]),
        ("RealtimeAudioFormats", '{"type":"audio/new"}', "decode.tag-required", Level.SHOULD, ["decode.open-tag"]),
        ("Prompt", '{"id":5}', "decode.strict-types", Level.FREE, []),
        ("Prompt", '{"id":"p"}', "decode.null-or-absent", Level.MUST, []),
    ],
)
def test_recording_adds_the_row_that_binds(type_name: str, text: str, row: str, level: Level, rows: list[str]) -> None:
    draft = Draft(f"{type_name}/x", type_name, text, "a test", (row,), "a test")
    vector = expected(draft, oracle("openai-ga"))
    assert (vector.level, vector.requirements) == (level, (row, *rows))
