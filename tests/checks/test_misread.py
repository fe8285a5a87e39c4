"""A name in another spelling is another member's: a decoder that takes it for the declared one has one fault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.broken import requirement
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Verdict
from conformance.jsontext import text_of
from conformance.oracle import oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case
from conformance.vectors import case_of, load_type

DIALECTS = ("openai-ga", "async-openai")
GA = DIALECTS[0]
PROMPT = {"id": "pmpt_1", "variables": {"name": "Ada"}}


def verdicts(dialect: str, sent: Any, written: Any, *, again: Any = None) -> dict[str, Verdict]:
    case = payload_case("Prompt/x", "Prompt", text_of(sent), oracle(dialect), load_register(dialect))
    back, second = (Outcome(Kind.OK, text_of(one)) for one in (written, written if again is None else again))
    return {one.check: one for one in judge(Exchange(case, back, second), oracle(dialect))}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("more", "member", "finding"),
    [
        ({"ID": "other"}, {"id": "other"}, Finding(What.MISREAD, "/id", '"pmpt_1"', '"other"')),
        ({"Id": "other", "ID": "last"}, {"id": "last"}, Finding(What.MISREAD, "/id", '"pmpt_1"', '"last"')),
        # The other value is told as a whole: its members are not told as lost or invented.
        (
            {"Variables": {"a": "b"}},
            {"variables": {"a": "b"}},
            Finding(What.MISREAD, "/variables", '{"name":"Ada"}', '{"a":"b"}'),
        ),
    ],
)
def test_a_value_that_is_another_members_is_told_once(dialect: str, more: Any, member: Any, finding: Finding) -> None:
    found = verdicts(dialect, {**PROMPT, **more}, {**PROMPT, **member})
    assert found["canonical"].findings == found["tolerates"].findings == (finding,)
    register = load_register(dialect)
    assert requirement(finding, "canonical", None, register) == "decode.exact-names"
    assert str(finding.group) == "members are read from names in another spelling"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_wrong_besides_is_told_besides(dialect: str) -> None:
    found = verdicts(dialect, {**PROMPT, "ID": "other"}, {"id": "other", "variables": {}})["canonical"]
    assert {one.what for one in found.findings} == {What.MISREAD, What.LOST}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_value_that_nobody_sent_or_whose_name_is_another_word_is_a_change(dialect: str) -> None:
    for more, got in (({"ID": "other"}, "neither"), ({"identity": "other"}, "other"), ({}, "other")):
        found = verdicts(dialect, {**PROMPT, **more}, {**PROMPT, "id": got})["canonical"]
        assert found.findings == (Finding(What.CHANGED, "/id", '"pmpt_1"', f'"{got}"'),)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_the_first_round_did_is_not_told_as_a_second_fault_of_the_second(dialect: str) -> None:
    changed, lost = {**PROMPT, "id": "1"}, {"id": "pmpt_1", "variables": {"name": "2"}}
    second = verdicts(dialect, PROMPT, changed, again={**PROMPT, "id": "2"})["idempotent"]
    assert second.findings == (Finding(What.CHANGED, "/id", '"pmpt_1"', '"1"'),)
    inside = verdicts(dialect, PROMPT, lost, again={"id": "pmpt_1", "variables": {"name": "3"}})["idempotent"]
    assert inside.findings == (Finding(What.CHANGED, "/variables/name", '"Ada"', '"2"'),)
    own = verdicts(dialect, PROMPT, PROMPT, again={**PROMPT, "id": "2"})["idempotent"]
    assert own.findings == (Finding(What.UNSTABLE, "/id", '"pmpt_1"', '"2"'),)


def test_a_member_that_only_a_correction_knows_binds_no_more_than_that() -> None:
    name = "RealtimeServerEventResponseTextDelta"
    case = case_of(load_type(GA, name)[f"{name}/names-beside-other-case"], oracle(GA))
    sent = json.loads(case.text)
    for member, level in ("obfuscation", Level.SHOULD), ("delta", Level.MUST):
        exchange = Exchange(case, Outcome(Kind.OK, text_of(sent | {member: sent[member.upper()]})))
        (found,) = (one for one in judge(exchange, oracle(GA)) if one.check == "canonical")
        assert ([one.at for one in found.findings], found.level) == ([f"/{member}"], level)
