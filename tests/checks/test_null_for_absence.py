"""Null in place of absence: forgiven where a check is about loss, never where it is about how absence is written."""

from __future__ import annotations

from mutants.matrix import failures
from mutants.mutant import GA, RIGHT, Mutant, in_objects, shows, writes

from conformance.checks.finding import What

# What the prompt does not have is written, or shown, as null.
NULLED = in_objects(lambda members: {"version": None, **members} if "id" in members else members)


def whats(mutant: Mutant) -> dict[str, set[What]]:
    found = failures(mutant, GA, ["Prompt"])
    return {check: {one.what for verdict in verdicts for one in verdict.findings} for check, verdicts in found.items()}


def test_an_encoder_that_writes_null_for_absence_loses_nothing() -> None:
    mutant = Mutant("nulls", "", "canonical", "", ("Prompt",), writes(NULLED), dialect=GA)
    assert "round-trip" not in whats(mutant)
    assert whats(mutant)["canonical"] == {What.NULL_ADDED}


def test_a_typed_api_may_have_one_value_for_null_and_absence() -> None:
    mutant = Mutant("nulls", "", "typed-read", "", ("Prompt",), wrong_typed=shows(NULLED), dialect=GA)
    assert whats(mutant) == {}


def test_the_reference_writes_neither() -> None:
    assert failures(RIGHT[GA], GA, ["Prompt"]) == {}
