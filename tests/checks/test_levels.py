"""How much a failure binds, whatever the payload asks for."""

from __future__ import annotations

import pytest

from conformance.adapter import Kind, Outcome
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case
from tests.checks.exchanged import GA, JUDGE, OK, REFUSED, SOUND, judged


def test_levels_are_the_lower_of_the_case_and_the_check() -> None:
    assert {check: verdict.level for check, verdict in judged(SOUND, OK).items()} == {
        "accepts": Level.MUST,
        "round-trip": Level.MUST,
        "canonical": Level.MUST,
        "canonical-bytes": Level.SHOULD,
        "idempotent": Level.MUST,
    }


def test_a_case_of_level_free_is_only_shown() -> None:
    shown = Case("Error/x", "Error", SOUND, JUDGE.expect("Error", SOUND), level=Level.FREE)
    (verdict,) = judge(Exchange(shown, REFUSED), JUDGE)
    assert (verdict.check, verdict.status, verdict.level) == ("behaviour", Status.FREE, Level.FREE)


@pytest.mark.parametrize("kind", [Kind.CRASHED, Kind.TIMEOUT, Kind.GARBLED])
def test_a_crash_fails_at_must_whatever_the_payload_asks_for(kind: Kind) -> None:
    text = '{"type":"unheard.of"}'
    warned = payload_case("RealtimeServerEvent/x", "RealtimeServerEvent", text, GA, load_register("openai-ga"))
    assert warned.level is Level.SHOULD
    levels = {one.check: one.level for one in judge(Exchange(warned, Outcome(kind)), GA) if one.status is Status.FAIL}
    assert levels == {"tolerates": Level.MUST}
    beyond = Case("Error/x", "Error", SOUND, JUDGE.expect("Error", SOUND), acceptance=Level.SHOULD)
    levels = {one.check: one.level for one in judge(Exchange(beyond, Outcome(kind)), JUDGE) if one.check == "accepts"}
    assert levels == {"accepts": Level.MUST}


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ('{"type":"response.cancel","event_id":"e","type":"response.cancel"}', "/type"),
        ('{"type":"response.cancel","event_id":"e","event_id":"e"}', "/event_id"),
    ],
)
def test_a_name_that_is_written_twice_is_a_warning(written: str, at: str) -> None:
    name = "RealtimeClientEventResponseCancel"
    sent = payload_case(f"{name}/x", name, '{"type":"response.cancel","event_id":"e"}', GA, load_register("openai-ga"))
    found = {one.check: one for one in judge(Exchange(sent, Outcome(Kind.OK, text=written)), GA) if one.failed}
    assert found.keys() == {"round-trip", "canonical"}
    assert {(one.level, one.findings) for one in found.values()} == {(Level.SHOULD, (Finding(What.REPEATED, at),))}


def test_a_new_name_is_an_invention_beside_unknown_members_too() -> None:
    name, sent = "RealtimeClientEventResponseCancel", '{"type":"response.cancel","event_id":"e","x_vendor":1}'
    asked = payload_case(f"{name}/x", name, sent, GA, load_register("openai-ga"))
    assert asked.level is Level.SHOULD
    written = Outcome(Kind.OK, text='{"type":"response.cancel","eventId":"e"}')
    found = {one.check: one for one in judge(Exchange(asked, written), GA) if one.failed}
    assert found["tolerates"].findings == (Finding(What.RENAMED, "/event_id", '"e"', "eventId"),)
    assert found["tolerates"].level is Level.MUST


def test_a_name_that_is_written_twice_with_another_value_is_a_change_of_it() -> None:
    name, sent = "RealtimeClientEventResponseCancel", '{"type":"response.cancel","event_id":"e"}'
    written = '{"type":"response.cancel","event_id":"e","event_id":"f"}'
    asked = payload_case(f"{name}/x", name, sent, GA, load_register("openai-ga"))
    found = {one.check: one for one in judge(Exchange(asked, Outcome(Kind.OK, text=written)), GA) if one.failed}
    assert found["round-trip"].level is Level.MUST
    assert found["round-trip"].findings == (Finding(What.CHANGED, "/event_id", '"e"', '"f"'),)
