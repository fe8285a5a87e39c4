"""Null in place of absence: forgiven where a check is about loss, never where it is about how absence is written."""

from __future__ import annotations

import pytest
from mutants.matrix import failures
from mutants.mutant import GA, RIGHT, Mutant, in_objects, shows, writes

from conformance.adapter.declared import Direction
from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.finding import What
from conformance.checks.register import judge
from conformance.jsontext import text_of
from conformance.oracle import Free, oracle

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


# No document has the error of a cancelled response as null, and some recordings do: what that means is left open.
CANCELLED = {"object": "realtime.response", "id": "resp_1", "metadata": None, "status": "cancelled"}
DETAILS = {"type": "cancelled", "reason": "client_cancelled"}


@pytest.mark.parametrize("lost", [(), ("reason",)])
def test_one_value_for_both_is_nothing_to_blame_where_such_a_null_is_left_open(lost: tuple[str, ...]) -> None:
    text = text_of({**CANCELLED, "status_details": DETAILS})
    shown = {name: value for name, value in CANCELLED.items() if value is not None}
    left = {name: value for name, value in DETAILS.items() if name not in lost}
    typed = Outcome(Kind.OK, text_of({**shown, "status_details": {**left, "error": None}}))
    judge_ = oracle("openai-ga")
    assert isinstance(judge_.expect("RealtimeResponse", typed.text or ""), Free)
    case = Case("RealtimeResponse/x", "RealtimeResponse", text, judge_.expect("RealtimeResponse", text))
    exchange = Exchange(case, Outcome(Kind.OK, text), typed=typed, direction=Direction.DECODES)
    (found,) = (one for one in judge(exchange, judge_) if one.check == "typed-read")
    assert [(one.what, one.at) for one in found.findings] == [(What.LOST, f"/status_details/{name}") for name in lost]
    assert found.gates() is bool(lost)


def test_the_reference_writes_neither() -> None:
    assert failures(RIGHT[GA], GA, ["Prompt"]) == {}
