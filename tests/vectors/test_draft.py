"""Drafts as people write them: a vector without what must happen to it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.errors import UsageError
from conformance.requirements.level import Level
from conformance.vectors.draft import from_record

RECORD = {
    "id": "Error/one",
    "why": "a test",
    "requirements": ["Error"],
    "provenance": "seed: a test",
    "input": {"code": "c", "type": "t"},
}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"id": None}, "drafts, 1: 'NoneType' object has no attribute 'partition'"),
        ({"why": ...}, "drafts, 1: the draft has no member 'why'"),
        ({"input": ...}, "drafts, 1: the draft has no member 'input'"),
        ({"level": "may"}, "drafts, 1: 'may' is not a valid Level"),
    ],
)
def test_a_draft_that_is_none_is_one_line(members: dict[str, Any], message: str) -> None:
    given = {key: value for key, value in {**RECORD, **members}.items() if value is not ...}
    with pytest.raises(UsageError) as raised:
        from_record(given, "drafts, 1")
    assert str(raised.value) == message


def test_a_draft_has_its_type_from_its_id_and_must_by_default() -> None:
    made = from_record(RECORD, "x")
    assert (made.type, made.level, made.text) == ("Error", Level.MUST, '{"code":"c","type":"t"}')
