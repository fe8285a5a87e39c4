"""What the typed API shows: the declared members with their values, and nothing of the text beside them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.jsontext import text_of
from conformance.oracle import Accept, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case

PART = {"type": "input_text", "text": "Hi"}
MESSAGE = {"type": "message", "role": "user", "content": [PART]}
DELTA = {
    "type": "response.output_text.delta", "event_id": "event_1", "response_id": "resp_1", "item_id": "item_1",
    "output_index": 0, "content_index": 0, "delta": "Hi", "obfuscation": "x",
}  # fmt: skip


def typed_read(dialect: str, type_name: str, sent: Any, shown: Any) -> Verdict:
    case = payload_case(f"{type_name}/x", type_name, text_of(sent), oracle(dialect), load_register(dialect))
    assert isinstance(case.expectation, Accept)
    back = Outcome(Kind.OK, case.expectation.canonical_text)
    exchange = Exchange(case, back, typed=Outcome(Kind.OK, text_of(shown)))
    (verdict,) = judge(exchange, oracle(dialect), {"typed-read"})
    return verdict


def test_in_both_dialects_what_the_typed_api_loses_is_a_must_failure() -> None:
    for dialect, type_name, sent in (
        ("openai-ga", "RealtimeConversationItem", MESSAGE),
        ("async-openai", "Error", {"code": "c", "type": "t"}),
    ):
        lost = typed_read(dialect, type_name, sent, {"type": sent["type"], **dict(list(sent.items())[2:])})
        assert (lost.status, lost.level) == (Status.FAIL, Level.MUST)
        assert typed_read(dialect, type_name, sent, sent).status is Status.PASS


def test_a_member_that_only_a_correction_knows_is_a_warning() -> None:
    shown = {name: item for name, item in DELTA.items() if name != "obfuscation"}
    assert typed_read("openai-ga", "RealtimeServerEvent", DELTA, shown).level is Level.SHOULD


@pytest.mark.parametrize(
    ("dialect", "type_name", "sent", "at"),
    [
        ("async-openai", "Error", {"code": "c", "type": "t", "x_vendor": 1}, "/x_vendor"),
        ("async-openai", "RealtimeConversationItem", {**MESSAGE, "content": [{**PART, "$x": None}]}, "/content/0/$x"),
        ("openai-ga", "RealtimeConversationItem", {**MESSAGE, "x_a": 1}, "/x_a"),
        ("openai-ga", "RealtimeConversationItem", {**MESSAGE, "content": [{**PART, "": None}]}, "/content/0/"),
        ("openai-ga", "RealtimeClientEvent", {"type": "response.cancel", "_internal": {"a": 1}}, "/_internal"),
    ],
)
def test_an_echo_of_the_payload_shows_what_no_type_declares(dialect: str, type_name: str, sent: Any, at: str) -> None:
    verdict = typed_read(dialect, type_name, sent, sent)
    assert verdict.status is Status.FAIL
    assert [(one.what, one.at) for one in verdict.findings] == [(What.ECHOED, at)]
    assert verdict.level is Level.MUST
    assert verdict.reason == f"{at} is shown by the typed API, though no type declares it"
    accepted = oracle(dialect).expect(type_name, text_of(sent))
    assert isinstance(accepted, Accept)
    assert typed_read(dialect, type_name, sent, json.loads(accepted.canonical_text)).status is Status.PASS


def test_a_member_that_a_library_may_have_of_its_own_is_a_warning() -> None:
    sent = {"type": "response.cancel", "retry_after": 1}
    verdict = typed_read("openai-ga", "RealtimeClientEvent", sent, sent)
    assert (verdict.status, verdict.level) == (Status.FAIL, Level.SHOULD)


@pytest.mark.parametrize("name", ["approve", "message", "instructions"])
def test_a_library_may_have_a_member_that_another_type_or_dialect_declares(name: str) -> None:
    sent = {"code": "c", "type": "t", name: 1}
    assert typed_read("async-openai", "Error", sent, sent).status is Status.PASS


def test_an_unknown_item_has_no_undeclared_members() -> None:
    sent = {"type": "reasoning", "id": "item_1", "summary": []}
    assert typed_read("openai-ga", "RealtimeConversationItem", sent, sent).status is Status.PASS


FACE = {"type": "face", "object": "realtime.session", "id": "sess_1", "face": "oval", "audio": {"x": 1}}
CREATED = {"type": "session.created", "event_id": "event_1", "session": FACE}


@pytest.mark.parametrize(
    ("session", "lost"),
    [
        (FACE, ()),
        ({"type": "face", "object": "realtime.session", "id": "sess_1"}, ()),
        ({"type": "face", "audio": {}}, ()),
        ({"type": "face", "audio": None}, ()),
        ({"object": "realtime.session", "id": "sess_1"}, ((What.LOST, "/session/type"),)),
        ({**FACE, "face": "round"}, ((What.CHANGED, "/session/face"),)),
    ],
)
def test_of_a_value_of_an_unknown_kind_only_the_tag_has_to_be_shown(session: Any, lost: Any) -> None:
    verdict = typed_read("openai-ga", "RealtimeServerEvent", CREATED, {**CREATED, "session": session})
    assert tuple((one.what, one.at) for one in verdict.findings) == lost


def test_what_is_beside_a_value_of_an_unknown_kind_has_to_be_shown() -> None:
    item = {"type": "reasoning", "id": "item_1", "summary": []}
    sent = {"type": "conversation.item.added", "event_id": "e", "previous_item_id": "i", "item": item}
    shown = {"type": "conversation.item.added", "event_id": "e", "item": {"type": "reasoning"}}
    verdict = typed_read("openai-ga", "RealtimeServerEvent", sent, shown)
    assert [(one.what, one.at) for one in verdict.findings] == [(What.LOST, "/previous_item_id")]


def test_in_the_strict_dialect_the_canonical_value_is_what_has_to_be_shown() -> None:
    sent = {"file_id": "file_1"}
    verdict = typed_read("async-openai", "InputImageContent", sent, sent)
    assert verdict.findings == (Finding(What.LOST, "/detail", '"auto"'),)
    assert typed_read("async-openai", "InputImageContent", sent, {**sent, "detail": "auto"}).status is Status.PASS


def test_null_and_absence_are_one_value_to_a_typed_api() -> None:
    sent = {"cached_tokens": 1}
    assert typed_read("async-openai", "InputTokenDetails", sent, sent).status is Status.PASS
    assert typed_read("openai-ga", "RealtimeConversationItem", MESSAGE, {**MESSAGE, "id": None}).status is Status.PASS
