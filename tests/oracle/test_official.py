"""What the official dialect asks: three kinds of nothing, an open wire, and what its document leaves open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.oracle import Accept, Free, FreeReason, Reject, Rule, expect

DIALECT = "openai-ga"
TRUNCATE = {"type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0, "audio_end_ms": 1500}


def asked(type_name: str, payload: Any) -> Any:
    return expect(DIALECT, type_name, payload if isinstance(payload, str) else json.dumps(payload))


def canonical(type_name: str, payload: Any) -> Any:
    found = asked(type_name, payload)
    assert isinstance(found, Accept), found
    return json.loads(found.canonical_text)


@pytest.mark.parametrize("metadata", [{}, {"metadata": None}, {"metadata": {}}, {"metadata": {"k": "v"}}])
def test_absent_null_and_empty_stay_three_things(metadata: dict[str, Any]) -> None:
    payload = {"id": "resp_1", **metadata}
    assert canonical("RealtimeResponse", payload) == payload


def test_no_order_of_members_is_fixed() -> None:
    found = asked("RealtimeResponse", {"status": "completed", "id": "resp_1"})
    assert isinstance(found, Accept)
    assert not found.bytes_fixed


@pytest.mark.parametrize(
    ("type_name", "payload"),
    [
        ("RealtimeServerEvent", {"type": "vendor.ping", "at": 1}),
        ("RealtimeConversationItem", {"type": "hologram", "id": "item_1"}),
        ("RealtimeResponse", {"status": "paused"}),
    ],
)
def test_what_is_unknown_is_legal_beyond_the_dialect(type_name: str, payload: Any) -> None:
    found = asked(type_name, payload)
    assert isinstance(found, Accept)
    assert found.unknown_value
    assert json.loads(found.canonical_text) == payload


def test_an_unknown_client_event_is_not_legal() -> None:
    assert asked("RealtimeClientEvent", {"type": "vendor.ping"}) == Reject(Rule.UNKNOWN_TAG, "/type")


def test_an_unknown_member_is_left_out_of_the_canonical_form_and_is_nothing_beyond() -> None:
    found = asked("RealtimeResponse", {"id": "resp_1", "latency": 12})
    assert found == Accept('{"id":"resp_1"}', bytes_fixed=False, unknown_value=False)


def test_a_variant_that_refuses_leaves_no_note_behind() -> None:
    # The open enum of truncation words is tried before the object.
    ratio = {"type": "retention_ratio", "retention_ratio": 0.8}
    found = asked("RealtimeTruncation", ratio)
    assert isinstance(found, Accept)
    assert not found.unknown_value


@pytest.mark.parametrize("lexeme", ["1", "1.0", "1e0"])
def test_a_number_is_the_same_however_it_is_spelt(lexeme: str) -> None:
    found = asked("RealtimeTruncation", f'{{"type":"retention_ratio","retention_ratio":{lexeme}}}')
    assert isinstance(found, Accept)
    assert json.loads(found.canonical_text)["retention_ratio"] == 1.0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ('"audio_end_ms":1500.0', FreeReason.NUMBER_FORM),
        ('"audio_end_ms":-1', FreeReason.UNBOUNDED_INTEGER),
        ('"audio_end_ms":9007199254740993', FreeReason.UNBOUNDED_INTEGER),
        ('"audio_end_ms":18446744073709551616', FreeReason.NUMBER_PRECISION),
        ('"audio_end_ms":1,"audio_end_ms":2', FreeReason.DUPLICATE_MEMBER),
    ],
)
def test_what_the_document_leaves_open_is_named(change: str, why: FreeReason) -> None:
    text = json.dumps(TRUNCATE, separators=(",", ":")).replace('"audio_end_ms":1500', change)
    assert asked("RealtimeClientEvent", text) == Free(why)


@pytest.mark.parametrize(
    ("payload", "rule", "at"),
    [
        ({**TRUNCATE, "audio_end_ms": 1.5}, Rule.NOT_AN_INTEGER, "/audio_end_ms"),
        ({**TRUNCATE, "audio_end_ms": "12"}, Rule.WRONG_TYPE, "/audio_end_ms"),
        ({**TRUNCATE, "event_id": "e" * 513}, Rule.STRING_LENGTH, "/event_id"),
        ({"type": "session.update", "session": {"modalities": ["text"]}}, Rule.MISSING_TAG, "/session/type"),
        ([TRUNCATE], Rule.WRONG_TYPE, ""),
    ],
)
def test_what_is_not_legal_is_said_with_rule_and_place(payload: Any, rule: Rule, at: str) -> None:
    assert asked("RealtimeClientEvent", payload) == Reject(rule, at)
