"""What only corrections know is legal at the level of their evidence, on their side, or left open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.jsontext import text_of
from conformance.oracle import Accept, Expectation, Free, FreeReason, Reject, Rule, expect, oracle
from conformance.reference import official
from conformance.reference.reader import DecodeError
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case

DIALECT = "openai-ga"
OPEN = Free(FreeReason.UNPROVEN_FORM)
SESSION = {"type": "realtime", "object": "realtime.session", "id": "sess_1"}
TOOL = {"type": "function", "name": "get_temperature", "parameters": {"type": "object", "properties": {}}}
VOICE = {"output": {"voice": {"id": "voice_1"}}}
APPROVAL = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}
IMAGE = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
USER_IMAGE = {"type": "message", "role": "user", "content": [IMAGE]}
SECRET = {"value": "ek_1", "expires_at": 1784869343}
MCP = {"type": "mcp", "server_label": "a"}
BARE_TOOL = {**TOOL, "description": None}
RETENTION = {"type": "retention_ratio", "retention_ratio": 0.8, "token_limits": None}
ERROR = {"type": "server_error", "code": None}


def updated(**more: Any) -> dict[str, Any]:
    return {"type": "session.updated", "event_id": "event_1", "session": {**SESSION, **more}}


def done(**more: Any) -> dict[str, Any]:
    return {"type": "response.done", "event_id": "event_1", "response": {"id": "resp_1", **more}}


def update(**more: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": {"type": "realtime", **more}}


def create(item: Any, **more: Any) -> dict[str, Any]:
    return {"type": "conversation.item.create", **more, "item": item}


def expected(type_name: str, value: Any) -> Expectation:
    return expect(DIALECT, type_name, text_of(value))


LEGAL = [
    # A function tool without a description comes back with null.
    ("RealtimeCreateClientSecretResponse", {**SECRET, "session": {**SESSION, "tools": [BARE_TOOL]}}, "must"),
    ("RealtimeServerEvent", updated(tools=[BARE_TOOL]), "must"),
    # A type that both sides write is read in that form, too, but nothing says that a client may write it.
    ("RealtimeFunctionTool", BARE_TOOL, "should"),
    # A custom voice comes back as it was asked for.
    ("RealtimeServerEvent", updated(audio=VOICE), "should"),
    ("RealtimeServerEvent", {**updated(audio=VOICE), "type": "session.created"}, "should"),
    ("RealtimeServerEvent", {**done(audio=VOICE), "type": "response.created"}, "should"),
    ("RealtimeServerEvent", done(audio=VOICE), "should"),
    ("RealtimeCreateClientSecretResponse", {**SECRET, "session": {**SESSION, "audio": VOICE}}, "should"),
    # What clients send, and the document does not have.
    ("RealtimeClientEvent", create(APPROVAL), "should"),
    ("RealtimeClientEvent", create(USER_IMAGE, previous_item_id=None), "should"),
    # Said by the document's words.
    ("RealtimeSessionCreateResponse", {"turn_detection": None}, "must"),
    ("RealtimeSessionCreateResponse", {"tracing": None}, "must"),
    (
        "WebhookRealtimeCallIncoming",
        {
            "object": "event",
            "id": "evt_1",
            "type": "realtime.call.incoming",
            "created_at": 1750287018,
            "data": {"call_id": "rtc_1", "sip_headers": [{"name": "From", "value": "sip:1"}]},
        },
        "must",
    ),
]


@pytest.mark.parametrize(("type_name", "value", "level"), LEGAL)
def test_what_evidence_proves_is_legal_and_binds_as_the_evidence_does(type_name: str, value: Any, level: str) -> None:
    found = expected(type_name, value)
    assert isinstance(found, Accept)
    assert (found.level, found.unknown_value) == (level, False)
    assert payload_case("x", type_name, text_of(value), oracle(DIALECT), load_register(DIALECT)).level == level
    assert expected(type_name, official_round(type_name, value)) == found, "the reference keeps it"


def official_round(type_name: str, value: Any) -> Any:
    return json.loads(official.encode(type_name, official.decode(type_name, text_of(value))))


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        # Of the same pattern as what is recorded, and never seen.
        ("RealtimeServerEvent", updated(tools=[{**MCP, "server_description": None}])),
        ("RealtimeServerEvent", updated(tools=[{**MCP, "authorization": None}])),
        ("RealtimeServerEvent", updated(tools=[{**MCP, "connector_id": None}])),
        ("RealtimeServerEvent", updated(tools=[{**MCP, "server_url": None}])),
        ("RealtimeServerEvent", updated(tools=[{**TOOL, "parameters": None}])),
        ("RealtimeServerEvent", updated(reasoning=None)),
        ("RealtimeServerEvent", updated(truncation=RETENTION)),
        ("RealtimeServerEvent", done(status_details={"type": "failed", "error": None})),
        ("RealtimeServerEvent", done(status_details={"type": "failed", "error": ERROR})),
        ("RealtimeConversationItem", {"type": "message", "role": "user", "content": [{**IMAGE, "detail": None}]}),
        # Sent by clients, and the service's answer is not known.
        ("RealtimeClientEvent", {"type": "response.create", "response": None}),
        ("RealtimeClientEvent", {"type": "response.create", "response": {"instructions": None}}),
        ("RealtimeClientEvent", update(instructions=None)),
        # Known of the other side alone.
        ("RealtimeClientEvent", update(tools=[BARE_TOOL])),
        ("RealtimeServerEvent", {"type": "conversation.item.done", "event_id": "event_1", "item": APPROVAL}),
        # The session resource has a string where a request has a union.
        ("RealtimeSessionCreateResponse", {"audio": VOICE}),
        ("RealtimeSessionCreateResponse", {"tool_choice": {"type": "function", "name": "get_temperature"}}),
    ],
)
def test_what_nothing_proves_is_left_open(type_name: str, value: Any) -> None:
    assert expected(type_name, value) == OPEN


@pytest.mark.parametrize(
    ("type_name", "value", "at"),
    [
        # A null that nothing speaks for.
        ("RealtimeServerEvent", updated(tools=[{**TOOL, "name": None}]), "/session/tools/0/name"),
        ("RealtimeClientEvent", update(parallel_tool_calls=None), "/session/parallel_tool_calls"),
        ("RealtimeServerEvent", updated(audio={"output": {"voice": {"name": "a"}}}), "/session/audio/output/voice"),
        ("RealtimeServerEvent", updated(audio={"output": {"voice": 1}}), "/session/audio/output/voice"),
        ("RealtimeMCPHTTPError", {"type": "http_error", "code": "502", "message": ""}, "/code"),
    ],
)
def test_other_forms_break_the_document_as_before(type_name: str, value: Any, at: str) -> None:
    assert expected(type_name, value) == Reject(Rule.WRONG_TYPE, at)
    with pytest.raises(DecodeError):
        official.decode(type_name, text_of(value))


def test_what_a_refused_variant_rests_on_is_forgotten() -> None:
    """Allowed tools may be a list or a filter; a session beside it rests on nothing."""
    tool = {**MCP, "allowed_tools": {"tool_names": ["a"]}}
    found = expected("RealtimeServerEvent", updated(tools=[tool], audio={"output": {"voice": "marin"}}))
    assert isinstance(found, Accept)
    assert found.level == "must"
