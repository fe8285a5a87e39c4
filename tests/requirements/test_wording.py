"""The sentences of the registers are in the document's own terms, and say what is judged."""

from __future__ import annotations

import re

import pytest

from conformance.requirements.register import load_register

DIALECTS = ["async-openai", "openai-ga"]
AVOIDED = {
    r"\bwhatever\b": "say which",
    r"\b(?:is|are) shown\b(?!, not judged| beside)": "add `, not judged`",
    r"\bwhat becomes of\b": "what happens to",
    r"\bcarries\b": "has, or keeps",
    r"\ba word\b": "a string",
    r"\bkinds?\b": "types",
    r"\bcalled off\b": "cancelled",
    r"\bleave\b": "approval, or another verb",
    r"\bremote tools?\b": "MCP tool",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_row_uses_a_word_that_a_reader_would_not_search_for(dialect: str) -> None:
    found = [
        f"{row.id}: {match[0]!r}: {instead}"
        for row in load_register(dialect).rows.values()
        for words, instead in AVOIDED.items()
        for match in re.finditer(words, row.says, re.IGNORECASE)
    ]
    assert found == []


def test_every_family_of_openai_ga_names_an_event_a_member_or_a_type() -> None:
    """The last screen prints the sentence alone, so it has to say what it is about."""
    families = [row for row in load_register("openai-ga").rows.values() if row.id.startswith("family.")]
    assert families
    assert [row.id for row in families if "`" not in row.says] == []
