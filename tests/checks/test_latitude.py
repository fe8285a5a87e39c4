"""Where the judgement is milder than the oracle."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.jsontext import text_of
from conformance.oracle import Accept, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case
from conformance.vectors import case_of, find

GA, SEED = "openai-ga", "async-openai"
REFUSED = Outcome(Kind.REJECTED, message="no")


def of_text(dialect: str, type_name: str, text: str) -> Case:
    return payload_case(f"{type_name}/x", type_name, text, oracle(dialect), load_register(dialect))


def verdicts(dialect: str, case: Case, outcome: Outcome, **more: Outcome) -> dict[str, Verdict]:
    return {one.check: one for one in judge(Exchange(case, outcome, **more), oracle(dialect))}


@pytest.mark.parametrize("type_name", ["Metadata", "Prompt", "ResponsePromptVariables", "RealtimeTurnDetection"])
@pytest.mark.parametrize(
    "outcome", [REFUSED, Outcome(Kind.NOT_WRITTEN), Outcome(Kind.OK, "null"), Outcome(Kind.OK, "{}")]
)
def test_a_bare_null_belongs_to_the_member(type_name: str, outcome: Outcome) -> None:
    found = verdicts(GA, case_of(find(GA, f"{type_name}/null"), oracle(GA)), outcome)
    assert [(check, one.status) for check, one in found.items()] == [("behaviour", Status.FREE)]


def test_a_null_in_its_place_is_judged() -> None:
    sent = {"type": "realtime", "prompt": None}
    found = verdicts(GA, of_text(GA, "RealtimeSessionCreateRequestGA", text_of(sent)), REFUSED)
    assert (found["accepts"].status, found["accepts"].level) == (Status.FAIL, Level.MUST)


REPEATED = [
    '{"type":"function","parameters":{"k":"first","k":"last"}}',
    '{"type":"function","x":1,"x":2}',
    '{"type":"function","parameters":{"a":[{"k":1,"k":1}]}}',
]


@pytest.mark.parametrize("text", REPEATED)
@pytest.mark.parametrize("outcome", [REFUSED, Outcome(Kind.OK, '{"type":"function","parameters":{"k":"first"}}')])
def test_which_of_two_names_counts_is_open_in_a_document(text: str, outcome: Outcome) -> None:
    found = verdicts(GA, of_text(GA, "RealtimeFunctionTool", text), outcome)
    assert [(check, one.status) for check, one in found.items()] == [("behaviour", Status.FREE)]


def test_serde_says_which_counts() -> None:
    case = of_text(SEED, "RealtimeFunctionTool", '{"name":"n","description":"d","parameters":{"k":1,"k":2}}')
    assert verdicts(SEED, case, REFUSED)["accepts"].status is Status.FAIL


BARE = {"type": "message", "role": "user", "content": [{}]}
ADDED = {"type": "conversation.item.added", "event_id": "e", "item": BARE}


@pytest.mark.parametrize(
    ("type_name", "sent", "level"),
    [
        ("RealtimeConversationItem", BARE, Level.SHOULD),
        ("RealtimeServerEvent", ADDED, Level.SHOULD),
        ("RealtimeClientEvent", {"type": "response.cancel", "event_id": ""}, Level.SHOULD),
        ("RealtimeTurnDetection", {"type": "server_vad", "prefix_padding_ms": 2**31}, Level.SHOULD),
        ("RealtimeTurnDetection", {"type": "server_vad", "prefix_padding_ms": 2**31 - 1}, Level.MUST),
        ("RealtimeFunctionTool", {"type": "function", "parameters": {"maximum": 2**32}}, Level.MUST),
        ("LogProbProperties", {"token": "A", "logprob": -0.5, "bytes": [65, 256]}, Level.SHOULD),
        ("LogProbProperties", {"token": "A", "logprob": -0.5, "bytes": [0, 255]}, Level.MUST),
        ("RealtimeConversationItem", {**BARE, "content": []}, Level.MUST),
        ("RealtimeConversationItem", {**BARE, "content": [{"type": "input_text", "text": ""}]}, Level.MUST),
        ("RealtimeClientEvent", {"type": "response.cancel", "event_id": "e"}, Level.MUST),
    ],
)
def test_refusing_what_nobody_sends_is_a_warning(type_name: str, sent: Any, level: Level) -> None:
    found = verdicts(GA, of_text(GA, type_name, text_of(sent)), REFUSED, built=REFUSED)
    assert {one.level for one in found.values()} == {level}
    assert all(one.failed for one in found.values())
    crashed = verdicts(GA, of_text(GA, type_name, text_of(sent)), Outcome(Kind.CRASHED))
    assert crashed["accepts"].level is Level.MUST


def test_an_empty_id_may_be_lost_but_not_another_empty_text_and_nothing_beside_it() -> None:
    sent = {"type": "function_call_output", "id": "", "call_id": "c", "output": ""}

    def lost(*names: str) -> Verdict:
        back = Outcome(Kind.OK, text_of({name: item for name, item in sent.items() if name not in names}))
        return verdicts(GA, of_text(GA, "RealtimeConversationItem", text_of(sent)), back)["canonical"]

    assert (lost("id").status, lost("id").level) == (Status.FAIL, Level.SHOULD)
    assert lost("output").level is Level.MUST
    assert [one.at for one in lost("id", "output").findings] == ["/output"]
    assert lost("id", "output").level is Level.MUST


LARGE = '{"name":"n","description":"d","parameters":%s}'


@pytest.mark.parametrize(
    ("sent", "written", "fails"),
    [
        ("1e22", "1e22", []),
        ("1e22", "1e+22", []),
        ('{"a":[1e22]}', '{"a":[1e22]}', []),
        ("1e22", "1e23", ["canonical", "round-trip"]),
        ("1e-7", "0.0000001", ["canonical-bytes"]),
        ('"1e+22"', '"1e22"', ["canonical", "canonical-bytes", "round-trip"]),
    ],
)
def test_how_a_large_number_is_spelt_is_open(sent: str, written: str, fails: list[str]) -> None:
    case = of_text(SEED, "RealtimeFunctionTool", LARGE % sent)
    assert isinstance(case.expectation, Accept)
    assert case.expectation.bytes_fixed is ("1e22" not in sent)
    found = verdicts(SEED, case, Outcome(Kind.OK, LARGE % written))
    assert sorted(check for check, one in found.items() if one.failed) == fails


def test_a_large_number_of_64_bits_is_open_too() -> None:
    case = of_text(SEED, "LogProbProperties", '{"bytes":[],"logprob":-1e22,"token":"t"}')
    assert case.expectation == Accept('{"bytes":[],"logprob":-1e+22,"token":"t"}', bytes_fixed=False)


def test_refusing_an_unknown_member_binds_alike_whatever_its_name_is() -> None:
    """A must is what comes back: a member is not overwritten by one whose name differs in case."""
    beside = find(GA, "RealtimeClientEventResponseCancel/names-beside-other-case")
    for dialect, level in ((GA, Level.SHOULD), (SEED, Level.MUST)):
        for slug in ("names-beside-other-case", "unknown-member"):
            case = case_of(find(dialect, f"RealtimeClientEventResponseCancel/{slug}"), oracle(dialect))
            refused = verdicts(dialect, case, REFUSED)["tolerates"]
            assert (refused.status, refused.level) == (Status.FAIL, level)
    overwritten = beside.text.replace('"event_', '"lost_event_', 1)
    found = verdicts(GA, case_of(beside, oracle(GA)), Outcome(Kind.OK, overwritten))["tolerates"]
    assert (found.status, found.level) == (Status.FAIL, Level.MUST)


def test_an_integer_for_a_number_is_no_difference_in_a_document() -> None:
    vector = find(GA, "RealtimeServerEvent/session-created")
    case = case_of(vector, oracle(GA))
    assert '"speed": 1.0' in vector.text or '"speed":1.0' in vector.text
    back = vector.text.replace('"speed":1.0', '"speed":1').replace('"realtime.session"', '"other"')
    found = verdicts(GA, case, Outcome(Kind.OK, back))
    assert {one.at for verdict in found.values() for one in verdict.findings} == {"/session/object"}
    tool = '{"type":"function","parameters":{"a":1.0}}'
    found = verdicts(GA, of_text(GA, "RealtimeFunctionTool", tool), Outcome(Kind.OK, tool.replace("1.0", "1")))
    assert not any(one.failed for one in found.values())


def test_what_is_invented_beside_an_unknown_member_is_a_must_failure() -> None:
    case = of_text(GA, "RealtimeClientEvent", '{"type":"response.cancel","x":1}')
    assert isinstance(case.expectation, Accept)
    back = Outcome(Kind.OK, '{"type":"response.cancel","_extra":{"x":1}}')
    found = verdicts(GA, case, back)["canonical"]
    assert (found.status, found.level) == (Status.FAIL, Level.MUST)


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("TranscriptTextUsageDuration", '{"type":"duration","seconds":%s}'),
        ("RealtimeFunctionTool", '{"type":"function","name":"f","parameters":{"a":[%s]}}'),
    ],
)
def test_every_check_takes_minus_zero_for_zero(type_name: str, text: str) -> None:
    """RFC 8259 gives -0 no meaning of its own; JavaScript writes 0 for it, and Python -0.0."""
    spellings = ("0", "0.0", "-0.0", "-0")
    for sent, got in itertools.product(spellings, spellings):
        back = Outcome(Kind.OK, text % got)
        found = verdicts(GA, of_text(GA, type_name, text % sent), back, again=back, typed=back, built=back)
        assert len(found) > 4
        assert {one.status for one in found.values()} == {Status.PASS}, (sent, got)


PART = {"type": "output_audio", "transcript": "Good morning."}


@pytest.mark.parametrize(
    ("type_name", "sent", "lost", "level"),
    [
        ("RealtimeConversationItemMessageAssistant", {**PART, "text": "Hi"}, "text", Level.SHOULD),
        ("RealtimeConversationItemMessageAssistant", {**PART, "audio": "AAAA"}, "audio", Level.MUST),
        ("RealtimeConversationItemMessageAssistant", {"type": "output_text", "text": "Hi"}, "text", Level.MUST),
        ("RealtimeConversationItemMessageAssistant", {**PART, "text": "Hi"}, "transcript", Level.MUST),
    ],
)
def test_the_loss_of_what_belongs_to_another_type_of_part_is_a_warning(
    type_name: str, sent: dict[str, Any], lost: str, level: Level
) -> None:
    item = {"type": "message", "role": "assistant", "content": [sent]}
    back = {**item, "content": [{name: value for name, value in sent.items() if name != lost}]}
    case = Case("x", type_name, text_of(item), oracle(GA).expect(type_name, text_of(item)))
    found = verdicts(GA, case, Outcome(Kind.OK, text_of(back)))["round-trip"]
    assert (found.status, found.level) == (Status.FAIL, level)


def test_a_turn_detection_without_its_type_may_be_refused() -> None:
    type_name = "RealtimeTranscriptionSessionCreateResponseGA"
    begins = '{"type":"transcription","id":"sess_ZGhlcsuh2uDZ9O1njyq8d","object":"o","audio":'
    text = begins + '{"input":{"turn_detection":{"threshold":1}}}}'
    for outcome in (REFUSED, Outcome(Kind.OK, text, raw=("/audio",))):
        found = verdicts(GA, of_text(GA, type_name, text), outcome)["accepts"]
        assert (found.status, found.level) == (Status.FAIL, Level.SHOULD)
    typed = text.replace('"threshold"', '"type":"server_vad","threshold"')
    assert verdicts(GA, of_text(GA, type_name, typed), REFUSED)["accepts"].level is Level.MUST
